/* oxlint-disable unicorn/no-thenable -- a keyword of JSON Schema */
import type { TypeRow } from './row.ts';

const S = { type: 'string' };
const N = { type: 'number' };
const closed = { type: 'object', additionalProperties: false };
const card = { ...closed, properties: { pan: S, cvc: S }, required: ['pan'] };
const iban = { ...closed, properties: { iban: S }, required: ['iban'] };

export const ALTERNATIVES: readonly TypeRow[] = [
  {
    title: 'one of two closed objects without a discriminator',
    schema: { oneOf: [card, iban] },
    valid: [{ pan: 'a' }, { pan: 'a', cvc: 'b' }, { iban: 'c' }],
    refused: [{}, { pan: 'a', iban: 'c' }, { iban: 'c', cvc: 'b' }, { cvc: 'b' }],
    reads: ['if (v.pan !== undefined) { const p: string = v.pan; void p; } else { const i: string = v.iban; void i; }'],
  },
  {
    title: 'one of two named closed objects without a discriminator',
    schema: { $defs: { card, iban }, anyOf: [{ $ref: '#/$defs/card' }, { $ref: '#/$defs/iban' }] },
    valid: [{ pan: 'a' }, { iban: 'c' }],
    refused: [{}, { pan: 'a', iban: 'c' }],
    reads: ["if ('iban' in v && v.iban !== undefined) { const i: string = v.iban; void i; }"],
  },
  {
    title: 'one of two members, closed',
    schema: { ...closed, properties: { a: S, b: S, c: N }, oneOf: [{ required: ['a'] }, { required: ['b'] }] },
    valid: [{ a: 'x' }, { b: 'x', c: 1 }],
    refused: [{}, { c: 1 }, { a: 'x', b: 'y' }, { a: 1 }],
  },
  {
    title: 'one of two members, open',
    schema: { type: 'object', properties: { a: S, b: S }, oneOf: [{ required: ['a'] }, { required: ['b'] }] },
    valid: [{ a: 'x' }, { b: 'x', z: 1 }],
    refused: [{}, { a: 'x', b: 'y' }],
  },
  {
    title: 'at least one of two members, closed',
    schema: { ...closed, properties: { a: S, b: S }, anyOf: [{ required: ['a'] }, { required: ['b'] }] },
    valid: [{ a: 'x' }, { b: 'x' }, { a: 'x', b: 'y' }],
    refused: [{}],
  },
  {
    title: 'at least one of two members, open',
    schema: { type: 'object', anyOf: [{ required: ['a'] }, { required: ['b'] }] },
    valid: [{ a: 1 }, { b: 'x' }, { a: 'x', b: 'y' }],
    refused: [{}, { c: 1 }],
  },
  {
    title: 'one of three pairs',
    schema: { ...closed, properties: { a: S, b: S, c: S }, oneOf: [{ required: ['a', 'b'] }, { required: ['c'] }] },
    valid: [{ a: 'x', b: 'y' }, { c: 'x' }, { c: 'x', a: 'y' }],
    refused: [{}, { a: 'x' }, { a: 'x', b: 'y', c: 'z' }],
  },
  {
    title: 'not both members',
    schema: { ...closed, properties: { a: S, b: S }, not: { required: ['a', 'b'] } },
    valid: [{}, { a: 'x' }, { b: 'x' }],
    refused: [{ a: 'x', b: 'y' }],
  },
  {
    title: 'not a member',
    schema: { type: 'object', properties: { a: S }, not: { required: ['b'] } },
    valid: [{ a: 'x' }, { c: 1 }],
    refused: [{ b: 1 }],
  },
  {
    title: 'a union that narrows, read open',
    schema: {
      oneOf: [
        { type: 'object', properties: { kind: { const: 'a' }, n: N }, required: ['kind', 'n'] },
        { type: 'object', properties: { kind: { enum: ['b', 'c'] }, s: S }, required: ['kind', 's'] },
      ],
    },
    valid: [
      { kind: 'a', n: 1 },
      { kind: 'c', s: 'x', more: 1 },
    ],
    refused: [{ kind: 'a', s: 'x' }, { kind: 'd' }, { kind: 'b' }],
    reads: [
      "if (v.kind === 'a') { const n: number = v.n; void n; } else { const s: string = v.s; void s; }",
      "switch (v.kind) { case 'a': case 'b': case 'c': return; default: { const never: never = v; void never; } }",
    ],
  },
  {
    title: 'a union beside members',
    schema: {
      ...closed,
      properties: { id: S, a: N, b: S },
      required: ['id'],
      anyOf: [{ properties: { a: { const: 1 } }, required: ['a'] }, { required: ['b'] }],
    },
    valid: [
      { id: 'x', a: 1 },
      { id: 'x', b: 'y' },
      { id: 'x', a: 2, b: 'y' },
    ],
    refused: [{ id: 'x' }, { a: 1 }, { id: 'x', a: 2 }],
  },
  {
    title: 'if, then and else by a discriminator',
    schema: {
      ...closed,
      properties: { country: { enum: ['US', 'DE', 'FR'] }, state: S, land: S },
      required: ['country'],
      if: { properties: { country: { const: 'US' } } },
      then: { required: ['state'] },
      else: { required: ['land'] },
    },
    valid: [
      { country: 'US', state: 'x' },
      { country: 'DE', land: 'x' },
    ],
    refused: [{ country: 'US', land: 'x' }, { country: 'FR', state: 'x' }, { country: 'US' }],
    reads: ["if (v.country === 'US') { const s: string = v.state; void s; } else { const l: string = v.land; void l; }"],
  },
  {
    title: 'if and then without else, several times',
    schema: {
      ...closed,
      properties: { kind: { enum: ['a', 'b', 'c'] }, n: N, s: S },
      required: ['kind'],
      allOf: [
        { if: { properties: { kind: { const: 'a' } }, required: ['kind'] }, then: { required: ['n'] } },
        { if: { properties: { kind: { const: 'b' } }, required: ['kind'] }, then: { required: ['s'] } },
      ],
    },
    valid: [{ kind: 'a', n: 1 }, { kind: 'b', s: 'x' }, { kind: 'c' }, { kind: 'a', n: 1, s: 'x' }],
    refused: [{ kind: 'a' }, { kind: 'b', n: 1 }, { kind: 'd' }],
    reads: ["if (v.kind === 'a') { const n: number = v.n; void n; }"],
  },
  {
    title: 'if by what a member is',
    schema: {
      ...closed,
      properties: { v: { type: ['string', 'number'] }, unit: S },
      required: ['v'],
      if: { properties: { v: N } },
      then: { required: ['unit'] },
    },
    valid: [{ v: 'x' }, { v: 1, unit: 'kg' }, { v: 'x', unit: 'kg' }],
    refused: [{ v: 1 }, { v: true }],
  },
  {
    title: 'if by a type',
    schema: { if: { type: 'string' }, then: { enum: ['a', 'b'] }, else: { type: 'null' } },
    valid: ['a', null],
    refused: ['c', 1],
  },
  {
    title: 'if by a pattern is left to the validator',
    schema: { ...closed, properties: { a: S, b: S }, if: { properties: { a: { pattern: '^x' } }, required: ['a'] }, then: { required: ['b'] } },
    valid: [{ a: 'x', b: 'y' }, { a: 'z' }, {}],
    refused: [{ a: 1 }],
    left: [{ a: 'x' }],
  },
  { title: 'then without if says nothing', schema: { type: 'string', then: { const: 'a' } }, valid: ['b'], refused: [1] },
  {
    title: 'allOf merges members',
    schema: {
      allOf: [
        { type: 'object', properties: { a: S }, required: ['a'] },
        { properties: { b: N }, required: ['b'] },
      ],
    },
    valid: [{ a: 'x', b: 1 }],
    refused: [{ a: 'x' }, { b: 1 }, { a: 1, b: 1 }],
  },
  {
    title: 'allOf of a closed object closes',
    schema: { allOf: [{ ...closed, properties: { a: S, b: N } }, { properties: { a: { enum: ['x', 'y'] }, c: S } }] },
    valid: [{ a: 'x' }, { b: 1 }],
    refused: [{ a: 'z' }, { c: 'x' }],
  },
  {
    title: 'allOf over a union',
    schema: {
      allOf: [
        {
          oneOf: [
            { ...closed, properties: { k: { const: 1 }, a: S }, required: ['k'] },
            { ...closed, properties: { k: { const: 2 } }, required: ['k'] },
          ],
        },
        { type: 'object', required: ['a'] },
      ],
    },
    valid: [{ k: 1, a: 'x' }],
    refused: [{ k: 1 }, { k: 2 }, { k: 2, a: 'x' }],
  },
  {
    title: 'anyOf with null',
    schema: { ...closed, properties: { a: { anyOf: [S, { type: 'null' }] } }, required: ['a'] },
    valid: [{ a: null }, { a: 'x' }],
    refused: [{}, { a: 1 }],
    misreads: ['const s: string = v.a; void s;'],
  },
  {
    title: 'anyOf of scalars and objects',
    schema: { anyOf: [N, { ...closed, properties: { n: N }, required: ['n'] }] },
    valid: [1, { n: 1 }],
    refused: ['a', { n: 'x' }, {}],
  },
  {
    title: 'branches that are equal are one',
    schema: {
      anyOf: [
        { type: 'string', minLength: 2 },
        { type: 'string', maxLength: 1 },
      ],
    },
    valid: ['a', 'abc'],
    refused: [1],
  },
  { title: 'a branch that is false', schema: { anyOf: [false, S] }, valid: ['a'], refused: [1] },
  { title: 'a branch that is true', schema: { anyOf: [true, S] }, valid: [1, 'a'], refused: [] },
];
