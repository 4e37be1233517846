import type { SupportedDialect } from '../../src/containment/dialect/dialects.ts';
import { childShapes } from '../../src/containment/dialect/keywords.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';

const LEGACY: readonly SupportedDialect[] = ['draft-04', 'draft-06', 'draft-07'];

/** A schema of 2020-12 in the words of another dialect. What it has no words for stays, and means nothing there. */
export function writtenIn(dialect: SupportedDialect, schema: JsonValue): JsonValue {
  if (typeof schema === 'boolean') return dialect !== 'draft-04' ? schema : schema ? {} : { not: {} };
  const {
    prefixItems,
    items,
    dependentRequired,
    dependentSchemas,
    $defs,
    $ref,
    const: constant,
    ...others
  } = partsWrittenIn(dialect, schema as JsonObject);
  const isLegacy = LEGACY.includes(dialect);
  const hasTuples = dialect !== 'draft-2020-12' && prefixItems !== undefined;
  const dependencies = { ...(dependentSchemas as JsonObject | undefined), ...(dependentRequired as JsonObject | undefined) };
  const all: Readonly<Record<string, JsonValue | undefined>> = {
    ...(dialect === 'draft-04' ? withBooleanBounds(others) : others),
    ...(hasTuples ? { items: prefixItems, additionalItems: items } : { prefixItems, items }),
    ...(isLegacy ? { dependencies: Object.keys(dependencies).length > 0 ? dependencies : undefined } : { dependentRequired, dependentSchemas }),
    ...(isLegacy ? { definitions: $defs } : { $defs }),
    $ref: isLegacy && typeof $ref === 'string' ? $ref.replace('/$defs/', '/definitions/') : $ref,
    ...(dialect === 'draft-04' ? { enum: constant === undefined ? others['enum'] : [constant] } : { const: constant }),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as JsonObject;
}

function partsWrittenIn(dialect: SupportedDialect, schema: JsonObject): JsonObject {
  const shapes = childShapes('draft-2020-12');
  const written = (shape: string | undefined, value: JsonValue): JsonValue => {
    if (shape === 'schema') return writtenIn(dialect, value);
    if (shape === 'list') return (value as readonly JsonValue[]).map((child) => writtenIn(dialect, child));
    if (shape !== 'map') return value;
    return Object.fromEntries(Object.entries(value as JsonObject).map(([name, child]) => [name, writtenIn(dialect, child)]));
  };
  return Object.fromEntries(Object.entries(schema).map(([keyword, value]) => [keyword, written(shapes[keyword], value)]));
}

function withBooleanBounds({ exclusiveMinimum, exclusiveMaximum, ...others }: JsonObject): JsonObject {
  return {
    ...others,
    ...(exclusiveMinimum === undefined ? {} : { minimum: exclusiveMinimum, exclusiveMinimum: true }),
    ...(exclusiveMaximum === undefined ? {} : { maximum: exclusiveMaximum, exclusiveMaximum: true }),
  };
}
