import type { SchemaGraph, SchemaNode } from '../../containment/index.ts';
import type { NamePatterns } from './name-pattern.ts';
import { meetShapes, type Shape } from './shape.ts';

// Beyond it the result is widened: what is not merged is left to the validator.
const MAX_ALTERNATIVES = 64;
// What only tells alternatives apart must not drown a type in them.
const MAX_TOLD_APART = 12;
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

/** The alternatives where both hold; those of `a` alone where there would be too many. */
export function meetAll(a: readonly Shape[], b: readonly Shape[], scope: Scope): readonly Shape[] {
  return meetUpTo(MAX_ALTERNATIVES, a, b, scope) ?? a;
}

/** The same for alternatives that a keyword makes rather than lists; undefined where there would be too many. */
export function meetSparingly(a: readonly Shape[], b: readonly Shape[], scope: Scope): readonly Shape[] | undefined {
  return meetUpTo(MAX_TOLD_APART, a, b, scope);
}

function meetUpTo(limit: number, a: readonly Shape[], b: readonly Shape[], scope: Scope): readonly Shape[] | undefined {
  if (isAny(a)) return b;
  if (isAny(b)) return a;
  const [left, right] = [a.flatMap((shape) => expand(shape, scope)), b.flatMap((shape) => expand(shape, scope))];
  if (isAny(left)) return right;
  if (isAny(right)) return left;
  const met = left.flatMap((one) => right.flatMap((other) => meetShapes(one, other) ?? []));
  return met.length > limit && met.length > left.length ? undefined : met;
}

export function isAny(shapes: readonly Shape[]): boolean {
  return shapes.length === 1 && shapes[0]?.kind === 'any';
}

/** What a reference leads to, as its own alternatives. */
export function expand(shape: Shape, scope: Scope): readonly Shape[] {
  if (shape.kind !== 'ref') return [shape];
  const below = deeper(scope);
  return below.read(shape.target, below).flatMap((inner) => expand(inner, below));
}
