import type { RouteConfig, TargetConfig } from '../config/config.ts';
import type { CatalogueSubject } from '../supply/catalogue.ts';
import { mayGet } from './may-get.ts';

/** The subjects that a target could be sent, and for which it reads no live version. */
export function unreadableSubjects(route: RouteConfig, target: TargetConfig, subjects: readonly CatalogueSubject[]): readonly CatalogueSubject[] {
  const { reads } = target;
  if (reads === undefined) return [];
  return subjects.filter((known) => mayGet(route, target, known.subject.subject) && known.resolve(reads.range) === undefined);
}
