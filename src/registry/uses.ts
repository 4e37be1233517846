import { isLive, type VersionRecord } from '../core/version.ts';

/** Whether somebody may see a subject. */
export type IsVisible = (subject: string) => boolean;

/**
 * Of the versions that have a schema the one whose references are shown where no version is asked for: the first that is live, by
 * subject and number, if possible one of which all targets may be seen as well. Undefined where none may be seen.
 */
export function pickUse(uses: readonly VersionRecord[], isVisible: IsVisible): VersionRecord | undefined {
  const visible = uses.filter(({ subject }) => isVisible(subject));
  const rank = (use: VersionRecord): number => (isLive(use) ? 0 : 2) + (use.references.every(({ subject }) => isVisible(subject)) ? 0 : 1);
  return visible.toSorted((a, b) => rank(a) - rank(b))[0];
}
