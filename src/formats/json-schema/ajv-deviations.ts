import { buildSchemaGraph, METASCHEMA_URIS, SUPPORTED_DIALECTS, type SchemaGraph, type SchemaNode } from '../../containment/index.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts';
import type { SchemaDocument } from '../../core/schema-document.ts';
import type { Dialect } from '../../core/version.ts';

/** A construct about which ajv answers otherwise than the specification. */
export interface Deviation {
  readonly id: string;
  /** In words, to be followed by a place: "`multipleOf` with a fraction". */
  readonly construct: string;
  /** The dialects in force at the schema that uses it. */
  readonly dialects: readonly Dialect[];
  /** Whether ajv gives another answer or throws: `misreads`, or does not compile the schema: `refuses`. */
  readonly effect: 'misreads' | 'refuses';
  /** Whether this one subschema uses it. `root` is the root of the document. */
  readonly test: (node: SchemaNode, root: SchemaNode) => boolean;
  /** Where ajv errs about some instances only: whether this is one of them. Absent: it may err about any. */
  readonly instances?: (instance: JsonValue) => boolean;
  /** Whether these instances are ordinary, so that a registration warns. */
  readonly isOrdinary?: true;
  readonly reason: string;
  /** Groups of the official suite (`file | group`) or rows of the conformance test (`own | title`) in which it showed. */
  readonly foundBy: readonly string[];
}

/** Where a document uses a construct of the list. */
export interface DeviationUse {
  readonly deviation: Deviation;
  /** Of the subschema: a JSON Pointer, or `uri#pointer` for another document. */
  readonly location: string;
}

const SINCE_2019: readonly Dialect[] = ['draft-2019-09', 'draft-2020-12'];
const ALL: readonly Dialect[] = SUPPORTED_DIALECTS;

/**
 * What ajv reads otherwise than the specification, which is the evaluator of `src/containment`. Measured with ajv 8.20 as
 * `createAjv` configures it; `test/conformance/ajv-deviations.test.ts` holds the list against the official suite, both ways.
 *
 * Who uses it: the second judge of witnesses abstains; a registration warns; generated validators have a keyword of their
 * own, write the construct in other words, or are refused (`test/codegen/validators-differential.test.ts` proves them equal).
 * The gate and `POST /validate` need no list: they judge by the evaluator always. Whoever lets ajv judge there asks
 * `agreesWithAjv` first.
 */
