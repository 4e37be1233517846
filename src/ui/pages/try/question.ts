import { LEVELS, PROFILES, type Level, type Profile } from '../../../core/compatibility.ts';
import { readNumber } from '../../app/read-number.ts';

/** What the address says. */
export interface Asked {
  readonly subject: string;
  /** Begin from this version rather than the newest. */
  readonly version: number | undefined;
  /** Compare with these only, in ascending order; none: with all that the level asks for. */
  readonly against: readonly number[];
  readonly level: Level | undefined;
  readonly profile: Profile | undefined;
  /** What judges the event: a version, or the editor. */
  readonly judge: number | undefined;
}

export function readAsked(query: URLSearchParams): Asked {
  return {
    subject: query.get('subject') ?? '',
    version: readNumber(query.get('version')),
    against: numbersOf(query.get('against')),
    level: LEVELS.find((known) => known === query.get('level')),
    profile: PROFILES.find((known) => known === query.get('profile')),
    judge: readNumber(query.get('judge')),
  };
}

/** `3,1` is 1 and 3; what is no number of a version is left out. */
function numbersOf(text: string | null): number[] {
  const numbers = (text ?? '').split(',').flatMap((part) => readNumber(part) ?? []);
  return [...new Set(numbers)].toSorted((a, b) => a - b).slice(0, MOST_COMPARED);
}

/** Versions that are compared at once by choice: each is a question of its own while one types. */
export const MOST_COMPARED = 10;
