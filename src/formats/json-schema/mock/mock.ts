import { openInstances } from '../../../containment/index.ts';
import type { FormatMode } from '../../../core/compatibility.ts';
import type { JsonValue } from '../../../core/json/value.ts';
import type { SchemaDocument } from '../../../core/schema-document.ts';
import { compileJsonSchema } from '../compile.ts';
import { graphOf } from '../parsed-graph.ts';
import { guessInstance, type Effort } from './make.ts';
import { createRandom } from '../../../core/seeded-random.ts';

export interface MockOptions {
  /** How many. Default 1. */
  readonly count?: number;
  /** Default 1; the same seed gives the same values. */
  readonly seed?: number;
  /** Whether formats are asserted. Default `assert`: an example with a date that is none is no good one. */
  readonly formats?: FormatMode;
}

export type Mock =
  | { readonly kind: 'made'; readonly values: readonly JsonValue[] }
  /** It is proved that no value is valid. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'not_found' };

const MAX_GUESSES = 60;
/** Of all guesses for one value together. */
const MAX_MADE = 100_000;
const SOLVER_STEPS = 100_000;
const MAX_SOLUTIONS = 20;

/**
 * Valid instances of a document that `parseSchema` took, each judged by the evaluator: guesses that look like events, and where none of
 * 60 is valid, or they would grow beyond 100,000 parts, values that the engine solves for, which are small. They need not all differ. Deterministic.
 */
export function mockInstances(document: SchemaDocument, { count = 1, seed = 1, formats = 'assert' }: MockOptions = {}): Mock {
  const graph = graphOf(document);
  const validator = compileJsonSchema(document, { formats });
  const isValid = (value: JsonValue): boolean => validator.validate(value, { maxFindings: 0 }).valid;
  const random = createRandom(seed);
  let solved: { readonly values: readonly JsonValue[]; readonly isAll: boolean } | undefined;
  const solve = (): NonNullable<typeof solved> => {
    const { values, isAll } = openInstances(graph, { formats, steps: SOLVER_STEPS }).find([graph.root], MAX_SOLUTIONS);
    return { values: values.filter(isValid), isAll };
  };
  const values: JsonValue[] = [];
  while (values.length < count) {
    const guess = solved === undefined ? firstValid((effort) => guessInstance([graph.root], { random, effort }), isValid) : undefined;
    if (guess !== undefined) {
      values.push(guess);
      continue;
    }
    solved ??= solve();
    const solution = random.pick(solved.values);
    if (solution === undefined) return solved.isAll ? { kind: 'empty' } : { kind: 'not_found' };
    values.push(solution);
  }
  return { kind: 'made', values };
}

function firstValid(guess: (effort: Effort) => JsonValue | undefined, isValid: (value: JsonValue) => boolean): JsonValue | undefined {
  const effort = { left: MAX_MADE };
  for (let tries = 0; tries < MAX_GUESSES && effort.left > 0; tries += 1) {
    const value = guess(effort);
    if (value !== undefined && isValid(value)) return value;
  }
  return undefined;
}
