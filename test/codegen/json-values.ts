import fc from 'fast-check';
import type { JsonValue } from '../../src/core/json/value.ts';

const name = fc.constantFrom('a', 'b', 'c', 'ab', 'aa');

/** Small values over the names and texts that the schemas of `laws-generator.ts` know. */
export const json: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'value' },
    fc.constantFrom<JsonValue>(null, true, false, 0, 1, 2, -1, 1.5, 'a', 'b', 'aa', ''),
    { weight: 3, arbitrary: fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }) as fc.Arbitrary<JsonValue> },
    { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 4 }) },
  ),
})).value;
