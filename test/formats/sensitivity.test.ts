import { describe, expect, test } from 'vitest';
import type { ExactValue, JsonValue } from '../../src/core/json/value.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';

const SECRET = { 'x-sensitive': true };
const H = '(hidden)';

const ROWS: readonly { readonly what: string; readonly schema: JsonValue; readonly event: ExactValue; readonly shown: ExactValue }[] = [
  { what: 'nothing is marked: everything is shown', schema: { properties: { a: {} } }, event: { a: 1, b: [2] }, shown: { a: 1, b: [2] } },
  { what: 'a marked member', schema: { properties: { a: SECRET, b: {} } }, event: { a: 1, b: 2 }, shown: { a: H, b: 2 } },
  { what: 'what is in a marked member', schema: { properties: { a: SECRET } }, event: { a: { b: [1] } }, shown: { a: H } },
  { what: 'the whole event', schema: SECRET, event: { a: 1 }, shown: H },
  { what: 'a member that is not named', schema: { properties: { a: SECRET } }, event: { A: 1 }, shown: { A: H } },
  { what: 'false names nothing', schema: { properties: { a: SECRET }, additionalProperties: false }, event: { A: 1 }, shown: { A: H } },
  {
    what: 'a map of objects',
    schema: { additionalProperties: { properties: { a: SECRET, b: {} } } },
    event: { x: { a: 1, b: 2 } },
    shown: { x: { a: H, b: 2 } },
  },
  { what: 'items', schema: { items: { properties: { a: SECRET, b: {} } } }, event: [{ a: 1, b: 2 }, { b: 3 }], shown: [{ a: H, b: 2 }, { b: 3 }] },
  { what: 'a list where an object should be', schema: { properties: { a: { properties: { b: SECRET } } } }, event: { a: [1] }, shown: { a: [H] } },
  {
    what: 'one branch of several',
    schema: { oneOf: [{ properties: { a: {} } }, { properties: { a: SECRET } }] },
    event: { a: 1 },
    shown: { a: H },
  },
  {
    what: 'behind a reference that leads to itself',
    schema: { $ref: '#/$defs/n', $defs: { n: { properties: { next: { $ref: '#/$defs/n' }, s: SECRET, v: {} } } } },
    event: { v: 1, next: { s: 2, next: { s: 3, v: 4 } } },
    shown: { v: 1, next: { s: H, next: { s: H, v: 4 } } },
  },
  {
    what: 'a pattern counts for every name',
    schema: { patternProperties: { '^s_': SECRET }, properties: { a: {} } },
    event: { a: 1 },
    shown: { a: H },
  },
];

describe('an event for people', () => {
  for (const { what, schema, event, shown } of ROWS) {
    test(what, () => expect(jsonSchemaFormat.sensitivity(jsonSchemaFormat.parse({ schema })).mask(event)).toEqual(shown));
  }

  test('beyond 20,000 values all is hidden, and names that steer an object are names', () => {
    const { mask } = jsonSchemaFormat.sensitivity(jsonSchemaFormat.parse({ schema: {} }));
    const masked = mask(Array.from({ length: 20_010 }, (_, index) => index)) as readonly ExactValue[];
    expect([masked[19_998], masked[19_999], masked.at(-1)]).toEqual([19_998, H, H]);
    expect(Object.keys(mask({ constructor: 1, toString: 2 }) as object)).toEqual(['constructor', 'toString']);
  });

  test('a place may be shown where nothing on the way says otherwise', () => {
    const { mayShow } = jsonSchemaFormat.sensitivity(jsonSchemaFormat.parse({ schema: { properties: { a: { properties: { b: SECRET, c: {} } } } } }));
    expect([mayShow(['a', 'b']), mayShow(['a', 'c']), mayShow(['a', 'b', 'd'])]).toEqual([false, true, false]);
  });
});
