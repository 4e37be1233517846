import type { TypeRow } from './row.ts';

const S = { type: 'string' };
const N = { type: 'number' };
const closed = { type: 'object', additionalProperties: false };

export const OBJECTS: readonly TypeRow[] = [
  {
    title: 'a closed object',
    schema: { ...closed, properties: { a: S, b: N }, required: ['a'] },
    valid: [{ a: 'x' }, { a: 'x', b: 1 }],
    refused: [{}, { b: 1 }, { a: 1 }, { a: 'x', c: 1 }, 'x', null],
    reads: ['const a: string = v.a; const b: number | undefined = v.b; void [a, b];'],
    misreads: ['const b: number = v.b; void b;', 'v.c;'],
  },
  {
    title: 'an open object is read open and written closed',
    schema: { type: 'object', properties: { a: S }, required: ['a'] },
    valid: [{ a: 'x' }, { a: 'x', later: [1] }],
    refused: [{ a: 1 }, {}, [], 'x'],
    unsent: [{ a: 'x', later: 1 }],
    misreads: ['const s: string = v["aa"]; void s;'],
  },
  { title: 'an object of which nothing is said', schema: { type: 'object' }, valid: [{}, { a: 1 }], refused: ['x', null, 1] },
  { title: 'an object of nothing', schema: closed, valid: [{}], refused: [{ a: 1 }, 1, null] },
  {
    title: 'a required member that is not declared',
    schema: { type: 'object', required: ['a'] },
    valid: [{ a: 1 }, { a: null, b: 1 }],
    refused: [{}, { b: 1 }],
  },
  {
    title: 'a map',
    schema: { type: 'object', additionalProperties: N },
    valid: [{}, { a: 1 }],
    refused: [{ a: 'x' }],
    reads: ['const n: number | undefined = v["k"]; void n;'],
  },
  {
    title: 'a map with required names',
    schema: { type: 'object', additionalProperties: N, required: ['a'] },
    valid: [{ a: 1 }, { a: 1, b: 2 }],
    refused: [{}, { a: 'x' }, { a: 1, b: 'x' }],
  },
  {
    title: 'others beside members',
    schema: { type: 'object', properties: { id: S, flag: { type: 'boolean' } }, required: ['id'], additionalProperties: N },
    valid: [{ id: 'a' }, { id: 'a', n: 1 }, { id: 'a', flag: true, n: 2 }],
    refused: [{ n: 1 }, { id: 1 }, { id: 'a', n: null }, { id: 'a', n: [] }],
    left: [{ id: 'a', n: 'x' }],
    reads: ['const id: string = v.id; void id;'],
  },
  {
    title: 'names by a prefix',
    schema: { ...closed, properties: { id: S }, required: ['id'], patternProperties: { '^x-': N } },
    valid: [{ id: 'a' }, { id: 'a', 'x-n': 1 }],
    refused: [{ id: 'a', 'x-n': 'b' }, { id: 'a', y: 1 }, {}],
    reads: ['const n: number | undefined = v["x-n"]; void n;'],
  },
  {
    title: 'names by a prefix in an open object',
    schema: { type: 'object', patternProperties: { '^x-': N } },
    valid: [{}, { 'x-n': 1 }, { y: 'a' }],
    refused: [{ 'x-n': 'b' }],
  },
  {
    title: 'two prefixes, one within the other',
    schema: { ...closed, patternProperties: { '^x-': { type: ['number', 'string'] }, '^x-y-': N } },
    valid: [{ 'x-a': 'b' }, { 'x-y-a': 1 }],
    refused: [{ 'x-a': true }, { 'x-y-a': true }, { y: 1 }],
  },
  {
    title: 'a member that a pattern has too',
    schema: { ...closed, properties: { ab: { type: ['string', 'number'] } }, required: ['ab'], patternProperties: { '^a': S } },
    valid: [{ ab: 'x' }, { ab: 'x', ac: 'y' }],
    refused: [{ ab: 1 }, { ab: 'x', ac: 1 }],
  },
  {
    title: 'any pattern',
    schema: { ...closed, patternProperties: { '^[a-z]{2}$': S, '[0-9]': N } },
    valid: [{ en: 'x', n1: 1 }],
    refused: [{ en: true }],
    left: [{ english: 'x' }, { en: 1 }],
  },
  {
    title: 'a pattern and others',
    schema: { type: 'object', patternProperties: { '^x-': S }, additionalProperties: N },
    valid: [{ 'x-a': 'b', c: 1 }],
    refused: [{ c: true }],
    left: [{ c: 'x' }],
  },
  {
    title: 'listed names',
    schema: { type: 'object', propertyNames: { enum: ['eur', 'usd'] }, additionalProperties: N },
    valid: [{}, { eur: 1 }, { eur: 1, usd: 2 }],
    refused: [{ gbp: 1 }, { eur: 'x' }],
  },
  {
    title: 'listed names, one of them required',
    schema: { type: 'object', propertyNames: { enum: ['a', 'b'] }, required: ['a'] },
    valid: [{ a: 1 }, { a: 1, b: 2 }],
    refused: [{}, { b: 1 }, { a: 1, c: 1 }],
  },
  {
    title: 'listed names cut what is declared',
    schema: { type: 'object', properties: { a: S, b: S }, propertyNames: { const: 'a' } },
    valid: [{ a: 'x' }],
    refused: [{ b: 'x' }, { c: 1 }],
  },
  {
    title: 'no members at all',
    schema: { type: 'object', properties: { a: S }, maxProperties: 0 },
    valid: [{}],
    refused: [{ a: 'x' }, { b: 1 }],
  },
  {
    title: 'a member that asks for another',
    schema: { ...closed, properties: { card: S, cvc: S }, dependentRequired: { card: ['cvc'] } },
    valid: [{}, { cvc: '1' }, { card: 'a', cvc: '1' }],
    refused: [{ card: 'a' }],
    reads: ['if (v.card !== undefined) { const c: string = v.cvc; void c; }'],
  },
  {
    title: 'a member that asks for another, open',
    schema: { type: 'object', properties: { a: S }, dependentRequired: { a: ['b'] } },
    valid: [{}, { c: 1 }, { a: 'x', b: 1 }],
    refused: [{ a: 'x' }],
  },
  {
    title: 'a member that asks for a schema',
    schema: {
      ...closed,
      properties: { a: S, b: { type: ['string', 'number'] } },
      dependentSchemas: { a: { properties: { b: N }, required: ['b'] } },
    },
    valid: [{}, { b: 'x' }, { a: 'x', b: 1 }],
    refused: [{ a: 'x' }, { a: 'x', b: 'y' }],
  },
  {
    title: 'dependencies of draft-07',
    dialect: 'draft-07',
    schema: { ...closed, properties: { a: S, b: S, c: N }, dependencies: { a: ['b'], b: { required: ['c'] } } },
    valid: [{}, { c: 1 }, { b: 'x', c: 1 }, { a: 'x', b: 'y', c: 1 }],
    refused: [{ a: 'x' }, { b: 'x' }, { a: 'x', b: 'y' }],
  },
  {
    title: 'unevaluated members through allOf',
    schema: { allOf: [{ properties: { a: S }, required: ['a'] }], properties: { b: N }, unevaluatedProperties: false },
    valid: [{ a: 'x' }, { a: 'x', b: 1 }],
    refused: [{ a: 'x', c: 1 }, { b: 1 }],
  },
  {
    title: 'unevaluated members through a reference',
    schema: { $defs: { base: { type: 'object', properties: { a: S } } }, $ref: '#/$defs/base', properties: { b: N }, unevaluatedProperties: false },
    valid: [{}, { a: 'x', b: 1 }],
    refused: [{ c: 1 }, { a: 1 }],
  },
  {
    title: 'unevaluated members after branches',
    schema: {
      type: 'object',
      oneOf: [
        { properties: { k: { const: 'a' }, x: N }, required: ['k'] },
        { properties: { k: { const: 'b' }, y: S }, required: ['k'] },
      ],
      unevaluatedProperties: false,
    },
    valid: [
      { k: 'a', x: 1 },
      { k: 'b', y: 's' },
    ],
    refused: [{ k: 'a', z: 1 }, { k: 'c' }, { k: 'a', x: 's' }],
  },
  {
    title: 'unevaluated members of a type',
    schema: { type: 'object', properties: { a: S }, unevaluatedProperties: N },
    valid: [{ a: 'x', b: 1 }],
    refused: [{ b: true }],
    left: [{ b: 'x' }],
  },
  {
    title: 'names of every object',
    schema: { ...closed, properties: { constructor: S, toString: N, hasOwnProperty: S }, required: ['constructor'] },
    valid: [{ constructor: 'x', toString: 1, hasOwnProperty: 'y' }],
    refused: [{ constructor: 'x', toString: 'y', hasOwnProperty: 'y' }],
  },
  {
    title: 'names that are no identifiers',
    schema: { ...closed, properties: { 'a-b': S, '1': N, '': S, ü: S, class: S }, required: ['a-b', ''] },
    valid: [{ 'a-b': 'x', '1': 1, '': 'y', ü: 'z', class: 'c' }],
    refused: [{ 'a-b': 'x' }],
  },
  {
    title: 'what closes and what asks for more is never',
    schema: { ...closed, properties: { a: S, x: { ...closed, required: ['y'] } } },
    valid: [{ a: 'x' }],
    refused: [{ x: {} }, { x: { y: 1 } }],
  },
];
