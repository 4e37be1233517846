import { contains } from '../../formats/json-schema/containment.ts';
import type { SchemaGraph } from '../../containment/index.ts';
import { isJsonObject, type JsonValue } from '../../core/json/value.ts';

/** What the instances for a schema are made of. */
export interface Samples {
  /** Of members that the schema speaks of, and some that it need not. */
  readonly names: readonly string[];
  /** Values that stand in the schema, and the numbers beside its bounds. */
  readonly values: readonly JsonValue[];
  /** Texts that a pattern of the schema matches, by pattern. */
  readonly matches: ReadonlyMap<string, string>;
}

const NAMES = ['constructor', '__proto_', 'é', 'a/b', ''];
const VALUES: readonly JsonValue[] = [
  ...[null, true, false, 0, -1, 1, 0.1, 1e21, 3e-7, '', 'a', '😀', '2026-02-29', '2026-02-28T23:59:60Z', 'a@b.example'],
  ...[[], {}, [null], [1, 1], { a: 1 }, { constructor: 1 }],
];
// The search for one text is short, but a schema may have thousands of patterns.
const MAX_PATTERNS = 100;

/** Collect what the keywords of a schema speak of. */
export function collectSamples(graph: SchemaGraph): Samples {
  const names = new Set(NAMES);
  const values = new Map(VALUES.map((value) => [JSON.stringify(value), value]));
  const patterns = new Set<string>();
  for (const { schema } of graph.nodes) {
    if (!isJsonObject(schema)) continue;
    for (const name of namesIn(schema)) names.add(name);
    for (const value of valuesIn(schema)) values.set(JSON.stringify(value), value);
    for (const pattern of patternsIn(schema)) patterns.add(pattern);
  }
  const matches = new Map([...patterns].slice(0, MAX_PATTERNS).flatMap((pattern) => matchOf(pattern)));
  for (const [, match] of matches) values.set(JSON.stringify(match), match);
  return { names: [...names], values: [...values.values()], matches };
}

type Members = Readonly<Record<string, JsonValue | undefined>>;

function namesIn({ properties, required, dependentRequired, dependencies }: Members): string[] {
  const listed = Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
  return [...listed, ...[properties, dependentRequired, dependencies].flatMap((map) => (isJsonObject(map) ? Object.keys(map) : []))];
}

const BOUNDS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'];

function valuesIn(schema: Members): JsonValue[] {
  const listed = [schema['enum'], schema['examples']].flatMap((list) => (Array.isArray(list) ? (list as readonly JsonValue[]) : []));
  const single = [schema['const'], schema['default']].filter((value) => value !== undefined);
  const bounds = BOUNDS.map((keyword) => schema[keyword]).filter((bound) => typeof bound === 'number');
  return [...listed, ...single, ...bounds.flatMap((bound) => [bound, bound - 1, bound + 1, bound * 3, -bound])];
}

function patternsIn({ pattern, patternProperties }: Members): string[] {
  return [...(typeof pattern === 'string' ? [pattern] : []), ...(isJsonObject(patternProperties) ? Object.keys(patternProperties) : [])];
}

// The engine finds the event that the impossible reader refuses.
function matchOf(pattern: string): (readonly [string, string])[] {
  const verdict = contains({ type: 'string', pattern }, false);
  return verdict.kind === 'not_contained' && typeof verdict.witness === 'string' ? [[pattern, verdict.witness]] : [];
}
