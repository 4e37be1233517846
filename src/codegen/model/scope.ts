import type { SchemaGraph, SchemaNode } from '../../containment/index.ts';
import type { NamePatterns } from './name-pattern.ts';
import { meetShapes, type Shape } from './shape.ts';

// Beyond it the result is widened: what is not merged is left to the validator.
const MAX_ALTERNATIVES = 64;
/** Where a keyword makes the alternatives rather than lists them: what only tells apart must not drown a type. */
export const MAX_TOLD_APART = 12;
// Of two lists, which are held against each other one by one.
const MAX_PAIRS = 100_000;
// Of all alternatives together.
const MAX_MEMBERS = 1500;
export const MAX_DEPTH = 60;

/** What reading a schema needs to know of its surroundings. */
export interface Scope {
  readonly graph: SchemaGraph;
  /** How many in-place keywords and references led here. */
  readonly depth: number;
  readonly patterns: NamePatterns;
  /** The alternatives of a schema. */
  readonly read: (node: SchemaNode, scope: Scope) => readonly Shape[];
  /** Told of each keyword that was widened. */
  readonly onLoss: (node: SchemaNode, keyword: string) => void;
}

export function deeper(scope: Scope): Scope {
  return { ...scope, depth: scope.depth + 1 };
}

/** Who asks for two lists of alternatives to be met. */
export interface Meeting {
  readonly scope: Scope;
  readonly node: SchemaNode;
  /** Loses what is not merged. */
  readonly keyword: string;
  /** So many alternatives at most. Default 64. */
  readonly limit?: number;
}

/** The alternatives where both hold; those of `a` alone where there would be too many. */
export function meetAll(a: readonly Shape[], b: readonly Shape[], { scope, node, keyword, limit = MAX_ALTERNATIVES }: Meeting): readonly Shape[] {
  if (isAny(a)) return b;
  if (isAny(b)) return a;
  const [left, right] = [a.flatMap((shape) => expand(shape, scope)), b.flatMap((shape) => expand(shape, scope))];
  if (isAny(left)) return right;
  if (isAny(right)) return left;
  if (left.length * right.length > MAX_PAIRS) {
    scope.onLoss(node, keyword);
    return a;
  }
  const met = left.flatMap((one) => right.flatMap((other) => meetShapes(one, other) ?? []));
  const isTooMuch = met.length > limit || (met.length > 2 && membersIn(met) > MAX_MEMBERS);
  if (!isTooMuch || met.length <= left.length) return met;
  scope.onLoss(node, keyword);
  return a;
}

function membersIn(shapes: readonly Shape[]): number {
  return shapes.reduce((count, shape) => count + (shape.kind === 'object' ? shape.members.size : 0), 0);
}

function isAny(shapes: readonly Shape[]): boolean {
  return shapes.length === 1 && shapes[0]?.kind === 'any';
}

/** What a reference leads to, as its own alternatives. */
export function expand(shape: Shape, scope: Scope): readonly Shape[] {
  if (shape.kind !== 'ref') return [shape];
  const below = deeper(scope);
  return below.read(shape.target, below).flatMap((inner) => expand(inner, below));
}
