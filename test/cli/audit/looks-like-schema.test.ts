import { expect, test } from 'vitest';
import { looksLikeSchema } from '../../../cli/audit/looks-like-schema.ts';
import type { JsonValue } from '../../../src/core/json/value.ts';

const ROWS: readonly { readonly value: JsonValue; readonly expected: boolean }[] = [
  { value: {}, expected: true },
  { value: true, expected: true },
  { value: [], expected: true },
  { value: { title: 'Anything', 'x-owner': 'shop' }, expected: true },
  { value: { title: 'Anything', version: '1' }, expected: false },
  { value: { properties: {}, version: '1' }, expected: true },
  { value: { pattern: '^a' }, expected: true },
  { value: { name: 'package', dependencies: {} }, expected: false },
  { value: { name: 'package', description: 'of a kind' }, expected: false },
];

for (const { value, expected } of ROWS) {
  test(`${JSON.stringify(value)} is ${expected ? '' : 'not '}taken for a schema`, () => expect(looksLikeSchema(value)).toBe(expected));
}