export const AJV_DEVIATIONS: readonly Deviation[] = [
  {
    id: 'unevaluated',
    construct: '`unevaluatedItems`, or `unevaluatedProperties` beside subschemas of the same value or `patternProperties`',
    dialects: SINCE_2019,
    effect: 'misreads',
    test: (node) => uses('unevaluatedItems')(node) || (uses('unevaluatedProperties')(node) && mayEvaluateElsewhere(node)),
    reason:
      'ajv does not count what `if` without `then`, `contains` or a branch with `items` evaluated, and counts what `contains` did not; beside a pattern it takes a member `toString` for evaluated.',
    foundBy: [
      'unevaluatedItems.json | unevaluatedItems depends on adjacent contains',
      'unevaluatedItems.json | unevaluatedItems with nested items',
      'unevaluatedProperties.json | unevaluatedProperties with if/then/else, then not defined',
      'own | a pattern beside unevaluatedProperties',
    ],
  },
  {
    id: 'dynamic_reference',
    construct: '`$dynamicRef` or `$recursiveRef`',
    dialects: SINCE_2019,
    effect: 'misreads',
    test: uses('$dynamicRef', '$recursiveRef'),
    reason: 'ajv loses the dynamic scope at a change of resource, takes no reference but a fragment, and reads each of the two in both dialects.',
    foundBy: [
      'dynamicRef.json | A $dynamicRef resolves to the first $dynamicAnchor still in scope that is encountered when the schema is evaluated',
      'recursiveRef.json | $recursiveRef with no $recursiveAnchor in the initial target schema resource',
      'own | $recursiveRef is no keyword of 2020-12',
    ],
  },
  {
    id: 'reference_siblings',
    construct: '`$ref` with other keywords beside it',
    dialects: ['draft-06', 'draft-07'],
    effect: 'misreads',
    test: hasReferenceSiblings,
    reason: 'up to draft-07 what stands beside `$ref` means nothing; ajv asserts it, and takes `$id` there for the base of references.',
    foundBy: ['ref.json | ref overrides any sibling keywords', 'ref.json | $ref prevents a sibling $id from changing the base uri'],
  },
  {
    id: 'multiple_of_fraction',
    construct: '`multipleOf` with a fraction',
    dialects: ALL,
    effect: 'misreads',
    test: ({ schema }) => isNumber(schema, 'multipleOf', (divisor) => !Number.isInteger(divisor)),
    reason: 'ajv divides doubles: to it 0.3 is no multiple of 0.1, and 1e308 none of 0.5.',
    foundBy: ['own | 0.3 is a multiple of 0.1', 'own | 1e308 is a multiple of 0.5'],
  },
  {
    id: 'multiple_of_large',
    construct: '`multipleOf`, for numbers beyond 2^53',
    dialects: ALL,
    effect: 'misreads',
    test: ({ schema }) => isNumber(schema, 'multipleOf', Number.isInteger),
    instances: (instance) => someValue(instance, (value) => typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER),
    reason: 'ajv divides doubles and reads the quotient back from its text: to it 1e21 is no multiple of 1, and 1e20 one of 3.',
    foundBy: ['own | 1e21 is a multiple of 1', 'own | 1e20 is no multiple of 3'],
  },
  {
    id: 'equality',
    construct: '`const`, `enum` or `uniqueItems`, for objects with a member `constructor`, `toString` or `valueOf`',
    dialects: ALL,
    effect: 'misreads',
    test: comparesObjects,
    instances: (instance) =>
      someValue(instance, (value) => isJsonObject(value) && ['constructor', 'toString', 'valueOf'].some((name) => Object.hasOwn(value, name))),
    reason: 'its comparison of objects calls or compares these members as if they were the inherited ones.',
    foundBy: ['own | a constant with a member constructor', 'own | equal items with a member constructor', 'own | a member toString'],
  },
  {
    id: 'unique_proto',
    construct: '`uniqueItems` beside `items` with a scalar `type`, for the string `__proto__`',
    dialects: ALL,
    effect: 'misreads',
    test: usesIndexOfItems,
    instances: (instance) => someValue(instance, (value) => value === '__proto__'),
    reason: 'ajv remembers the items as members of an object, and that one is none.',
    foundBy: ['own | __proto__ twice'],
  },
  {
    id: 'unique_prefix',
    construct: '`uniqueItems` beside `prefixItems` and `items` with a scalar `type`',
    dialects: ['draft-2020-12'],
    effect: 'misreads',
    test: (node) => usesIndexOfItems(node) && uses('prefixItems')(node),
    reason: 'ajv compares only items of the type of `items`, which need not be that of the first ones.',
    foundBy: ['own | equal first items'],
  },
  {
    id: 'short_tuple',
    construct: '`contains` or `uniqueItems` beside a list of schemas for the first items',
    dialects: ALL,
    effect: 'misreads',
    test: (node) =>
      isTuple(node) && typeof node.schema === 'object' && (Object.hasOwn(node.schema, 'contains') || node.schema['uniqueItems'] === true),
    reason: 'where an array is shorter than the list, ajv leaves out what it judges after the list, unless it is to tell all errors.',
    foundBy: ['own | contains beside a longer list', 'own | uniqueItems beside a longer list, draft-07'],
  },
  {
    id: 'contains_again',
    construct: '`contains` below the root',
    dialects: ALL,
    effect: 'misreads',
    test: (node, root) => node !== root && wantsOneItem(node),
    instances: (instance) => someValue(instance, (value) => Array.isArray(value) && value.length === 0),
    isOrdinary: true,
    reason: 'ajv may accept an empty array there, since it takes what the array before contained for what the empty one does.',
    foundBy: ['own | contains in an empty item'],
  },
  {
    id: 'proto_property',
    construct: 'a property `__proto__`',
    dialects: ALL,
    effect: 'misreads',
    test: ({ written }) => hasMember(written, 'properties', '__proto__') || hasMember(written, 'dependencies', '__proto__'),
    reason: 'ajv passes over this name. A registration refuses a document that has it.',
    foundBy: ['properties.json | properties whose names are Javascript object property names', 'own | dependencies of __proto__'],
  },
  {
    id: 'nullable',
    construct: '`nullable`',
    dialects: ALL,
    effect: 'misreads',
    test: ({ written }) => typeof written === 'object' && Object.hasOwn(written, 'nullable'),
    reason: 'a keyword of OpenAPI 3.0 and of no dialect of JSON Schema; ajv accepts null there, or refuses to compile.',
    foundBy: ['own | nullable says nothing'],
  },
  {
    id: 'async',
    construct: '`$async`',
    dialects: ALL,
    effect: 'misreads',
    test: ({ written }) => typeof written === 'object' && Object.hasOwn(written, '$async'),
    reason: 'a keyword of ajv: the validator answers with a promise.',
    foundBy: ['own | $async says nothing'],
  },
  {
    id: 'if_in_draft_06',
    construct: '`if` in draft-06',
    dialects: ['draft-06'],
    effect: 'misreads',
    test: ({ written }) => typeof written === 'object' && Object.hasOwn(written, 'if'),
    reason: 'ajv reads draft-06 as draft-07, which brought `if`.',
    foundBy: ['own | if says nothing in draft-06'],
  },
  {
    id: 'metaschema',
    construct: "a metaschema of one's own in `$schema`",
    dialects: ALL,
    effect: 'misreads',
    test: ({ written }) => namedMetaschema(written) !== undefined && !Object.values(METASCHEMA_URIS).includes(namedMetaschema(written) ?? ''),
    reason: 'ajv asserts keywords of vocabularies that the metaschema leaves out.',
    foundBy: ['vocabulary.json | schema that uses custom metaschema with with no validation vocabulary'],
  },
  {
    id: 'mixed_dialects',
    construct: 'another dialect than that of the root',
    dialects: ALL,
    effect: 'misreads',
    test: (node, root) =>
      (node === node.resource.root && node.resource.reading.dialect !== root.resource.reading.dialect) ||
      ![undefined, METASCHEMA_URIS[root.resource.reading.dialect]].includes(namedMetaschema(node.written)),
    reason: 'one instance of ajv reads one dialect.',
    foundBy: ['own | draft-07 within 2020-12'],
  },
  {
    id: 'required_empty_name',
    construct: '`required`, `dependentRequired` or `dependencies` with the empty name',
    dialects: ALL,
    effect: 'misreads',
    test: requiresEmptyName,
    reason: 'ajv remembers which member is missing by its name, and takes the empty one for none.',
    foundBy: ['own | the empty name is required', 'own | the empty name is required beside another'],
  },
  {
    id: 'empty_enum',
    construct: 'an empty `enum`',
    dialects: ALL,
    effect: 'refuses',
    test: ({ schema }) => typeof schema === 'object' && Array.isArray(schema['enum']) && schema['enum'].length === 0,
    reason: 'ajv wants at least one value.',
    foundBy: ['enum.json | empty enum'],
  },
  {
    id: 'id_of_draft_04',
    construct: '`id` in a dialect whose word is `$id`',
    dialects: ['draft-06', 'draft-07', ...SINCE_2019],
    effect: 'refuses',
    test: ({ written }) => typeof written === 'object' && Object.hasOwn(written, 'id'),
    reason: 'ajv takes it for a mistake.',
    foundBy: ['own | id says nothing after draft-04'],
  },
  {
    id: 'embedded_reference',
    construct: '`$ref` beside `$id` in an embedded schema',
    dialects: SINCE_2019,
    effect: 'refuses',
    test: (node, root) => node !== root && uses('$ref')(node) && uses('$id')(node),
    reason: 'ajv never comes to an end when the reference leads into the embedded schema itself.',
    foundBy: ['ref.json | refs with relative uris and defs', 'refRemote.json | remote ref with ref to defs'],
  },
];

