import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import { dataFolder } from '../data-folder.ts';
import { bothWays, type BenchQuestion } from './question.ts';

const VERSIONS = ['1.2', '1.3', '1.4', '1.5', '1.6', '1.7'] as const;
const SUBJECT = '1.6';

/** One edit of a schema that hundreds of places lead to. */
interface Edit {
  readonly name: string;
  readonly apply: (schema: JsonObject) => JsonValue;
}

const COMPONENT = ['definitions', 'component'] as const;

const EDITS: readonly Edit[] = [
  { name: 'members in another order', apply: (schema) => reordered(schema) },
  { name: 'allOf around each definition', apply: (schema) => edit(schema, ['definitions'], wrapEach) },
  { name: 'a property dropped', apply: (schema) => edit(schema, [...COMPONENT, 'properties'], (found) => without(found, 'copyright')) },
  {
    name: 'an enum value added',
    apply: (schema) => edit(schema, [...COMPONENT, 'properties', 'type', 'enum'], (found) => [...list(found), 'new-kind']),
  },
  { name: 'a required member added', apply: (schema) => edit(schema, [...COMPONENT, 'required'], (found) => [...list(found), 'version']) },
  { name: 'a title changed', apply: (schema) => ({ ...schema, title: 'another title' }) },
];

export function cyclonedxQuestions(): BenchQuestion[] {
  const documents = Object.fromEntries(
    ['spdx', 'jsf-0.82', 'cryptography-defs'].map((name) => [`http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`, read(name)]),
  );
  const subject = read(`bom-${SUBJECT}`);
  return [
    ...EDITS.flatMap(({ name, apply }) => bothWays(`${SUBJECT} → ${name}`, subject, apply(subject), documents)),
    ...VERSIONS.slice(1).flatMap((newer, at) =>
      bothWays(`${VERSIONS[at] ?? newer} → ${newer}`, read(`bom-${VERSIONS[at] ?? newer}`), read(`bom-${newer}`), documents),
    ),
  ];
}

function read(name: string): JsonObject {
  const folder = join(dataFolder('containment'), 'node_modules', '@cyclonedx', 'cyclonedx-library', 'res', 'schema');
  return JSON.parse(readFileSync(join(folder, `${name}.SNAPSHOT.schema.json`), 'utf8')) as JsonObject;
}

/** A copy with the value at `path` replaced. Throws where the schema has no such place, since the bench would measure nothing. */
function edit(value: JsonValue | undefined, path: readonly string[], change: (found: JsonValue) => JsonValue): JsonValue {
  const [name, ...rest] = path;
  if (value === undefined) throw new Error(`the schema has nothing at …/${path.join('/')}`);
  if (name === undefined) return change(value);
  const members = object(value);
  return { ...members, [name]: edit(members[name], rest, change) };
}

function reordered(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item) => reordered(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, reordered(member)]),
  );
}

function wrapEach(definitions: JsonValue): JsonValue {
  return Object.fromEntries(Object.entries(object(definitions)).map(([name, schema]) => [name, { allOf: [schema] }]));
}

function without(value: JsonValue, name: string): JsonValue {
  const { [name]: dropped, ...rest } = object(value);
  if (dropped === undefined) throw new Error(`nothing is called ${name}`);
  return rest;
}

function object(value: JsonValue): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('expected an object');
  return value as JsonObject;
}

function list(value: JsonValue): readonly JsonValue[] {
  if (!Array.isArray(value)) throw new Error('expected an array');
  return value as readonly JsonValue[];
}
