import type { SubjectDetailResource } from '../../../core/resources.ts';

/** The version that one begins with: the latest, else the newest of any state; undefined where there is none. */
export function newestVersion(detail: SubjectDetailResource | undefined): number | undefined {
  if (detail === undefined || detail.versions.length === 0) return undefined;
  return detail.latest ?? Math.max(...detail.versions.map(({ version }) => version));
}
