import { LEVELS, PROFILES, type Level, type Profile } from '../../../core/compatibility.ts';

/** What the address says. */
export interface Asked {
  readonly subject: string;
  /** Begin from this version rather than the newest. */
  readonly version: number | undefined;
  /** Compare with this one only. */
  readonly against: number | undefined;
  readonly level: Level | undefined;
  readonly profile: Profile | undefined;
  /** What judges the event: a version, or the editor. */
  readonly judge: number | undefined;
}

export function readAsked(query: URLSearchParams): Asked {
  return {
    subject: query.get('subject') ?? '',
    version: numberOf(query.get('version')),
    against: numberOf(query.get('against')),
    level: LEVELS.find((known) => known === query.get('level')),
    profile: PROFILES.find((known) => known === query.get('profile')),
    judge: numberOf(query.get('judge')),
  };
}

function numberOf(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
}
