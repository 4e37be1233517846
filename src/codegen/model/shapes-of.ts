import { childList, childMap, childSchema, type SchemaNode, type SchemaReference } from '../../containment/index.ts';
import { isJsonObject, type JsonObject } from '../../core/json/value.ts';
import { closeUnevaluated } from './close-unevaluated.ts';
import { negate, withMember } from './negate.ts';
import { ownShapes } from './own-shapes.ts';
import { isAnnotation, referencedBy } from './references.ts';
import { deeper, MAX_DEPTH, MAX_TOLD_APART, meetAll, type Meeting, type Scope } from './scope.ts';
import { ANY, shapesOfKinds, type Conjunction, type Shape } from './shape.ts';

/** Branches of a `oneOf` whose requirements are turned against each other. */
export const MAX_EXCLUSIVE = 8;

type Shapes = readonly Shape[];

/** The alternatives of a place where all these schemas hold. */
export function shapesOfAll(nodes: Conjunction, scope: Scope): Shapes {
  return nodes.reduce<Shapes>((shapes, node) => meetAll(shapes, scope.read(node, scope), { scope, node, keyword: 'type' }), [ANY]);
}

/** The alternatives of one schema. Never fewer than are valid, sometimes more. */
export function shapesOf(node: SchemaNode, scope: Scope): Shapes {
  const { schema } = node;
  if (typeof schema === 'boolean') return schema ? [ANY] : [];
  if (scope.depth > MAX_DEPTH) {
    scope.onLoss(node, Object.keys(schema)[0] ?? 'type');
    return [ANY];
  }
  const below = deeper(scope);
  const applied = appliedInPlace(node, below).reduce(
    (met, { keyword, shapes }) => meetAll(met, shapes, { scope: below, node, keyword }),
    ownShapes(node, schema, below),
  );
  const told = toldApart(node, schema, below).reduce(
    (met, { keyword, shapes }) => meetAll(met, shapes, { scope: below, node, keyword, limit: MAX_TOLD_APART }),
    applied,
  );
  return closeUnevaluated(node, told, below);
}

/** The alternatives that a keyword leaves. */
interface Applied {
  readonly keyword: string;
  readonly shapes: Shapes;
}

/** What each keyword that applies a schema to the same value allows. */
function appliedInPlace(node: SchemaNode, scope: Scope): readonly Applied[] {
  return [
    ...node.references.map((reference) => ({ keyword: reference.keyword, shapes: shapesOfReference(node, reference, scope) })),
    ...allOf(node, scope).map((shapes) => ({ keyword: 'allOf', shapes })),
    ...unionOf(node, 'anyOf', scope).map((shapes) => ({ keyword: 'anyOf', shapes })),
    ...exclusiveUnionOf(node, scope).map((shapes) => ({ keyword: 'oneOf', shapes })),
  ];
}

// More are met in halves: one after the other, what they say together would be copied as often as there are schemas.
const MAX_IN_TURN = 64;

function allOf(node: SchemaNode, scope: Scope): readonly Shapes[] {
  const all = childList(node, 'allOf').map((child) => scope.read(child, scope));
  return all.length > MAX_IN_TURN ? [meetInHalves(all, { scope, node, keyword: 'allOf' })] : all;
}

function meetInHalves(all: readonly Shapes[], meeting: Meeting): Shapes {
  const [only = [ANY]] = all;
  if (all.length <= 1) return only;
  const middle = Math.ceil(all.length / 2);
  return meetAll(meetInHalves(all.slice(0, middle), meeting), meetInHalves(all.slice(middle), meeting), meeting);
}

function shapesOfReference(node: SchemaNode, reference: SchemaReference, { graph, onLoss }: Scope): Shapes {
  const target = referencedBy(reference, graph);
  if (target === undefined) onLoss(node, reference.keyword);
  return target === undefined ? [ANY] : [{ kind: 'ref', target }];
}

function unionOf(node: SchemaNode, keyword: 'anyOf' | 'oneOf', scope: Scope): readonly Shapes[] {
  const children = childList(node, keyword);
  if (children.length === 0) return [];
  const shapes = children.flatMap((child) => scope.read(child, scope));
  if (shapes.some(isClosed) && shapes.some(isOpen)) scope.onLoss(node, keyword);
  return [shapes];
}

