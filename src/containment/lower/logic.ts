import { ALL_TYPES, atomTypes, conjuncts, TYPE, type Term } from '../form/term.ts';
import { childList, childSchema, type SchemaNode } from '../resolve/node.ts';
import { NOTHING, type Site } from './site.ts';

const KEYWORDS = ['allOf', 'anyOf', 'oneOf', 'not', 'if'];

/** The keywords that combine subschemas for the same value. */
export function lowerLogic(site: Site): readonly Term[] {
  const { lowering, node, scope, terms } = site;
  if (!KEYWORDS.some((keyword) => node.children.has(keyword))) return NOTHING;
  const lower = (child: SchemaNode): Term => lowering.lower(child, scope);
  const parts = childList(node, 'allOf').map(lower);
  const add = (keyword: string, term: Term): void => void parts.push(lowering.note(term, node, keyword));
  if (node.children.has('anyOf')) add('anyOf', terms.or(childList(node, 'anyOf').map(lower)));
  if (node.children.has('oneOf')) add('oneOf', lowerOneOf(site, childList(node, 'oneOf').map(lower)));
  const not = childSchema(node, 'not');
  if (not !== undefined) add('not', terms.not(lower(not)));
  return [...parts, ...lowerIf(site)];
}

function lowerOneOf({ lowering, node, terms }: Site, branches: readonly Term[]): Term {
  // Loosening may be what makes branches take every object or array; then they overlap, and are not to be loosened.
  const mask = typesOfOne(branches) | (lowering.options.readsAsAnyOf === undefined ? 0 : TYPE.object | TYPE.array);
  const live = branches.map((branch) => terms.and([branch, terms.type(mask)])).filter((branch) => branch.kind !== 'none');
  const isExclusive = lowering.insight.areAllDisjoint(live);
  const isUnion = lowering.options.readsAsAnyOf?.(node, isExclusive) ?? isExclusive;
  return terms.and([terms.type(mask), isUnion ? terms.or(live) : terms.one(live)]);
}

/** Types of which no value fits two branches whatever it is: a branch about objects alone takes every string. */
function typesOfOne(branches: readonly Term[]): number {
  return Object.values(TYPE).reduce(
    (mask, type) => (branches.filter((branch) => hasAllOf(type, branch)).length > 1 ? mask & ~type : mask),
    ALL_TYPES,
  );
}

/** Whether it is plain that every value of one type is in `term`. */
function hasAllOf(type: number, term: Term): boolean {
  if (term.kind === 'or') return term.of.some((branch) => hasAllOf(type, branch));
  return conjuncts(term).every((part) => {
    if (part.kind === 'or') return hasAllOf(type, part);
    const types = part.kind === 'type' ? ~part.mask : (atomTypes(part) ?? ALL_TYPES);
    return part.kind === 'any' || (types & type) === 0;
  });
}

/** `if c then t else e` as (¬c ∨ t) ∧ (c ∨ e). */
function lowerIf(site: Site): Term[] {
  const { lowering, node, scope, terms } = site;
  const condition = childSchema(node, 'if');
  if (condition === undefined) return [];
  const test = lowering.lower(condition, scope);
  const consequence = (keyword: 'then' | 'else', escape: Term): Term[] => {
    const child = childSchema(node, keyword);
    return child === undefined ? [] : [lowering.note(terms.or([escape, lowering.lower(child, scope)]), node, keyword)];
  };
  return [...consequence('then', terms.not(test)), ...consequence('else', test)];
}
