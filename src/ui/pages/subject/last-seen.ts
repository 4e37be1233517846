/** What gateways say of a version, all of them together. */
export interface Sighting {
  readonly accepted: number;
  readonly invalid: number;
  /** ISO 8601; undefined: none was. */
  readonly lastAccepted: string | undefined;
}

export interface LastSeen {
  /** Whether a gateway was asked and answered. */
  readonly isKnown: boolean;
  readonly byVersion: ReadonlyMap<number, Sighting>;
  readonly problem: string | undefined;
}

const NONE: LastSeen = { isKnown: false, byVersion: new Map(), problem: undefined };

export function useLastSeen(_subject: string): LastSeen {
  return NONE;
}

export function lastSeenOf({ byVersion }: LastSeen, version: number): Sighting {
  return byVersion.get(version) ?? { accepted: 0, invalid: 0, lastAccepted: undefined };
}
