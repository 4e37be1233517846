import { isLegacy, SUPPORTED_DIALECTS, type SupportedDialect } from './dialects.ts';

/** Where a keyword holds subschemas: itself, in an array, in an object's members; `items` and `dependencies` vary. */
export type ChildShape = 'schema' | 'list' | 'map' | 'schema_or_list' | 'map_of_schemas_or_names';

const FIRST_CHILDREN = {
  additionalItems: 'schema',
  additionalProperties: 'schema',
  allOf: 'list',
  anyOf: 'list',
  definitions: 'map',
  dependencies: 'map_of_schemas_or_names',
  items: 'schema_or_list',
  not: 'schema',
  oneOf: 'list',
  patternProperties: 'map',
  properties: 'map',
} as const satisfies Record<string, ChildShape>;

const LEGACY_CHILDREN = { ...FIRST_CHILDREN, contains: 'schema', propertyNames: 'schema' } as const satisfies Record<string, ChildShape>;

// oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
const CONDITIONAL = { if: 'schema', then: 'schema', else: 'schema' } as const satisfies Record<string, ChildShape>;

const MODERN = {
  $defs: 'map',
  contentSchema: 'schema',
  dependentSchemas: 'map',
  unevaluatedItems: 'schema',
  unevaluatedProperties: 'schema',
} as const satisfies Record<string, ChildShape>;

const { additionalItems: _, ...WITHOUT_ADDITIONAL_ITEMS } = LEGACY_CHILDREN;

// `definitions` and `dependencies` are gone from 2019-09 on, but their metaschemas still describe them and the
// specification lets an implementation keep them; ajv does.
const CHILDREN: Readonly<Record<SupportedDialect, Readonly<Record<string, ChildShape>>>> = {
  'draft-04': FIRST_CHILDREN,
  'draft-06': LEGACY_CHILDREN,
  'draft-07': { ...LEGACY_CHILDREN, ...CONDITIONAL },
  'draft-2019-09': { ...LEGACY_CHILDREN, ...CONDITIONAL, ...MODERN },
  'draft-2020-12': { ...WITHOUT_ADDITIONAL_ITEMS, ...CONDITIONAL, ...MODERN, items: 'schema', prefixItems: 'list' },
};

const ASSERTIONS = [
  'type',
  'enum',
  'multipleOf',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'pattern',
  'maxItems',
  'minItems',
  'uniqueItems',
  'maxProperties',
  'minProperties',
  'required',
] as const;

const MODERN_ASSERTIONS = ['maxContains', 'minContains', 'dependentRequired'] as const;

const OTHERS: Readonly<Record<SupportedDialect, readonly string[]>> = {
  'draft-04': ['id', '$ref'],
  'draft-06': ['$id', '$ref', 'const'],
  'draft-07': ['$id', '$ref', 'const'],
  'draft-2019-09': ['$id', '$ref', 'const', '$anchor', '$recursiveRef', '$recursiveAnchor', ...MODERN_ASSERTIONS],
  'draft-2020-12': ['$id', '$ref', 'const', '$anchor', '$dynamicRef', '$dynamicAnchor', ...MODERN_ASSERTIONS],
};

/** Keywords with subschemas and their shape. */
export function childShapes(dialect: SupportedDialect): Readonly<Record<string, ChildShape>> {
  return CHILDREN[dialect];
}

const ANNOTATIONS: ReadonlySet<string> = new Set([
  ...['$schema', '$comment', '$vocabulary', 'title', 'description', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly'],
  ...['contentEncoding', 'contentMediaType'],
]);

/** Whether `name` is a keyword of the dialect, an annotation included. */
export function isKeyword(name: string, dialect: SupportedDialect): boolean {
  return ANNOTATIONS.has(name) || IN_FORCE[dialect].has(name);
}

/** Whether `name` is a keyword that no event is judged by. */
export function isAnnotation(name: string): boolean {
  return ANNOTATIONS.has(name);
}

/** Every keyword of the dialect, annotations included. */
export function keywordsIn(dialect: SupportedDialect): readonly string[] {
  return [...ANNOTATIONS, ...IN_FORCE[dialect]];
}

/** Every keyword that means more than an annotation in some dialect. */
const MEANINGFUL: ReadonlySet<string> = new Set(SUPPORTED_DIALECTS.flatMap((dialect) => [...keywordsOf(dialect)]));

const IN_FORCE: Readonly<Record<SupportedDialect, ReadonlySet<string>>> = {
  'draft-04': keywordsOf('draft-04'),
  'draft-06': keywordsOf('draft-06'),
  'draft-07': keywordsOf('draft-07'),
  'draft-2019-09': keywordsOf('draft-2019-09'),
  'draft-2020-12': keywordsOf('draft-2020-12'),
};

function keywordsOf(dialect: SupportedDialect): Set<string> {
  return new Set([...Object.keys(CHILDREN[dialect]), ...ASSERTIONS, ...OTHERS[dialect], 'format']);
}

const UNEVALUATED = ['unevaluatedItems', 'unevaluatedProperties'] as const;
const HOLDERS: ReadonlySet<string> = new Set(['$defs', 'definitions', 'contentSchema', ...UNEVALUATED]);
const APPLICATORS = Object.keys({ ...CHILDREN['draft-2019-09'], prefixItems: 'list' }).filter((name) => !HOLDERS.has(name));

/** The standard vocabularies that a metaschema can leave out, and what falls silent with them. */
export const VOCABULARIES: Readonly<Record<'draft-2019-09' | 'draft-2020-12', Readonly<Record<string, readonly string[]>>>> = {
  'draft-2019-09': { validation: [...ASSERTIONS, 'const', ...MODERN_ASSERTIONS], applicator: [...APPLICATORS, ...UNEVALUATED] },
  'draft-2020-12': { validation: [...ASSERTIONS, 'const', ...MODERN_ASSERTIONS], applicator: APPLICATORS, unevaluated: UNEVALUATED },
};

/**
 * Whether `keyword` keeps its meaning: false for keywords of other dialects, and up to draft-07 for what stands
 * beside `$ref`. Annotations and unknown keywords are always kept; so are `definitions`, which only hold schemas.
 */
export function isInForce(keyword: string, dialect: SupportedDialect, besideReference: boolean): boolean {
  if (!MEANINGFUL.has(keyword)) return true;
  if (isLegacy(dialect) && besideReference) return keyword === '$ref' || keyword === 'definitions';
  return IN_FORCE[dialect].has(keyword);
}
