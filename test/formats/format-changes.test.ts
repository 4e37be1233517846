import { expect, test } from 'vitest';
import type { JsonValue } from '../../src/core/json/value.ts';
import { formatChanges, hasFormat } from '../../src/formats/json-schema/format-changes.ts';

const date = { format: 'date' };
const time = { format: 'time' };

const ROWS: readonly (readonly [title: string, before: JsonValue, after: JsonValue, changes: readonly object[]])[] = [
  ['another format', date, time, [{ pointer: '/format', before: 'date', after: 'time' }]],
  ['one that was added', {}, date, [{ pointer: '/format', after: 'date' }]],
  ['one that was taken away', { properties: { t: date } }, { properties: { t: {} } }, [{ pointer: '/properties/t', before: 'date' }]],
  ['the same', { properties: { t: date } }, { properties: { t: date }, title: 't' }, []],
  ['a property that is new', { properties: {} }, { properties: { t: date } }, []],
  [
    'properties of such names',
    { properties: { format: {}, const: date } },
    { properties: { format: {}, const: time } },
    [{ pointer: '/properties/const/format', before: 'date', after: 'time' }],
  ],
  ['data', { const: date, enum: [date], default: date, examples: [date] }, { const: time, enum: [time], default: time, examples: [time] }, []],
  ['a branch', { anyOf: [{}, date] }, { anyOf: [{}, time] }, [{ pointer: '/anyOf/1/format', before: 'date', after: 'time' }]],
  ['booleans', true, false, []],
];

for (const [title, before, after, changes] of ROWS) test(`formatChanges(): ${title}`, () => expect(formatChanges(before, after)).toEqual(changes));

const SAID: readonly (readonly [schema: JsonValue, says: boolean])[] = [
  [date, true],
  [true, false],
  [{ items: [{}, { anyOf: [date] }] }, true],
  [{ properties: { format: { const: 'x' }, default: date } }, true],
  [{ properties: { format: { type: 'string' } }, const: date, default: date }, false],
];

for (const [schema, says] of SAID) test(`hasFormat(${JSON.stringify(schema)}) is ${says}`, () => expect(hasFormat(schema)).toBe(says));
