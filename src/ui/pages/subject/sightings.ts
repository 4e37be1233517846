import type { GatewaySightingsResource } from '../../../core/gateway-resources.ts';

/** What gateways say of a version, all of them together. */
export interface Sighting {
  readonly accepted: number;
  readonly invalid: number;
  /** ISO 8601; undefined: none was. */
  readonly lastAccepted: string | undefined;
}

export const NEVER: Sighting = { accepted: 0, invalid: 0, lastAccepted: undefined };

/** By version: counts add up, the last time is the latest of all. */
export function mergeSightings(answers: readonly Pick<GatewaySightingsResource, 'items'>[]): ReadonlyMap<number, Sighting> {
  const byVersion = new Map<number, Sighting>();
  for (const { version, accepted, invalid, lastAccepted } of answers.flatMap(({ items }) => items)) {
    const before = byVersion.get(version) ?? NEVER;
    const times = [before.lastAccepted, lastAccepted ?? undefined].filter((time) => time !== undefined).toSorted();
    byVersion.set(version, { accepted: before.accepted + accepted, invalid: before.invalid + invalid, lastAccepted: times.at(-1) });
  }
  return byVersion;
}
