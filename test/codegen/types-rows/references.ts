import type { TypeRow } from './row.ts';

const S = { type: 'string' };
const N = { type: 'number' };
const closed = { type: 'object', additionalProperties: false };

export const REFERENCES: readonly TypeRow[] = [
  {
    title: 'beside a reference of draft-07 nothing counts',
    dialect: 'draft-07',
    schema: { ...closed, properties: { a: { $ref: '#/definitions/n', type: 'string', required: ['x'] } }, required: ['a'], definitions: { n: N } },
    valid: [{ a: 1 }],
    refused: [{ a: 'x' }],
  },
  {
    title: 'beside a reference of 2020-12 everything counts',
    schema: {
      $defs: { base: { type: 'object', properties: { a: S, b: S }, required: ['a'] } },
      $ref: '#/$defs/base',
      required: ['b'],
      properties: { a: { enum: ['x', 'y'] } },
    },
    valid: [{ a: 'x', b: 'y' }],
    refused: [{ b: 'y' }, { a: 'x' }, { a: 'z', b: 'y' }],
  },
  {
    title: 'a description beside a reference',
    schema: { ...closed, properties: { a: { $ref: '#/$defs/n', description: 'A number.' } }, $defs: { n: N } },
    valid: [{ a: 1 }],
    refused: [{ a: 'x' }],
  },
  {
    title: 'references by $id',
    schema: {
      ...closed,
      $id: 'https://shop.example/order',
      properties: { m: { $ref: 'money' }, n: { $ref: 'https://shop.example/money' } },
      $defs: { x: { $id: 'money', ...closed, properties: { c: S }, required: ['c'] } },
    },
    valid: [{ m: { c: 'x' } }, { n: { c: 'x' } }],
    refused: [{ m: {} }, { n: { c: 1 } }],
  },
  {
    title: 'references by $anchor',
    schema: { ...closed, properties: { a: { $ref: '#num' } }, $defs: { x: { $anchor: 'num', ...N } } },
    valid: [{ a: 1 }],
    refused: [{ a: 'x' }],
  },
  {
    title: 'references by $id with a fragment in draft-07',
    dialect: 'draft-07',
    schema: { ...closed, properties: { a: { $ref: '#num' } }, definitions: { x: { $id: '#num', ...N } } },
    valid: [{ a: 1 }],
    refused: [{ a: 'x' }],
  },
  {
    title: 'references into members and items',
    schema: { ...closed, properties: { a: { type: 'array', items: { enum: ['x'] } }, b: { $ref: '#/properties/a/items' } } },
    valid: [{ b: 'x', a: ['x'] }],
    refused: [{ b: 'y' }],
  },
  {
    title: 'references with escapes',
    schema: { ...closed, properties: { a: { $ref: '#/$defs/a~1b%20c~0d' } }, $defs: { 'a/b c~d': N } },
    valid: [{ a: 1 }],
    refused: [{ a: 'x' }],
  },
  {
    title: 'a list that is extended by its anchor',
    schema: {
      $id: 'https://shop.example/strings',
      $ref: 'list',
      $defs: {
        item: { $dynamicAnchor: 'item', ...S },
        list: { $id: 'list', type: 'array', items: { $dynamicRef: '#item' }, $defs: { item: { $dynamicAnchor: 'item' } } },
      },
    },
    valid: [['a'], []],
    refused: [[1], 'a'],
  },
  {
    title: 'a tree by $dynamicRef',
    schema: {
      $dynamicAnchor: 'node',
      ...closed,
      properties: { v: N, children: { type: 'array', items: { $dynamicRef: '#node' } } },
      required: ['v'],
    },
    valid: [{ v: 1, children: [{ v: 2 }] }],
    refused: [{ v: 1, children: [{}] }, { v: 'x' }],
  },
  {
    title: 'a tree by $recursiveRef',
    dialect: 'draft-2019-09',
    schema: { $recursiveAnchor: true, ...closed, properties: { v: N, children: { type: 'array', items: { $recursiveRef: '#' } } }, required: ['v'] },
    valid: [{ v: 1, children: [{ v: 2 }] }],
    refused: [{ v: 1, children: [{}] }],
  },
  {
    title: 'a list that refers to itself',
    schema: { $defs: { list: { type: 'array', items: { anyOf: [N, { $ref: '#/$defs/list' }] } } }, $ref: '#/$defs/list' },
    valid: [[], [1, [2, [3]]]],
    refused: [['a'], [[['a']]]],
  },
  {
    title: 'what refers to itself through allOf',
    schema: {
      $defs: { base: { type: 'object', properties: { id: S }, required: ['id'] } },
      allOf: [{ $ref: '#/$defs/base' }],
      properties: { next: { $ref: '#' } },
    },
    valid: [{ id: 'a' }, { id: 'a', next: { id: 'b' } }],
    refused: [{ id: 'a', next: {} }, { next: { id: 'b' } }],
  },
  {
    title: 'what refers to itself through patterns',
    schema: { ...closed, patternProperties: { '^c_': { $ref: '#' } }, properties: { n: N } },
    valid: [{ n: 1, c_a: { c_b: { n: 2 } } }],
    refused: [{ c_a: { n: 'x' } }, { c_a: 1 }],
  },
  {
    title: 'what refers to itself through others',
    schema: { type: 'object', additionalProperties: { anyOf: [S, { $ref: '#' }] } },
    valid: [{ a: 'x', b: { c: 'y' } }],
    refused: [{ a: 1 }, { b: { c: 1 } }],
  },
  {
    title: 'two that refer to each other',
    schema: {
      $defs: {
        a: { ...closed, properties: { b: { $ref: '#/$defs/b' } } },
        b: { ...closed, properties: { a: { $ref: '#/$defs/a' }, n: N }, required: ['n'] },
      },
      $ref: '#/$defs/a',
    },
    valid: [{}, { b: { n: 1, a: { b: { n: 2 } } } }],
    refused: [{ b: {} }, { b: { n: 1, a: { b: { n: 'x' } } } }],
  },
  {
    title: 'a chain of references',
    schema: { $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/c' }, c: N }, ...closed, properties: { x: { $ref: '#/$defs/a' } } },
    valid: [{ x: 1 }],
    refused: [{ x: 'a' }],
  },
  {
    title: 'a reference to true and to false',
    schema: { ...closed, properties: { t: { $ref: '#/$defs/t' }, f: { $ref: '#/$defs/f' } }, $defs: { t: true, f: false } },
    valid: [{ t: 1 }],
    refused: [{ f: 1 }],
  },
  {
    title: 'a nullable reference',
    schema: {
      ...closed,
      properties: { a: { anyOf: [{ $ref: '#/$defs/x' }, { type: 'null' }] } },
      required: ['a'],
      $defs: { x: { ...closed, properties: { n: N }, required: ['n'] } },
    },
    valid: [{ a: null }, { a: { n: 1 } }],
    refused: [{ a: {} }, {}],
    reads: ['const n: number | undefined = v.a?.n; void n;'],
  },
];
