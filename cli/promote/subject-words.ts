import type { SubjectDetailResource, SubjectPatch, SubjectResource } from '../../src/core/resources.ts';
import type { SourceVersion } from './select.ts';

/** What the source says of a subject. */
export function wordsOf({ subject: { owner, description, labels } }: SourceVersion): SubjectPatch {
  return {
    ...(owner === undefined ? {} : { owner }),
    ...(description === undefined ? {} : { description }),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
  };
}

/**
 * Whether the source says something of a subject and the target nothing: it is new there, or was left so when somebody was
 * interrupted after its first version. One that says anything keeps that, and gets nothing.
 */
export function isNews(source: SourceVersion, there: SubjectDetailResource | undefined): boolean {
  return Object.keys(wordsOf(source)).length > 0 && (there === undefined || saysNothing(there));
}

function saysNothing({ owner, description, labels }: Pick<SubjectResource, 'owner' | 'description' | 'labels'>): boolean {
  return owner === undefined && description === undefined && Object.keys(labels).length === 0;
}
