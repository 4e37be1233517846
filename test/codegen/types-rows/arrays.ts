import type { TypeRow } from './row.ts';

const S = { type: 'string' };
const N = { type: 'number' };

export const ARRAYS: readonly TypeRow[] = [
  {
    title: 'an array',
    schema: { type: 'array', items: S },
    valid: [[], ['a', 'b']],
    refused: [[1], 'a', { 0: 'a' }],
    reads: ['for (const s of v) s.length; v.map((s) => s.length);'],
    misreads: ['const s: string = v[0]; void s;'],
  },
  {
    title: 'an array that is not empty',
    schema: { type: 'array', items: S, minItems: 1 },
    valid: [['a'], ['a', 'b']],
    refused: [[], [1]],
    reads: ['const s: string = v[0]; void s;'],
  },
  {
    title: 'an array of a length',
    schema: { type: 'array', items: N, minItems: 2, maxItems: 2 },
    valid: [[1, 2]],
    refused: [[1], [1, 2, 3], [1, 'a']],
    reads: ['const [x, y]: [number, number] = v; void [x, y];'],
  },
  {
    title: 'an array of at most some',
    schema: { type: 'array', items: N, maxItems: 2 },
    valid: [[], [1, 2]],
    refused: [['a']],
    left: [[1, 2, 3]],
    reads: ['v.map((n) => n.toFixed());'],
  },
  {
    title: 'a very long minimum',
    schema: { type: 'array', items: N, minItems: 100 },
    valid: [Array.from({ length: 100 }, () => 1)],
    refused: [['a']],
    left: [[1]],
  },
  { title: 'no items', schema: { type: 'array', maxItems: 0 }, valid: [[]], refused: [[1]] },
  { title: 'items that cannot be', schema: { type: 'array', items: false }, valid: [[]], refused: [[1]] },
  {
    title: 'a closed tuple',
    schema: { type: 'array', prefixItems: [N, S], items: false, minItems: 2 },
    valid: [[1, 'a']],
    refused: [[1], [1, 'a', 2], ['a', 1], []],
    reads: ['const n: number = v[0]; const s: string = v[1]; void [n, s];'],
  },
  {
    title: 'a closed tuple whose items may be missing',
    schema: { type: 'array', prefixItems: [N, S], items: false },
    valid: [[], [1], [1, 'a']],
    refused: [[1, 'a', 2], ['a']],
  },
  {
    title: 'a tuple and more of a type',
    schema: { type: 'array', prefixItems: [N], items: S, minItems: 1 },
    valid: [[1], [1, 'a', 'b']],
    refused: [[], [1, 2], ['a']],
  },
  { title: 'an open tuple', schema: { type: 'array', prefixItems: [N, S] }, valid: [[], [1], [1, 'a', null]], refused: [['a'], [1, 2]] },
  {
    title: 'a tuple with a maximum',
    schema: { type: 'array', prefixItems: [N, S], maxItems: 2, minItems: 1 },
    valid: [[1], [1, 'a']],
    refused: [[], [1, 'a', 1]],
  },
  { title: 'a tuple that ends before it began', schema: { type: 'array', prefixItems: [N, false] }, valid: [[], [1]], refused: [[1, 2]] },
  {
    title: 'a tuple of draft-07',
    dialect: 'draft-07',
    schema: { type: 'array', items: [N, S], additionalItems: false, minItems: 2 },
    valid: [[1, 'a']],
    refused: [[1], [1, 'a', 1]],
  },
  {
    title: 'a tuple of draft-07 and more',
    dialect: 'draft-07',
    schema: { type: 'array', items: [N], additionalItems: { type: 'boolean' }, minItems: 1 },
    valid: [[1], [1, true]],
    refused: [[1, 's'], []],
  },
  {
    title: 'additionalItems alone says nothing',
    dialect: 'draft-07',
    schema: { type: 'array', additionalItems: false },
    valid: [[], [1, 'a']],
    refused: [{}],
  },
  {
    title: 'prefixItems are no keyword of draft-07',
    dialect: 'draft-07',
    schema: { type: 'array', prefixItems: [N] },
    valid: [['a']],
    refused: [{}],
  },
  {
    title: 'a list of items is a schema no longer',
    dialect: 'draft-2019-09',
    schema: { type: 'array', items: [N, S], unevaluatedItems: false },
    valid: [[1], [1, 'a']],
    refused: [[1, 'a', 2], ['a']],
  },
  {
    title: 'unevaluated items',
    schema: { type: 'array', allOf: [{ prefixItems: [N] }], prefixItems: [true, S], unevaluatedItems: false },
    valid: [[1, 'a'], [1]],
    refused: [
      [1, 'a', 2],
      ['x', 'a'],
    ],
  },
  {
    title: 'unevaluated items of a type',
    schema: { type: 'array', prefixItems: [N], unevaluatedItems: S, minItems: 1 },
    valid: [[1], [1, 'a']],
    refused: [[1, 2], []],
  },
  {
    title: 'something is contained',
    schema: { type: 'array', items: S, contains: { const: 'a' } },
    valid: [['a'], ['b', 'a']],
    refused: [[], [1]],
    left: [['b']],
  },
  {
    title: 'nothing need be contained',
    schema: { type: 'array', items: S, contains: { const: 'a' }, minContains: 0 },
    valid: [[], ['b']],
    refused: [[1]],
  },
  {
    title: 'arrays of unions',
    schema: { type: 'array', items: { anyOf: [S, { type: 'array', items: N }] } },
    valid: [['a', [1]]],
    refused: [[1], [['a']]],
  },
  {
    title: 'items merged through allOf',
    schema: { allOf: [{ type: 'array', items: { type: ['string', 'number'] } }, { items: { type: ['string', 'null'] } }] },
    valid: [['a'], []],
    refused: [[1], [null]],
  },
  {
    title: 'tuples that are told apart by their first item',
    schema: {
      oneOf: [
        { type: 'array', prefixItems: [{ const: 'n' }, N], items: false, minItems: 2 },
        { type: 'array', prefixItems: [{ const: 's' }, S], items: false, minItems: 2 },
      ],
    },
    valid: [
      ['n', 1],
      ['s', 'a'],
    ],
    refused: [
      ['n', 'a'],
      ['s', 1],
      ['x', 1],
    ],
    reads: ["if (v[0] === 'n') { const n: number = v[1]; void n; } else { const s: string = v[1]; void s; }"],
  },
];
