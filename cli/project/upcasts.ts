import type { Lock } from '../../src/project/lock.ts';
import type { Upcast } from '../report/upcasters.ts';

/** Of each locked event the older versions that are raised to it. */
export function upcastsOf({ events }: Lock): readonly Upcast[] {
  return Object.entries(events).map(([subject, { semver, older }]) => ({ subject, newest: semver, older: older.map((one) => one.semver) }));
}

/** Those that a consumer needs an upcaster for. */
export function neededUpcasts(lock: Lock | undefined): readonly Upcast[] {
  return lock === undefined ? [] : upcastsOf(lock).filter(({ older }) => older.length > 0);
}
