import { oneKey, otherKeys, type KeySet } from '../form/key-set.ts';
import { TYPE, type Term } from '../form/term.ts';
import { itemsOf } from '../resolve/items.ts';
import { childList, childMap, childSchema, referenceTarget, type SchemaNode } from '../resolve/node.ts';
import { NOTHING, type Site } from './site.ts';
import { subsetsOf } from './subsets.ts';

/**
 * What the keywords of one subschema beside `unevaluated…` evaluate where all of `when` holds: the members `names`, those
 * that match `patterns`, or all; the items before `prefix`, and those in `containing`.
 */
interface Contribution {
  readonly when: readonly Term[];
  readonly names: readonly string[];
  readonly patterns: readonly string[];
  readonly prefix: number;
  readonly containing: readonly Term[];
}

/** The pattern of every name. */
const ALL_NAMES = '';
/** Subschemas that are looked into. */
const MAX_CONTRIBUTIONS = 200;
/** Of subschemas that may or may not hold: their combinations are told apart. */
const MAX_PATTERNS = 6;
const MAX_CONTAINING = 5;

/**
 * `unevaluatedProperties` and `unevaluatedItems` without annotations: of each name, each class of names and each position
 * they say that its value fits, or that one of the subschemas that evaluate it holds. Linear in those.
 *
 * Source: the elimination of annotation dependencies, 2025; by member instead of by combination of subschemas.
 */
export function lowerUnevaluated(site: Site): readonly Term[] {
  const { lowering, node, scope, terms } = site;
  if (!node.children.has('unevaluatedProperties') && !node.children.has('unevaluatedItems')) return NOTHING;
  return (['unevaluatedProperties', 'unevaluatedItems'] as const).flatMap((keyword) => {
    const child = childSchema(node, keyword);
    if (child === undefined) return [];
    const isMembers = keyword === 'unevaluatedProperties';
    const contributions = new Reader().beside(site, keyword, []);
    const of = isMembers ? lowering.lowerRest(node, child, scope) : lowering.lowerBelow(child, scope);
    const parts = contributions && (isMembers ? membersOf(site, contributions, of) : itemsBeside(site, contributions, of));
    if (parts === undefined)
      return [lowering.opaque(node, scope, 'unevaluated', `${keyword} depends on too many subschemas that may or may not hold`)];
    return [lowering.note(terms.and(parts), node, keyword)];
  });
}

/** Undefined where the patterns are too many. */
function membersOf({ terms, lowering }: Site, contributions: readonly Contribution[], of: Term): readonly Term[] | undefined {
  const names = [...new Set(contributions.flatMap((part) => part.names))];
  const sure = patternsOf(contributions.filter(({ when }) => when.length === 0));
  const unsure = patternsOf(contributions).filter((source) => !sure.includes(source));
  if (unsure.length > MAX_PATTERNS) return undefined;
  const fits = (keys: KeySet, evaluating: (part: Contribution) => boolean): Term => {
    const holding = contributions.filter((part) => part.patterns.includes(ALL_NAMES) || evaluating(part)).map(({ when }) => terms.and(when));
    return terms.or([terms.atom({ kind: 'members', keys, of }), ...holding]);
  };
  const { membership } = lowering.insight;
  const named = names.map((name) =>
    fits(oneKey(name), (part) => part.names.includes(name) || part.patterns.some((source) => membership.matches(source, name))),
  );
  // Names that match a pattern of what holds anyway are evaluated.
  const others = subsetsOf(unsure).map((inside) => {
    const outside = [...sure, ...unsure.filter((source) => !inside.includes(source))];
    const keys: KeySet = inside.length === 0 ? otherKeys(names, outside) : { kind: 'class', inside, outside, except: names };
    return fits(keys, (part) => part.patterns.some((source) => inside.includes(source)));
  });
  return [...named, ...others];
}

function patternsOf(contributions: readonly Contribution[]): readonly string[] {
  return [...new Set(contributions.flatMap((part) => part.patterns))].filter((source) => source !== ALL_NAMES);
}