// Beside an object that has any other members, TypeScript lets one that has none have them too.
function isClosed(shape: Shape): boolean {
  return shape.kind === 'object' ? shape.isClosed : shape.kind === 'value' && isJsonObject(shape.value);
}

// What a reference leads to is not looked into: it may lead back here.
function isOpen(shape: Shape): boolean {
  return shape.kind === 'object' ? !shape.isClosed : shape.kind === 'ref';
}

/** Branches that only ask for members or values exclude each other; of others that is left to the validator. */
function exclusiveUnionOf(node: SchemaNode, scope: Scope): readonly Shapes[] {
  const children = childList(node, 'oneOf');
  if (children.length < 2 || children.length > MAX_EXCLUSIVE || !children.every(isPlainRequirement)) return unionOf(node, 'oneOf', scope);
  const others = children.map((child) => negate(child, scope).shapes);
  const alternatives = children.flatMap((child, index) =>
    others.reduce(
      (met, shapes, other) => (other === index ? met : meetAll(met, shapes, { scope, node, keyword: 'oneOf' })),
      scope.read(child, scope),
    ),
  );
  return [alternatives];
}

const REQUIREMENTS = new Set(['required', 'type', 'not']);

/** Whether a branch only asks for members. */
export function isPlainRequirement({ schema, references }: SchemaNode): boolean {
  if (typeof schema === 'boolean' || references.length > 0) return false;
  return Object.hasOwn(schema, 'required') && Object.keys(schema).every((keyword) => REQUIREMENTS.has(keyword) || isAnnotation(keyword));
}

/** What the keywords say that make alternatives out of one schema. */
function toldApart(node: SchemaNode, schema: JsonObject, scope: Scope): readonly Applied[] {
  return [...conditionOf(node, scope), ...dependentsOf(node, schema, scope), ...negationOf(node, scope)];
}

/** An instance satisfies `if` and `then`, or fails `if` and satisfies `else`. */
function conditionOf(node: SchemaNode, scope: Scope): readonly Applied[] {
  const condition = childSchema(node, 'if');
  const [consequence, otherwise] = [childSchema(node, 'then'), childSchema(node, 'else')];
  if (condition === undefined || (consequence === undefined && otherwise === undefined)) return [];
  const negation = negate(condition, scope);
  if (!negation.isExact) scope.onLoss(node, 'if');
  const holds =
    consequence === undefined
      ? scope.read(condition, scope)
      : meetAll(scope.read(consequence, scope), scope.read(condition, scope), { scope, node, keyword: 'if' });
  const fails = otherwise === undefined ? negation.shapes : meetAll(scope.read(otherwise, scope), negation.shapes, { scope, node, keyword: 'if' });
  return [{ keyword: 'if', shapes: [...holds, ...fails] }];
}

/** A member is absent, or it is there with what depends on it. */
function dependentsOf(node: SchemaNode, schema: JsonObject, scope: Scope): readonly Applied[] {
  const dependents: Applied[] = [];
  for (const keyword of ['dependentSchemas', 'dependencies']) {
    for (const [name, child] of childMap(node, keyword)) {
      dependents.push({ keyword, shapes: dependent(name, meetAll(scope.read(child, scope), [present([name])], { scope, node, keyword })) });
    }
  }
  for (const keyword of ['dependentRequired', 'dependencies']) {
    for (const [name, names] of Object.entries((schema[keyword] ?? {}) as JsonObject)) {
      if (Array.isArray(names) && names.length > 0) dependents.push({ keyword, shapes: dependent(name, [present([name, ...names.map(String)])]) });
    }
  }
  return dependents;
}

function dependent(name: string, whenPresent: Shapes): Shapes {
  const others = shapesOfKinds((kind) => kind !== 'object');
  return [...others, withMember(name, { schemas: [], required: false, forbidden: true }), ...whenPresent];
}

function present(names: readonly string[]): Shape {
  const member = { schemas: [], required: true, forbidden: false };
  return { kind: 'object', members: new Map(names.map((name) => [name, member])), isClosed: false, rest: [], patterns: [] };
}

function negationOf(node: SchemaNode, scope: Scope): readonly Applied[] {
  const negated = childSchema(node, 'not');
  if (negated === undefined) return [];
  const { shapes, isExact } = negate(negated, scope);
  if (!isExact) scope.onLoss(node, 'not');
  return [{ keyword: 'not', shapes }];
}
