import { otherKeys } from '../form/key-set.ts';
import { TYPE, type Term } from '../form/term.ts';
import { childList, childMap, childSchema, referenceTarget, type SchemaNode } from '../resolve/node.ts';
import { itemsOf } from './arrays.ts';
import type { Site } from './site.ts';
import { keywordAt } from './site.ts';

/**
 * One way in which the keywords beside `unevaluated…` can evaluate: if `when` holds, the members `names`, those that
 * match `patterns`, or all; the items before `prefix` and those in `containing`.
 */
interface Case {
  readonly when: readonly Term[];
  readonly names: readonly string[];
  readonly patterns: readonly string[];
  readonly prefix: number;
  readonly containing: readonly Term[];
}

const NOTHING: Case = { when: [], names: [], patterns: [], prefix: 0, containing: [] };
const ALL_NAMES: Case = { ...NOTHING, patterns: [''] };
const MAX_CASES = 64;

/**
 * `unevaluatedProperties` and `unevaluatedItems` without annotations: a union over the cases. A case need not say that
 * the other subschemas fail, since what more of them evaluate only loosens it.
 *
 * Source: the elimination of annotation dependencies, 2025.
 */
export function lowerUnevaluated(site: Site): Term[] {
  const { lowering, node, scope, terms } = site;
  return (['unevaluatedProperties', 'unevaluatedItems'] as const).flatMap((keyword) => {
    const child = childSchema(node, keyword);
    if (child === undefined) return [];
    const cases = casesBeside(site, keyword);
    if (cases === undefined) return [lowering.opaque(node, 'unevaluated', `${keyword} depends on more than ${MAX_CASES} combinations of subschemas`)];
    const of = keyword === 'unevaluatedProperties' ? lowering.lowerRest(node, child, scope) : lowering.lowerBelow(child, scope);
    const rest = (one: Case): Term => (keyword === 'unevaluatedProperties' ? restOfMembers(site, one, of) : restOfItems(site, one, of));
    return [lowering.note(terms.or(cases.map((one) => terms.and([...one.when, rest(one)]))), keywordAt(site, keyword))];
  });
}

function restOfMembers({ terms }: Site, { names, patterns }: Case, of: Term): Term {
  if (patterns.includes('')) return terms.any;
  return terms.atom({ kind: 'members', keys: otherKeys([...new Set(names)], [...new Set(patterns)]), of });
}

function restOfItems({ terms }: Site, { prefix, containing }: Case, of: Term): Term {
  if (prefix === Infinity) return terms.any;
  return terms.atom({ kind: 'from', index: prefix, of: terms.or([of, ...containing]) });
}

/** The cases of the keywords of the same subschema but `skipped`; undefined if there are too many. */
function casesBeside(site: Site, skipped: string): Case[] | undefined {
  const { node, scope } = site;
  const factors: (readonly Case[] | undefined)[] = [[ownCase(site, skipped)]];
  const whenever = (child: SchemaNode): readonly Case[] | undefined => casesOf(site, child);
  const perhaps = (child: SchemaNode): readonly Case[] | undefined => optional(site, child, casesOf(site, child));
  for (const child of childList(node, 'allOf')) factors.push(whenever(child));
  for (const reference of node.references) {
    const target = referenceTarget(reference, scope);
    factors.push(target === undefined ? undefined : casesOf(site, target));
  }
  for (const keyword of ['anyOf', 'oneOf']) for (const child of childList(node, keyword)) factors.push(perhaps(child));
  for (const keyword of ['dependentSchemas', 'dependencies']) {
    for (const [name, child] of childMap(node, keyword)) factors.push(dependent(site, name, casesOf(site, child)));
  }
  factors.push(conditional(site));
  return factors.reduce<Case[] | undefined>(product, [NOTHING]);
}

function casesOf(site: Site, child: SchemaNode): Case[] | undefined {
  if (typeof child.schema === 'boolean') return [NOTHING];
  const inner: Site = {
    ...site,
    node: child,
    schema: child.schema,
    scope: site.scope.includes(child.resource) ? site.scope : [...site.scope, child.resource],
  };
  return casesBeside(inner, '');
}

/** What the keywords for members and items of one subschema evaluate, whatever the value. */
function ownCase({ lowering, node, scope }: Site, skipped: string): Case {
  const evaluatesAll = ['additionalProperties', 'unevaluatedProperties'].some((keyword) => keyword !== skipped && node.children.has(keyword));
  const { prefix, rest } = itemsOf(node);
  const isWhole = rest !== undefined || (skipped !== 'unevaluatedItems' && node.children.has('unevaluatedItems'));
  const contains = node.resource.reading.dialect === 'draft-2020-12' ? childSchema(node, 'contains') : undefined;
  return {
    when: [],
    names: [...childMap(node, 'properties').keys()],
    patterns: evaluatesAll ? ALL_NAMES.patterns : [...childMap(node, 'patternProperties').keys()],
    prefix: isWhole ? Infinity : prefix.length,
    containing: contains === undefined ? [] : [lowering.lowerBelow(contains, scope)],
  };
}

/** A subschema that need not hold: either it does, or it evaluates nothing. */
function optional({ lowering, scope }: Site, child: SchemaNode, cases: readonly Case[] | undefined): readonly Case[] | undefined {
  if (cases === undefined || cases.every(evaluatesNothing)) return cases === undefined ? undefined : [NOTHING];
  const term = lowering.lower(child, scope);
  return [NOTHING, ...cases.map((one) => ({ ...one, when: [...one.when, term] }))];
}

function dependent({ terms }: Site, name: string, cases: readonly Case[] | undefined): readonly Case[] | undefined {
  if (cases === undefined || cases.every(evaluatesNothing)) return cases === undefined ? undefined : [NOTHING];
  const present = terms.and([terms.type(TYPE.object), terms.atom({ kind: 'required', name })]);
  return [NOTHING, ...cases.map((one) => ({ ...one, when: [...one.when, present] }))];
}

/** `if` evaluates when it holds, and `then` with it; `else` when it does not. */
function conditional(site: Site): readonly Case[] | undefined {
  const { lowering, node, scope, terms } = site;
  const condition = childSchema(node, 'if');
  if (condition === undefined) return [NOTHING];
  const test = lowering.lower(condition, scope);
  const [then, otherwise] = [childSchema(node, 'then'), childSchema(node, 'else')];
  const positive = product(casesOf(site, condition), then === undefined ? [NOTHING] : casesOf(site, then));
  const negative = otherwise === undefined ? [NOTHING] : casesOf(site, otherwise);
  if (positive === undefined || negative === undefined) return undefined;
  const under = (cases: readonly Case[], term: Term): Case[] => cases.map((one) => ({ ...one, when: [...one.when, term] }));
  return [...under(positive, test), ...under(negative, terms.not(test))];
}

function evaluatesNothing({ names, patterns, prefix, containing }: Case): boolean {
  return names.length === 0 && patterns.length === 0 && prefix === 0 && containing.length === 0;
}

function product(left: readonly Case[] | undefined, right: readonly Case[] | undefined): Case[] | undefined {
  if (left === undefined || right === undefined || left.length * right.length > MAX_CASES) return undefined;
  return left.flatMap((a) =>
    right.map((b) => ({
      when: [...a.when, ...b.when],
      names: [...a.names, ...b.names],
      patterns: [...a.patterns, ...b.patterns],
      prefix: Math.max(a.prefix, b.prefix),
      containing: [...a.containing, ...b.containing],
    })),
  );
}
