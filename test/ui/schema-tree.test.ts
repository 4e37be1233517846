import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../src/core/json/value.ts';
import { readContracts } from '../../examples/github/releases.ts';
import { evaluate } from '../../src/formats/json-schema/containment.ts';
import { exampleEvent } from '../../src/ui/pages/subject/example-event.ts';
import { schemaTree, type SchemaNode } from '../../src/ui/pages/subject/schema/schema-tree.ts';
import { findPointer, searchTree } from '../../src/ui/pages/subject/schema/search-tree.ts';

/** `name: type (facts)`, indented. */
function outline(node: SchemaNode, indent = ''): string[] {
  const facts = [...(node.isRequired ? ['required'] : []), ...node.facts, ...(node.again === undefined ? [] : [`${node.again} again`])];
  const line = `${indent}${node.name}: ${node.type}${facts.length === 0 ? '' : ` (${facts.join('; ')})`}`;
  return [line, ...node.children().flatMap((child) => outline(child, `${indent}  `))];
}

const CASES: readonly { readonly title: string; readonly schema: JsonValue; readonly lines: readonly string[] }[] = [
  { title: 'true is anything', schema: true, lines: ['event: anything'] },
  { title: 'false is nothing', schema: false, lines: ['event: nothing'] },
  {
    title: 'members of allOf and of references are members',
    schema: {
      $ref: '#/$defs/a',
      allOf: [{ required: ['y'], properties: { y: { type: 'string' }, x: { minLength: 1 } } }],
      $defs: { a: { type: 'object', properties: { x: { type: 'string', maxLength: 9 } } } },
    },
    lines: [
      'event: object',
      '  y: string (required)',
      '  x: string (at least 1 character; at most 9 characters)',
      '  definition a: object',
      '    x: string (at most 9 characters)',
    ],
  },
  {
    title: 'a schema within itself is unrolled once',
    schema: { title: 'Tree', type: 'object', properties: { left: { $ref: '#' }, all: { type: 'array', items: { $ref: '#' } } } },
    lines: ['event: object', '  left: anything (Tree again)', '  all: array of Tree', '    each item: anything (Tree again)'],
  },
  {
    title: 'two that refer to each other for ever end',
    schema: { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } },
    lines: ['event: anything (a again)', '  definition a: anything (b again)', '  definition b: anything (a again)'],
  },
  {
    title: 'anchors and identifiers lead where they name',
    schema: {
      $id: 'https://a.example/x',
      properties: { p: { $ref: '#here' }, q: { $ref: 'y' } },
      $defs: {
        h: { $anchor: 'here', type: 'integer' },
        y: { $id: 'y', type: 'string', properties: { r: { $ref: '#/$defs/z' } }, $defs: { z: { type: 'null' } } },
      },
    },
    lines: ['event: object', '  p: integer', '  q: string', '    r: null', '  definition h: integer', '  definition y: string', '    r: null'],
  },
  {
    title: 'a name such as __proto__ is a member as any other',
    schema: JSON.parse(
      '{ "properties": { "__proto__": { "type": "string" }, "constructor": { "type": "null" } }, "required": ["__proto__"] }',
    ) as JsonValue,
    lines: ['event: object', '  __proto__: string (required)', '  constructor: null'],
  },
  {
    title: 'conditions, alternatives, tuples and dependents',
    schema: JSON.parse(`{
      "if": { "required": ["a"] },
      "then": { "minProperties": 2 },
      "oneOf": [{ "type": "null" }, { "type": "object" }],
      "prefixItems": [{ "type": "string" }],
      "items": { "type": "integer" },
      "dependentSchemas": { "a": { "required": ["b"] } },
      "dependentRequired": { "c": ["d"] }
    }`) as JsonValue,
    lines: [
      'event: one of several (exactly one alternative holds; with c: needs d)',
      '  item 1: string',
      '  each further item: integer',
      '  alternative 1 of 2: null',
      '  alternative 2 of 2: object',
      '  if: object (needs a)',
      '  then: anything (at least 2 members)',
      '  where a is there: object (needs b)',
    ],
  },
];

describe('schemaTree()', () => {
  for (const { title, schema, lines } of CASES) test(title, () => expect(outline(schemaTree(schema, 'draft-2020-12'))).toEqual(lines));

  test('in draft-07 nothing counts beside $ref but what is said to people', () => {
    const schema = { properties: { a: { $ref: '#/definitions/t', minLength: 3, description: 'said' } }, definitions: { t: { type: 'string' } } };
    const [a] = schemaTree(schema, 'draft-07').children();
    expect([a?.facts, a?.description, a?.type]).toEqual([[], 'said', 'string']);
    expect(schemaTree(schema, 'draft-2020-12').children()[0]?.facts).toEqual(['at least 3 characters']);
  });

  test('looks at no more than is asked for where references multiply', () => {
    const levels = Array.from({ length: 40 }, (_, at) => [
      `l${at}`,
      { properties: { a: { $ref: `#/$defs/l${at + 1}` }, b: { $ref: `#/$defs/l${at + 1}` } } },
    ]);
    const root = schemaTree({ $ref: '#/$defs/l0', $defs: { ...Object.fromEntries(levels), l40: {} } });
    expect(root.children()).toHaveLength(2 + 41);
    expect(searchTree(root, 'no such thing')).toMatchObject({ isCut: true });
  });
});

describe('searchTree() and findPointer()', () => {
  const root = schemaTree({ properties: { a: { properties: { Needle: { enum: ['x-ray'] } } }, b: { description: 'like a NEEDLE' } } });

  test.each([
    ['needle', 2],
    ['x-ray', 1],
    ['hay', 0],
  ])('%s is found %i times', (text, count) => expect(searchTree(root, text).matches.size).toBe(count));

  test('what leads to a match is shown', () => expect(searchTree(root, 'x-ray').shown.size).toBe(3));
  test('a pointer leads to its node', () => expect(findPointer(root, '/properties/a/properties/Needle').matches.size).toBe(1));
});

describe('exampleEvent()', () => {
  test('is valid for most of GitHub’s events, which have no examples', () => {
    const contracts = readContracts(7).filter((_, at) => at % 6 === 0);
    const valid = contracts.filter(({ schema }) => evaluate(schema, exampleEvent(schemaTree(schema, 'draft-07')), { dialect: 'draft-07' }).valid);
    expect(valid.length / contracts.length).toBeGreaterThan(0.9);
  });
});