/**
 * Where a document uses what ajv reads otherwise, in the order in which the graph was discovered. Constructs that nothing
 * refers to in another document are not seen. Throws what `buildSchemaGraph` throws.
 */
export function deviationsIn(document: SchemaDocument): readonly DeviationUse[] {
  return deviationsOf(buildSchemaGraph(document));
}

/** The same for a graph that was built before. */
export function deviationsOf({ root, nodes }: Pick<SchemaGraph, 'root' | 'nodes'>): readonly DeviationUse[] {
  const found: DeviationUse[] = [];
  for (const node of nodes) {
    for (const deviation of BY_DIALECT.get(node.resource.reading.dialect) ?? []) {
      if (deviation.test(node, root)) found.push({ deviation, location: node.location });
    }
  }
  return found;
}

const BY_DIALECT: ReadonlyMap<Dialect, readonly Deviation[]> = new Map(
  ALL.map((dialect) => [dialect, AJV_DEVIATIONS.filter(({ dialects }) => dialects.includes(dialect))]),
);

/**
 * The constructs for whose sake ajv must not judge by this document, each once: none where it is known to agree with the
 * evaluator. Those with `instances` stand in the way for these instances only.
 */
export function agreesWithAjv(graph: Pick<SchemaGraph, 'root' | 'nodes'>): readonly Deviation[] {
  return [...new Set(deviationsOf(graph).map(({ deviation }) => deviation))];
}

