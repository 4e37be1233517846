import type { Term } from '../form/term.ts';
import { childList, childSchema, type SchemaNode } from '../resolve/node.ts';
import { keywordAt, type Site } from './site.ts';

/** Pairs of branches that are compared to find out whether `oneOf` is as good as `anyOf`. */
const MAX_PAIRS = 4_000;

/** The keywords that combine subschemas for the same value. */
export function lowerLogic(site: Site): Term[] {
  const { lowering, node, scope, terms } = site;
  const lower = (child: SchemaNode): Term => lowering.lower(child, scope);
  const parts = childList(node, 'allOf').map(lower);
  const add = (keyword: string, term: Term): void => void parts.push(lowering.note(term, keywordAt(site, keyword)));
  if (node.children.has('anyOf')) add('anyOf', terms.or(childList(node, 'anyOf').map(lower)));
  if (node.children.has('oneOf')) add('oneOf', lowerOneOf(site, childList(node, 'oneOf').map(lower)));
  const not = childSchema(node, 'not');
  if (not !== undefined) add('not', terms.not(lower(not)));
  return [...parts, ...lowerIf(site)];
}

function lowerOneOf({ lowering, node, terms }: Site, branches: readonly Term[]): Term {
  const live = branches.filter((branch) => branch.kind !== 'none');
  const pairs = live.flatMap((a, index) => live.slice(index + 1).map((b) => [a, b] as const));
  const isExclusive = pairs.length <= MAX_PAIRS && pairs.every(([a, b]) => a !== b && lowering.prover.areDisjoint(a, b));
  const isUnion = lowering.options.readsAsAnyOf?.(node, isExclusive) ?? isExclusive;
  return isUnion ? terms.or(live) : terms.one(live);
}

/** `if c then t else e` as (¬c ∨ t) ∧ (c ∨ e). */
function lowerIf(site: Site): Term[] {
  const { lowering, node, scope, terms } = site;
  const condition = childSchema(node, 'if');
  if (condition === undefined) return [];
  const test = lowering.lower(condition, scope);
  const consequence = (keyword: 'then' | 'else', escape: Term): Term[] => {
    const child = childSchema(node, keyword);
    return child === undefined ? [] : [lowering.note(terms.or([escape, lowering.lower(child, scope)]), keywordAt(site, keyword))];
  };
  return [...consequence('then', terms.not(test)), ...consequence('else', test)];
}
