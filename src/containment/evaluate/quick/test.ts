import type { ExactValue } from '../../../core/json/value.ts';

/** Yes or no, and nothing else. */
export type Test = (instance: ExactValue) => boolean;

export const ALWAYS: Test = () => true;
export const NEVER: Test = () => false;

/** One test that asks all of them in their order; those that never fail are left out. */
export function every(tests: readonly Test[]): Test {
  if (tests.includes(NEVER)) return NEVER;
  const [first, second, third, ...rest] = tests.filter((test) => test !== ALWAYS);
  if (first === undefined) return ALWAYS;
  if (second === undefined) return first;
  if (third === undefined) return (instance) => first(instance) && second(instance);
  const others = every(rest);
  return (instance) => first(instance) && second(instance) && third(instance) && others(instance);
}