function uses(...keywords: readonly string[]): (node: SchemaNode) => boolean {
  return ({ written }) => typeof written === 'object' && keywords.some((keyword) => Object.hasOwn(written, keyword));
}

// What ajv reads beside `$ref` and the drafts do not; annotations and unknown words make no difference.
const READ_BESIDE_REFERENCE: ReadonlySet<string> = new Set(
  `$id type const enum multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern format
  items additionalItems maxItems minItems uniqueItems contains maxProperties minProperties required properties
  patternProperties additionalProperties dependencies propertyNames if then else allOf anyOf oneOf not`.split(/\s+/),
);

function hasReferenceSiblings({ written }: SchemaNode): boolean {
  if (typeof written === 'boolean' || typeof written['$ref'] !== 'string') return false;
  return Object.keys(written).some((keyword) => READ_BESIDE_REFERENCE.has(keyword));
}

/**
 * Whether what is evaluated depends on more than the names of `properties`. Where it does not, ajv compares with these names as
 * `additionalProperties` does. Any reference may lead to more, wherever it leads.
 */
const mayEvaluateElsewhere = uses(
  ...['$ref', '$dynamicRef', '$recursiveRef', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'],
  ...['dependentSchemas', 'dependencies', 'patternProperties', 'unevaluatedItems', 'contains'],
);

function requiresEmptyName({ schema }: SchemaNode): boolean {
  if (typeof schema === 'boolean') return false;
  const beside = [schema['dependentRequired'], schema['dependencies']].flatMap((map) => (isJsonObject(map) ? Object.values(map) : []));
  return [schema['required'], ...beside].some((names) => Array.isArray(names) && names.includes(''));
}

function isNumber(schema: SchemaNode['schema'], keyword: string, test: (value: number) => boolean): boolean {
  const value = typeof schema === 'object' ? schema[keyword] : undefined;
  return typeof value === 'number' && test(value);
}

function comparesObjects({ schema }: SchemaNode): boolean {
  if (typeof schema === 'boolean') return false;
  return schema['uniqueItems'] === true || someValue(schema['const'] ?? null, isJsonObject) || someValue(schema['enum'] ?? null, isJsonObject);
}

// ajv then keeps an index of the items instead of comparing each with each.
function usesIndexOfItems({ schema }: SchemaNode): boolean {
  if (typeof schema === 'boolean' || schema['uniqueItems'] !== true) return false;
  const type = isJsonObject(schema['items']) ? schema['items']['type'] : undefined;
  return type !== undefined && [type].flat().every((name) => name !== 'object' && name !== 'array');
}

function isTuple({ children }: SchemaNode): boolean {
  return ['prefixItems', 'items'].some((keyword) => children.get(keyword)?.kind === 'list');
}

function wantsOneItem({ schema, resource: { reading } }: SchemaNode): boolean {
  if (typeof schema === 'boolean' || !Object.hasOwn(schema, 'contains')) return false;
  return !SINCE_2019.includes(reading.dialect) || ((schema['minContains'] ?? 1) === 1 && schema['maxContains'] === undefined);
}

function hasMember(written: SchemaNode['written'], keyword: string, name: string): boolean {
  const members: JsonValue | undefined = typeof written === 'object' ? written[keyword] : undefined;
  return members !== undefined && isJsonObject(members) && Object.hasOwn(members, name);
}

function namedMetaschema(written: boolean | JsonObject): string | undefined {
  const named = typeof written === 'object' ? written['$schema'] : undefined;
  return typeof named === 'string' ? named.replace(/#$/, '') : undefined;
}

/** Whether the value, or one below it, is such. */
function someValue(value: JsonValue, test: (value: JsonValue) => boolean): boolean {
  if (test(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some((member) => someValue(member, test));
}
