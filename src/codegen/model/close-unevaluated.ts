import { childList, childMap, childSchema, type SchemaNode } from '../../containment/index.ts';
import { hasAny } from './own-shapes.ts';
import { referencedBy } from './references.ts';
import { deeper, expand, MAX_DEPTH, type Scope } from './scope.ts';
import { memberOf, type ArrayShape, type Member, type ObjectShape, type Shape } from './shape.ts';

/** What the keywords beside an `unevaluated…` may have looked at. */
interface Evaluated {
  readonly names: Set<string>;
  readonly patterns: Map<string, SchemaNode>;
  readonly seen: Set<SchemaNode>;
}

/**
 * What is gathered in place is all there is (`false`), or all but what another schema says. Members that only some
 * instances have evaluated stay, so that none is excluded. Left to the validator where what is evaluated is not plain.
 */
export function closeUnevaluated(node: SchemaNode, shapes: readonly Shape[], scope: Scope): readonly Shape[] {
  const members = childSchema(node, 'unevaluatedProperties');
  const items = childSchema(node, 'unevaluatedItems');
  if (members === undefined && items === undefined) return shapes;
  let closed: readonly Shape[] = shapes.flatMap((shape) => expand(shape, scope));
  if (members !== undefined && members.schema !== true) closed = closeObjects(node, members, closed, scope);
  if (items !== undefined && items.schema !== true) closed = closeArrays(node, items, closed, scope);
  return closed;
}

function closeObjects(node: SchemaNode, rest: SchemaNode, shapes: readonly Shape[], scope: Scope): readonly Shape[] {
  const evaluated: Evaluated = { names: new Set(), patterns: new Map(), seen: new Set() };
  const isPlainlyGathered = gather(node, evaluated, scope);
  if (!isPlainlyGathered || [...evaluated.seen].some(isBranching)) scope.onLoss(node, 'unevaluatedProperties');
  if (!isPlainlyGathered) return shapes;
  return shapes.flatMap((shape) => (shape.kind === 'object' && !shape.isClosed ? (closeObject(shape, rest, evaluated, scope) ?? []) : [shape]));
}

function closeObject(shape: ObjectShape, rest: SchemaNode, { names, patterns }: Evaluated, scope: Scope): ObjectShape | undefined {
  const read = [...patterns].map(([source, child]) => scope.patterns.read(source, child));
  const all = { ...shape, patterns: [...shape.patterns, ...read.filter(({ node }) => shape.patterns.every((other) => other.node !== node))] };
  const members = new Map<string, Member>();
  for (const [name, member] of shape.members) {
    const known = names.has(name) || member.forbidden ? member : unevaluated(all, name, member, rest);
    if (known.required && known.forbidden) return undefined;
    members.set(name, known);
  }
  for (const name of names) if (!members.has(name)) members.set(name, memberOf({ ...shape, isClosed: false }, name));
  return { ...all, members, isClosed: rest.schema === false, rest: rest.schema === false ? [] : [rest] };
}

/** A member that is only asked for: it is one of the rest, unless a pattern has it. */
function unevaluated({ patterns }: ObjectShape, name: string, member: Member, rest: SchemaNode): Member {
  if (patterns.some(({ matches }) => matches(name))) return member;
  return rest.schema === false ? { ...member, forbidden: true } : { ...member, schemas: [...member.schemas, rest] };
}

const BRANCHING = ['anyOf', 'oneOf', 'if', 'dependentSchemas', 'dependencies', 'patternProperties'];

function isBranching({ schema }: SchemaNode): boolean {
  return typeof schema !== 'boolean' && hasAny(schema, BRANCHING);
}

const APPLICATORS = ['allOf', 'anyOf', 'oneOf'];

/** Collect every name that may be evaluated in place; false: it may be any. */
function gather(node: SchemaNode, evaluated: Evaluated, scope: Scope, isRoot = true): boolean {
  const { schema } = node;
  if (typeof schema === 'boolean' || evaluated.seen.has(node)) return true;
  if (scope.depth > MAX_DEPTH) return false;
  evaluated.seen.add(node);
  const additional = childSchema(node, 'additionalProperties') ?? (isRoot ? undefined : childSchema(node, 'unevaluatedProperties'));
  if (additional !== undefined && additional.schema !== false) return false;
  for (const name of childMap(node, 'properties').keys()) evaluated.names.add(name);
  for (const [source, child] of childMap(node, 'patternProperties')) {
    if ((evaluated.patterns.get(source) ?? child) !== child) return false;
    evaluated.patterns.set(source, child);
  }
  return inPlace(node, scope).every((next) => next !== undefined && gather(next, evaluated, deeper(scope), false));
}

function inPlace(node: SchemaNode, { graph }: Scope): readonly (SchemaNode | undefined)[] {
  return [
    ...node.references.map((reference) => referencedBy(reference, graph)),
    ...APPLICATORS.flatMap((keyword) => childList(node, keyword)),
    ...['if', 'then', 'else'].flatMap((keyword) => childSchema(node, keyword) ?? []),
    ...childMap(node, 'dependentSchemas').values(),
    ...childMap(node, 'dependencies').values(),
  ];
}

const ITEM_KEYWORDS = ['contains', 'anyOf', 'oneOf', 'if', 'dependentSchemas', 'dependencies'];

function closeArrays(node: SchemaNode, rest: SchemaNode, shapes: readonly Shape[], scope: Scope): readonly Shape[] {
  if (!isPlain(node, scope)) {
    scope.onLoss(node, 'unevaluatedItems');
    return shapes;
  }
  return shapes.flatMap((shape) => (shape.kind === 'array' && shape.rest.length === 0 ? (closeArray(shape, rest) ?? []) : [shape]));
}

function closeArray(shape: ArrayShape, rest: SchemaNode): ArrayShape | undefined {
  if (rest.schema !== false) return { ...shape, rest: [rest] };
  const maxItems = Math.min(shape.maxItems, shape.prefix.length);
  return shape.minItems > maxItems ? undefined : { ...shape, maxItems };
}

/** Whether every item that is looked at is looked at for sure. */
function isPlain(node: SchemaNode, scope: Scope, seen = new Set<SchemaNode>()): boolean {
  const { schema } = node;
  if (typeof schema === 'boolean' || seen.has(node)) return true;
  const isRoot = seen.size === 0;
  seen.add(node);
  if (scope.depth > MAX_DEPTH || hasAny(schema, ITEM_KEYWORDS) || (!isRoot && hasAny(schema, ['unevaluatedItems']))) return false;
  return inPlace(node, scope).every((next) => next !== undefined && isPlain(next, deeper(scope), seen));
}
