import { _, type Code, Name } from 'ajv';
import type { Repeats } from './repeats.ts';
import type { ValidatorFunction } from './share.ts';

/** The functions that the one which is being written calls, by their numbers among the calls of its unit. */
export interface Calls {
  readonly nameOf: (call: number) => Name;
  /** What calls it for a value. */
  readonly callOf: (call: number, value: Name | Code) => Code;
}

/** What was found so far, which functions hand on. */
export const FOUND = 'found';

/** The calls of a function. */
export function callsOf({ key, calls }: Pick<ValidatorFunction, 'key' | 'calls'>, { handsOn }: Pick<Repeats, 'handsOn'>): Calls {
  const keyOf = (call: number): string => calls[call] ?? '';
  return {
    nameOf: (call) => new Name(keyOf(call)),
    callOf: (call, value) => {
      const [name, to] = [new Name(keyOf(call)), keyOf(call)];
      return handsOn(key, to) ? _`${name}(${value}, ${new Name(FOUND)})` : _`${name}(${value})`;
    },
  };
}
