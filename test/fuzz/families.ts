import fc from 'fast-check';
import { SUPPORTED_DIALECTS } from '../../src/containment/index.ts';
import { FORMAT_MODES, PROFILES } from '../../src/core/compatibility.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import { writtenIn } from '../containment/laws-dialects.ts';
import { arraySchemas, edited, logicSchemas, objectSchemas, recursiveSchemas, schemas } from '../containment/laws-generator.ts';
import type { Asked } from './judge.ts';
import { mutated, nested } from './rewrites.ts';
import { dynamicGraphsAbout, graphsAbout, schemasAbout, THEMES } from './wide-schemas.ts';

type Dialect = (typeof SUPPORTED_DIALECTS)[number];
type Pairs = fc.Arbitrary<readonly [JsonValue, JsonValue]>;

const OLD: readonly Dialect[] = ['draft-04', 'draft-06', 'draft-07'];

/** What a dialect has no word for, and what would be written with the same word twice. */
export function sayableIn(dialect: Dialect, schema: JsonValue): JsonValue {
  const unknown = new Set([
    ...(dialect === 'draft-04' ? ['contains', 'propertyNames'] : []),
    ...(dialect === 'draft-04' || dialect === 'draft-06' ? ['if', 'then', 'else'] : []),
    ...(OLD.includes(dialect) ? ['minContains', 'maxContains', 'unevaluatedItems', 'unevaluatedProperties', 'dependentSchemas'] : []),
  ]);
  return JSON.parse(
    JSON.stringify(schema, (_, value: JsonValue) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
      const kept = Object.entries(value).filter(
        ([keyword]) => !unknown.has(keyword) && !(keyword === 'enum' && dialect === 'draft-04' && Object.hasOwn(value, 'const')),
      );
      return Object.fromEntries(kept);
    }),
  ) as JsonValue;
}

/** A schema of 2020-12 in the words of another dialect, identifiers included. */
export function saidIn(dialect: Dialect, schema: JsonValue): JsonValue {
  return dialect === 'draft-2020-12' ? schema : withIdentifiersOf(dialect, writtenIn(dialect, schema));
}

function withIdentifiersOf(dialect: Dialect, schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) return schema.map((item: JsonValue) => withIdentifiersOf(dialect, item));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $id, $anchor, $dynamicAnchor, $dynamicRef, ...others } = schema as JsonObject;
  const inner = Object.fromEntries(Object.entries(others).map(([keyword, value]) => [keyword, withIdentifiersOf(dialect, value)]));
  if (dialect === 'draft-2019-09') {
    return {
      ...($id === undefined ? {} : { $id }),
      ...($anchor === undefined ? {} : { $anchor }),
      ...($dynamicAnchor === undefined ? {} : { $recursiveAnchor: true }),
      ...($dynamicRef === undefined ? {} : { $recursiveRef: '#' }),
      ...inner,
    };
  }
  const identifier = $id ?? (typeof $anchor === 'string' ? `#${$anchor}` : undefined);
  const reference = $dynamicRef === undefined ? {} : { $ref: $dynamicRef === '#node' ? '#' : 'q' };
  return { ...(identifier === undefined ? {} : { [dialect === 'draft-04' ? 'id' : '$id']: identifier }), ...reference, ...inner };
}

const dialects = fc.oneof(fc.constant<Dialect>('draft-2020-12'), fc.constantFrom<Dialect>(...SUPPORTED_DIALECTS));
const options = fc.record({
  profile: fc.oneof({ arbitrary: fc.constant('strict' as const), weight: 2 }, { arbitrary: fc.constantFrom(...PROFILES), weight: 1 }),
  formats: fc.constantFrom(...FORMAT_MODES),
  readerAppliesDefaults: fc.boolean(),
});

/** The same pair in a dialect, or in an older and a newer one. */
function asked(pairs: Pairs): fc.Arbitrary<Asked> {
  return fc.tuple(pairs, dialects, options, fc.boolean()).map(([[a, b], dialect, chosen, isMixed]) => ({
    writer: { schema: saidIn(dialect, a), dialect },
    reader: { schema: saidIn(isMixed ? 'draft-2020-12' : dialect, b), dialect: isMixed ? 'draft-2020-12' : dialect },
    options: chosen,
  }));
}