/** Undefined where the subschemas with `contains` that may or may not hold are too many. */
function itemsBeside({ terms }: Site, contributions: readonly Contribution[], of: Term): readonly Term[] | undefined {
  const counting = contributions.filter(({ containing }) => containing.length > 0);
  const sure = counting.filter(({ when }) => when.length === 0).flatMap(({ containing }) => containing);
  const unsure = counting.filter(({ when }) => when.length > 0);
  if (unsure.length > MAX_CONTAINING) return undefined;
  const cases = subsetsOf(unsure).map((holding) => ({
    when: holding.flatMap(({ when }) => when),
    of: terms.or([of, ...sure, ...holding.flatMap(({ containing }) => containing)]),
  }));
  const ends = [...new Set(contributions.map(({ prefix }) => prefix))].filter((end) => end > 0 && end < Infinity).toSorted((a, b) => a - b);
  const last = ends.at(-1) ?? 0;
  const fits = (index: number, kind: 'at' | 'from'): Term => {
    const evaluating = contributions.filter(({ prefix }) => prefix > index).map(({ when }) => terms.and(when));
    const rest = cases.map((one) => terms.and([...one.when, terms.atom({ kind, index, of: one.of })]));
    return terms.or([...evaluating, ...rest]);
  };
  return [...Array.from({ length: last }, (_, index) => fits(index, 'at')), fits(last, 'from')];
}

/** Collects what the keywords beside one subschema evaluate; none from more than 200 subschemas. */
class Reader {
  #count = 0;

  /** `when`: what must hold for the subschema of `site` to count. Undefined if that is not known. */
  beside(site: Site, skipped: string, when: readonly Term[]): readonly Contribution[] | undefined {
    this.#count += 1;
    if (this.#count > MAX_CONTRIBUTIONS) return undefined;
    const { node, scope, lowering } = site;
    const below = (child: SchemaNode, conditions: readonly Term[] = []): readonly Contribution[] | undefined =>
      this.#of(site, child, [...when, ...conditions]);
    const branches = (keyword: string) => childList(node, keyword).map((child) => below(child, [lowering.lower(child, scope)]));
    const references = node.references.map((reference) => {
      const target = referenceTarget(reference, scope);
      return target && below(target);
    });
    const dependents = ['dependentSchemas', 'dependencies'].flatMap((keyword) =>
      [...childMap(node, keyword)].map(([name, child]) => below(child, [isPresent(site, name)])),
    );
    const parts = [
      [ownContribution(site, skipped, when)],
      ...childList(node, 'allOf').map((child) => below(child)),
      ...references,
      ...branches('anyOf'),
      ...branches('oneOf'),
      ...dependents,
      ...this.#conditional(site, below),
    ];
    return parts.every((part) => part !== undefined) ? parts.flat().filter(evaluatesSomething) : undefined;
  }

  #of(site: Site, child: SchemaNode, when: readonly Term[]): readonly Contribution[] | undefined {
    if (typeof child.schema === 'boolean') return [];
    const scope = site.scope.includes(child.resource) ? site.scope : [...site.scope, child.resource];
    return this.beside({ ...site, node: child, schema: child.schema, scope }, '', when);
  }

  /** `if` evaluates where it holds, and `then` with it; `else` where it does not. */
  #conditional(
    { lowering, node, scope, terms }: Site,
    below: (child: SchemaNode, conditions: readonly Term[]) => readonly Contribution[] | undefined,
  ): (readonly Contribution[] | undefined)[] {
    const condition = childSchema(node, 'if');
    if (condition === undefined) return [];
    const test = lowering.lower(condition, scope);
    const [then, otherwise] = [childSchema(node, 'then'), childSchema(node, 'else')];
    return [
      below(condition, [test]),
      ...(then === undefined ? [] : [below(then, [test])]),
      ...(otherwise === undefined ? [] : [below(otherwise, [terms.not(test)])]),
    ];
  }
}

/** What the keywords for members and items of one subschema evaluate. */
function ownContribution({ lowering, node, scope }: Site, skipped: string, when: readonly Term[]): Contribution {
  const evaluatesAll = ['additionalProperties', 'unevaluatedProperties'].some((keyword) => keyword !== skipped && node.children.has(keyword));
  const { prefix, rest } = itemsOf(node);
  const isWhole = rest !== undefined || (skipped !== 'unevaluatedItems' && node.children.has('unevaluatedItems'));
  const contains = node.resource.reading.dialect === 'draft-2020-12' ? childSchema(node, 'contains') : undefined;
  return {
    when,
    names: [...childMap(node, 'properties').keys()],
    patterns: evaluatesAll ? [ALL_NAMES] : [...childMap(node, 'patternProperties').keys()],
    prefix: isWhole ? Infinity : prefix.length,
    containing: contains === undefined ? [] : [lowering.lowerBelow(contains, scope)],
  };
}

function isPresent({ terms }: Site, name: string): Term {
  return terms.and([terms.type(TYPE.object), terms.atom({ kind: 'required', name })]);
}

function evaluatesSomething({ names, patterns, prefix, containing }: Contribution): boolean {
  return names.length > 0 || patterns.length > 0 || prefix > 0 || containing.length > 0;
}
