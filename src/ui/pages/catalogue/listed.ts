import type { SubjectResource } from '../../../core/resources.ts';

/** A subject as the list has it; older registries say neither when it changed nor the semver of its latest version. */
export type Listed = SubjectResource & { readonly changedAt?: string; readonly semver?: string };

export type Order = 'name' | 'changed';
