import type { StateWarning } from '../core/resources.ts';
import { isLive, type VersionRecord } from '../core/version.ts';

/** What whoever takes a version out of use should know: that none stays live, and which live versions point to it. */
export function warningsOfState(before: readonly VersionRecord[], updated: VersionRecord): readonly StateWarning[] {
  const was = before.find(({ version }) => version === updated.version);
  if (was === undefined || !isLive(was) || isLive(updated)) return [];
  const { subject, version } = updated;
  const stays = before.filter((other) => other.version !== version && isLive(other));
  const pointing = stays.filter(({ successor }) => successor === version);
  return [
    ...(stays.length > 0
      ? []
      : [{ code: 'last_live', message: `no version of ${JSON.stringify(subject)} stays live: gates refuse every event of it` } as const]),
    ...pointing.map((other) => ({
      code: 'names_successor' as const,
      message: `${subject}@${other.version} is deprecated in favour of ${subject}@${version}; name another successor for it`,
    })),
  ];
}
