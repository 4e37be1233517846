import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { decideContainment } from '../../src/containment/index.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import { ajvJudge } from '../../src/formats/json-schema/ajv-judge.ts';

const release = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('@octokit/webhooks-schemas-7/schema.json'), 'utf8')) as {
  definitions: Readonly<Record<string, JsonObject>>;
};

/** One event of the release with the definitions that it needs. */
function eventSchema(name: string): JsonObject {
  const needed = new Set([name]);
  for (const each of needed)
    for (const [, target = ''] of JSON.stringify(release.definitions[each]).matchAll(/"#\/definitions\/([^"]+)"/g)) needed.add(target);
  return {
    $ref: `#/definitions/${name}`,
    definitions: Object.fromEntries([...needed].map((each) => [each, release.definitions[each] as JsonObject])),
  };
}

type Edit = (schema: JsonObject) => JsonObject | undefined;

const EDITS: Readonly<Record<string, Edit>> = {
  'a member becomes required': (schema) => {
    const optional = Object.keys((schema['properties'] as JsonObject | undefined) ?? {}).find(
      (name) => !((schema['required'] as readonly string[] | undefined) ?? []).includes(name),
    );
    return optional === undefined ? undefined : { ...schema, required: [...((schema['required'] as readonly string[] | undefined) ?? []), optional] };
  },
  'a required member is renamed': (schema) => {
    const [name, ...rest] = (schema['required'] as readonly string[] | undefined) ?? [];
    return name === undefined ? undefined : { ...schema, required: [...rest, `${name}_renamed`] };
  },
  'an enum loses a value': (schema) => {
    const values = schema['enum'];
    return Array.isArray(values) && values.length > 1 ? { ...schema, enum: values.slice(0, -1) } : undefined;
  },
  'a type changes': (schema) => (schema['type'] === 'integer' ? { ...schema, type: 'string' } : undefined),
  'null is no longer allowed': (schema) => {
    const { type } = schema;
    return Array.isArray(type) && type.includes('null') ? { ...schema, type: type.filter((name) => name !== 'null') } : undefined;
  },
  'a union loses a branch': (schema) => {
    const branches = schema['oneOf'];
    return Array.isArray(branches) && branches.length > 1 ? { ...schema, oneOf: branches.slice(0, -1) } : undefined;
  },
  'a bound appears': (schema) =>
    schema['type'] === 'string' && schema['format'] === undefined && schema['enum'] === undefined ? { ...schema, maxLength: 0 } : undefined,
};

/** Every schema that differs from `schema` by one edit somewhere. */
function* editedEverywhere(value: JsonValue, edit: Edit): IterableIterator<JsonValue> {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) for (const edited of editedEverywhere(item, edit)) yield value.with(index, edited);
    return;
  }
  const object = value as JsonObject;
  const own = edit(object);
  if (own !== undefined) yield own;
  for (const [name, member] of Object.entries(object)) for (const edited of editedEverywhere(member, edit)) yield { ...object, [name]: edited };
}

/** Evenly spread, so that every depth is among them. */
function some<T>(items: readonly T[], count: number): T[] {
  return Array.from(
    { length: Math.min(count, items.length) },
    (_, index) => items[Math.floor((index * items.length) / Math.min(count, items.length))] as T,
  );
}

describe('a break anywhere in a real schema is found and proved by a witness', () => {
  const writer = eventSchema('issues$opened');
  for (const [title, edit] of Object.entries(EDITS)) {
    const readers = some([...editedEverywhere(writer, edit)], 8);
    test(`${title} (in ${readers.length} places)`, () => {
      expect(readers.length).toBeGreaterThan(2);
      const kinds = readers.map(
        (reader) =>
          decideContainment(
            { schema: writer, dialect: 'draft-07' },
            { schema: reader, dialect: 'draft-07' },
            { profile: 'declared', judge: ajvJudge },
          ).kind,
      );
      expect(kinds).toEqual(kinds.map(() => 'not_contained'));
    });
  }
});

describe('a widening anywhere in a real schema is proved', () => {
  const reader = eventSchema('issues$opened');
  for (const [title, edit] of Object.entries(EDITS)) {
    const writers = some([...editedEverywhere(reader, edit)], 8).filter(() => !title.includes('renamed') && !title.includes('type changes'));
    test(`the other way round: ${title}`, () => {
      const kinds = writers.map(
        (writer) => decideContainment({ schema: writer, dialect: 'draft-07' }, { schema: reader, dialect: 'draft-07' }, { profile: 'declared' }).kind,
      );
      expect(kinds).toEqual(kinds.map(() => 'contained'));
    });
  }
});

const TREE = { type: 'object', properties: { kids: { type: 'array', items: { $ref: '#' } }, v: { type: 'string' } }, required: ['v'] };
const treeWith = (keyword: string, value: JsonValue): JsonValue => ({
  ...TREE,
  properties: { ...TREE.properties, kids: { ...TREE.properties.kids, [keyword]: value } },
});

test.each([
  ['maxItems', 2, { v: 'a', kids: [{ v: 'a' }, { v: 'a' }, { v: 'a' }] }],
  ['uniqueItems', true, { v: 'a', kids: [{ v: 'a' }, { v: 'a' }] }],
])('a break of a tree by %s is shown at its root', (keyword, value, witness) => {
  const verdict = decideContainment({ schema: TREE, dialect: 'draft-2020-12' }, { schema: treeWith(keyword, value), dialect: 'draft-2020-12' });
  expect(verdict).toMatchObject({ kind: 'not_contained', minimal: true, witness });
});

test('a branch that is gone from a large recursive union is found at the surface', () => {
  const field = { anyOf: [{ type: 'null' }, { $ref: '#/$defs/node' }] };
  const branch = (index: number): JsonValue => ({
    type: 'object',
    properties: { type: { const: `t${index}` }, a: field, b: { type: 'string' }, c: field },
    required: ['type', 'b'],
    additionalProperties: false,
  });
  const union = (branches: readonly JsonValue[]): JsonValue => ({
    oneOf: branches,
    $defs: { node: { type: 'object', properties: { kids: { type: 'array', items: { $ref: '#/$defs/node' } }, event: { $ref: '#' } } } },
  });
  const branches = Array.from({ length: 60 }, (_, index) => branch(index));
  const verdict = decideContainment(
    { schema: union(branches), dialect: 'draft-2020-12' },
    { schema: union(branches.toSpliced(30, 1)), dialect: 'draft-2020-12' },
  );
  expect(verdict).toMatchObject({ kind: 'not_contained', witness: { type: 't30' } });
});

test('a second break that no plain text shows is found too', () => {
  const names = (pattern: string, maximum: number): JsonValue => ({
    type: 'object',
    properties: { name: { type: 'string', pattern }, target: { type: 'number', maximum } },
  });
  const verdict = decideContainment(
    { schema: names('^(?!admin)[a-z]+$', 30), dialect: 'draft-2020-12' },
    { schema: names('^(?!admin|root)[a-z]+$', 29.5), dialect: 'draft-2020-12' },
  );
  const findings = verdict.kind === 'not_contained' ? verdict.findings : [];
  expect(findings.map(({ keyword }) => keyword).toSorted()).toEqual(['maximum', 'pattern']);
});
