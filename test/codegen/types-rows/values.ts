import type { TypeRow } from './row.ts';

const S = { type: 'string' };
const closed = { type: 'object', additionalProperties: false };

export const VALUES: readonly TypeRow[] = [
  { title: 'a string', schema: S, valid: ['a', ''], refused: [1, null, ['a'], { a: 1 }] },
  { title: 'an integer is a number', schema: { type: 'integer' }, valid: [1, -2], refused: ['1', null, true], left: [1.5] },
  { title: 'null', schema: { type: 'null' }, valid: [null], refused: [0, '', {}] },
  { title: 'a list of types', schema: { type: ['string', 'null', 'integer'] }, valid: ['a', null, 1], refused: [true, [], {}] },
  {
    title: 'a list of types with members',
    schema: { type: ['object', 'null'], properties: { a: S }, required: ['a'] },
    valid: [null, { a: 'x' }],
    refused: [{}, { a: 1 }, 'x'],
    reads: ['if (v !== null) { const a: string = v.a; void a; }'],
  },
  {
    title: 'members without a type leave other values alone',
    schema: { properties: { a: S } },
    valid: [1, 'x', null, [], { a: 'y' }],
    refused: [{ a: 1 }],
  },
  {
    title: 'an enum of every kind',
    schema: { enum: ['a', 1, true, null, { k: 'v' }, [1, 'b']] },
    valid: ['a', 1, true, null, { k: 'v' }, [1, 'b']],
    refused: ['b', 2, false, { k: 'w' }, [1], [1, 'b', 2], {}],
  },
  { title: 'an enum narrowed by a type', schema: { type: 'string', enum: ['a', 1, null] }, valid: ['a'], refused: [1, null] },
  { title: 'an enum narrowed by a const', schema: { enum: ['a', 'b'], const: 'b' }, valid: ['b'], refused: ['a'] },
  {
    title: 'an object as const',
    schema: { const: { a: { b: [null, 1] } } },
    valid: [{ a: { b: [null, 1] } }],
    refused: [{ a: { b: [1] } }, {}, { a: { b: [null, 1] }, c: 1 }],
  },
  { title: 'null as const', schema: { const: null }, valid: [null], refused: [0, 'null'] },
  { title: 'numbers as literals', schema: { enum: [-1, 0.5, 1e21, 0] }, valid: [-1, 0.5, 1e21, 0], refused: [1, '0'] },
  {
    title: 'an open list of names keeps its names',
    schema: { ...closed, properties: { s: { anyOf: [{ enum: ['new', 'paid'] }, S] } }, required: ['s'] },
    valid: [{ s: 'new' }, { s: 'other' }],
    refused: [{ s: 1 }, {}],
    reads: ["const named: 'new' extends typeof v.s ? 1 : 0 = 1; void named;", "if (v.s === 'new') return; const s: string = v.s; void s;"],
  },
  {
    title: 'a closed list stays closed',
    schema: { ...closed, properties: { s: { enum: ['new', 'paid'] } }, required: ['s'] },
    valid: [{ s: 'new' }],
    refused: [{ s: 'x' }],
  },
  { title: 'false', schema: { ...closed, properties: { a: false, b: S } }, valid: [{}, { b: 'x' }], refused: [{ a: 1 }] },
  { title: 'a member that may not be there', schema: { type: 'object', properties: { a: false } }, valid: [{}, { b: 1 }], refused: [{ a: 1 }] },
  { title: 'true', schema: { ...closed, properties: { a: true }, required: ['a'] }, valid: [{ a: 1 }, { a: null }], refused: [{}] },
  { title: 'limits are left to the validator', schema: { type: 'number', minimum: 3, multipleOf: 2 }, valid: [4], refused: ['4'], left: [2, 5] },
  { title: 'not a type', schema: { not: { type: ['string', 'null'] } }, valid: [1, true, [], {}], refused: ['a', null] },
  { title: 'not a number that is whole', schema: { not: { type: 'integer' } }, valid: [1.5, 'a'], refused: [], left: [1] },
  { title: 'not one of a list', schema: { enum: ['a', 'b', 'c'], not: { enum: ['b', 'c'] } }, valid: ['a'], refused: ['b', 'c'] },
  { title: 'not true', schema: { type: 'boolean', not: { const: true } }, valid: [false], refused: [true] },
  { title: 'not a value of a wider type', schema: { type: ['string', 'null'], not: { const: null } }, valid: ['a'], refused: [null] },
  { title: 'not not', schema: { not: { not: S } }, valid: ['a'], refused: [1] },
  { title: 'not anything', schema: { ...closed, properties: { a: { not: {} } } }, valid: [{}], refused: [{ a: 1 }] },
  { title: 'not both', schema: { not: { allOf: [{ type: 'string' }, { type: ['string', 'number'] }] } }, valid: [1, true], refused: ['a'] },
  { title: 'neither', schema: { not: { anyOf: [{ type: 'string' }, { type: 'number' }] } }, valid: [true, null], refused: ['a', 1] },
  {
    title: 'a default stays optional',
    schema: { ...closed, properties: { a: { type: 'integer', default: 3 } } },
    valid: [{}, { a: 1 }],
    refused: [{ a: 'x' }],
  },
  { title: 'a format without a type asserts no type', schema: { format: 'date' }, valid: ['x', 1, null], refused: [] },
  { title: 'nullable is no keyword', schema: { type: 'string', nullable: true }, valid: ['a'], refused: [null] },
];
