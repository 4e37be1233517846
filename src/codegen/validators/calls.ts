import type { Repeats } from './repeats.ts';
import type { ValidatorFunction } from './share.ts';

/** The functions that the one which is being written calls, by their numbers among the calls of its unit. */
export interface Calls {
  readonly nameOf: (call: number) => string;
  /** What calls it for a value. */
  readonly callOf: (call: number, value: string) => string;
  /** What the functions that are written here are called with, beside the value. */
  readonly handed: readonly string[];
}

/** What was found so far, which functions hand on. */
const FOUND = 'found';

/** The calls of a function. */
export function callsOf({ key, calls }: Pick<ValidatorFunction, 'key' | 'calls'>, { handsOn, isHanded }: Repeats): Calls {
  const nameOf = (call: number): string => calls[call] ?? '';
  return {
    nameOf,
    callOf: (call, value) => `${nameOf(call)}(${[value, ...(handsOn(key, nameOf(call)) ? [FOUND] : [])].join(', ')})`,
    handed: isHanded(key) ? [FOUND] : [],
  };
}
