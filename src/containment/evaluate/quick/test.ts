import type { ExactValue } from '../../../core/json/value.ts';

/** Yes or no, and nothing else. */
export type Test = (instance: ExactValue) => boolean;

export const ALWAYS: Test = () => true;
export const NEVER: Test = () => false;

/** One test that asks all of them in their order; those that never fail are left out. */
export function every(tests: readonly Test[]): Test {
  if (tests.includes(NEVER)) return NEVER;
  const asked = tests.filter((test) => test !== ALWAYS);
  const [first, second, third, ...rest] = asked;
  if (first === undefined) return ALWAYS;
  if (second === undefined) return first;
  if (third === undefined) return (instance) => first(instance) && second(instance);
  if (rest.length > MAX_NESTED) return inTurn(asked);
  const others = every(rest);
  return (instance) => first(instance) && second(instance) && third(instance) && others(instance);
}

// A few are quicker nested; of many the nesting would be as deep as they are many.
const MAX_NESTED = 12;

function inTurn(tests: readonly Test[]): Test {
  return (instance) => {
    for (const test of tests) if (!test(instance)) return false;
    return true;
  };
}