function mutants(schema: fc.Arbitrary<JsonValue>): Pairs {
  return schema.chain((before) =>
    fc
      .tuple(mutated(before), fc.boolean())
      .map(([after, isForward]): readonly [JsonValue, JsonValue] => (isForward ? [before, after] : [after, before])),
  );
}

/** Contained by construction: in the words that both dialects have. */
function contained(schema: fc.Arbitrary<JsonValue>, { isDynamic = false }: { readonly isDynamic?: boolean } = {}): fc.Arbitrary<Asked> {
  // Dialects differ in what a dynamic reference leads to.
  return fc
    .tuple(dialects, dialects, options)
    .map(([one, other, chosen]) => [one, isDynamic ? one : other, chosen] as const)
    .chain(([one, other, chosen]) =>
      nested(schema.map((made) => sayableIn(one, sayableIn(other, made))))
        .filter(isSayable(one))
        .filter(isSayable(other))
        .filter((pair) => one === other || !pair.some(hasEvaluatingContains))
        .map(([a, b]): Asked => ({
          writer: { schema: saidIn(one, a), dialect: one },
          reader: { schema: saidIn(other, b), dialect: other },
          options: chosen,
          isContained: true,
        })),
    );
}

/** How a pair was said in other ways may need words that the dialect has not. */
function isSayable(dialect: Dialect): (pair: readonly [JsonValue, JsonValue]) => boolean {
  return (pair) => pair.every((schema) => JSON.stringify(sayableIn(dialect, schema)) === JSON.stringify(schema) && !hasBothDependencies(schema));
}

/** What `contains` takes counts as evaluated in 2020-12 only. */
function hasEvaluatingContains(schema: JsonValue): boolean {
  const text = JSON.stringify(schema);
  return text.includes('"contains"') && text.includes('"unevaluatedItems"');
}

function hasBothDependencies(schema: JsonValue): boolean {
  const text = JSON.stringify(schema);
  return text.includes('"dependentRequired"') && text.includes('"dependentSchemas"');
}

const themes = Object.entries(THEMES);
const unrelated = (schema: fc.Arbitrary<JsonValue>): Pairs => fc.tuple(schema, schema);

/** Kinds of questions. */
export const FAMILIES: Readonly<Record<string, fc.Arbitrary<Asked>>> = {
  edited: asked(edited(schemas)),
  unrelated: asked(fc.tuple(schemas, schemas)),
  recursive: asked(edited(recursiveSchemas)),
  arrays: asked(fc.oneof(edited(arraySchemas), fc.tuple(arraySchemas, arraySchemas))),
  objects: asked(fc.oneof(edited(objectSchemas), fc.tuple(objectSchemas, objectSchemas))),
  logic: asked(fc.oneof(edited(logicSchemas), fc.tuple(logicSchemas, logicSchemas))),
  union: asked(fc.tuple(schemas, schemas).map(([a, b]) => [a, { anyOf: [b, a] }] as const)),
  // A ∧ ¬B and A: contained, and the other way round hardly ever.
  difference: asked(fc.tuple(schemas, schemas).map(([a, b]) => [{ allOf: [a, { not: b }] }, { not: { anyOf: [{ not: a }, b] } }] as const)),
  ...Object.fromEntries(
    themes.flatMap(([name, theme]) => [
      [`${name}, mutants`, asked(mutants(schemasAbout(theme)))],
      [`${name}, contained`, contained(schemasAbout(theme))],
      [`${name}, unrelated`, asked(unrelated(schemasAbout(theme)))],
    ]),
  ),
  ...Object.fromEntries(
    themes
      .filter(([name]) => ['objects', 'arrays', 'unevaluated', 'everything'].includes(name))
      .flatMap(([name, theme]) => [
        [`${name}, graphs, mutants`, asked(mutants(graphsAbout(theme)))],
        [`${name}, graphs, contained`, contained(graphsAbout(theme))],
        [`${name}, dynamic graphs, mutants`, asked(mutants(dynamicGraphsAbout(theme)))],
        [`${name}, dynamic graphs, contained`, contained(dynamicGraphsAbout(theme), { isDynamic: true })],
      ]),
  ),
};
