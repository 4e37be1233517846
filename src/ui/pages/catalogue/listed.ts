export type { ListedSubjectResource as Listed } from '../../../core/resources.ts';

export type Order = 'name' | 'changed';
