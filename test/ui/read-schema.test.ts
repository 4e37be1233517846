import { expect, test } from 'vitest';
import { stringifyExact } from '../../src/core/json/stringify.ts';
import { readSchema } from '../../src/ui/pages/gateway/events/read-schema.ts';

test('a candidate is sent as it was written', () => {
  const text = '{"const":9007199254740993}';
  expect(stringifyExact(readSchema(text).value ?? null)).toBe(text);
});

test.each(['{', '', '{"type":"string","type":"object"}', '{"__proto__":{}}'])('%s is none', (text) => {
  expect(readSchema(text)).toEqual({ fault: expect.stringMatching(/^This is no JSON: /) });
});
