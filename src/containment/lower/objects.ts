import type { JsonValue } from '../../core/json/value.ts';
import { isJsonObject } from '../../core/json/value.ts';
import { ALL_KEYS, keysMatching, oneKey, otherKeys, type KeySet } from '../form/key-set.ts';
import { conjuncts, type Term } from '../form/term.ts';
import { childMap, childSchema } from '../resolve/node.ts';
import { NOTHING, type Site } from './site.ts';
import { isTrivial } from './scalars.ts';

/** What speaks about objects, but for `unevaluatedProperties`. */
export function lowerObjects(site: Site): readonly Term[] {
  const { node, schema } = site;
  if (node.children.size === 0 && WITHOUT_CHILDREN.every((keyword) => schema[keyword] === undefined)) return NOTHING;
  const parts = lowerMembers(site);
  for (const lower of OTHERS) for (const part of lower(site)) parts.push(part);
  return parts;
}

const OTHERS: readonly ((site: Site) => readonly Term[])[] = [lowerNames, lowerRequired, lowerDependencies, lowerCount];
const WITHOUT_CHILDREN = ['required', 'dependentRequired', 'dependencies', 'minProperties', 'maxProperties'];

/** The names that `properties` and `patternProperties` beside it leave to `additionalProperties`. */
function restOf(site: Site): KeySet {
  const patterns = [...childMap(site.node, 'patternProperties').keys()];
  return otherKeys([...childMap(site.node, 'properties').keys()], patterns);
}

function lowerMembers(site: Site): Term[] {
  const { lowering, node, scope, terms } = site;
  const parts: Term[] = [];
  const add = (keyword: string, keys: KeySet, of: Term): void =>
    void parts.push(lowering.note(terms.atom({ kind: 'members', keys, of }), node, keyword));
  for (const [name, child] of childMap(node, 'properties')) add('properties', oneKey(name), lowering.lowerBelow(child, scope));
  for (const [source, child] of childMap(node, 'patternProperties'))
    add('patternProperties', isTrivial(source) ? ALL_KEYS : keysMatching(source), lowering.lowerBelow(child, scope));
  const additional = childSchema(node, 'additionalProperties');
  if (additional !== undefined) add('additionalProperties', restOf(site), lowering.lowerRest(node, additional, scope));
  return parts;
}

/** `propertyNames`; a pattern or an enumeration closes the object, which the prover knows how to use. */
function lowerNames({ lowering, node, scope, terms }: Site): readonly Term[] {
  const child = childSchema(node, 'propertyNames');
  if (child === undefined) return NOTHING;
  const note = (term: Term): Term => lowering.note(term, node, 'propertyNames');
  const closed = (keys: KeySet): Term => terms.atom({ kind: 'members', keys, of: terms.none });
  return conjuncts(lowering.lowerBelow(child, scope)).map((part) => {
    if (part.kind === 'pattern') return note(closed(otherKeys([], [part.source])));
    if (part.kind === 'enum') return note(closed(otherKeys(stringsOf(part.values), [])));
    if (part.kind === 'none') return note(closed(ALL_KEYS));
    return note(terms.atom({ kind: 'names', of: part }));
  });
}

function lowerRequired(site: Site): readonly Term[] {
  const { lowering, node, schema, terms } = site;
  if (schema['required'] === undefined) return NOTHING;
  const names = stringsOf(schema['required']).filter((name) => !hasDefault(site, name));
  return names.map((name) => lowering.note(terms.atom({ kind: 'required', name }), node, 'required'));
}

function hasDefault({ lowering, node }: Site, name: string): boolean {
  if (lowering.options.defaulted?.has(node) !== true) return false;
  const schema = childMap(node, 'properties').get(name)?.schema;
  return typeof schema === 'object' && schema['default'] !== undefined;
}

function lowerDependencies(site: Site): readonly Term[] {
  if (DEPENDENCIES.every((keyword) => site.schema[keyword] === undefined)) return NOTHING;
  return DEPENDENCIES.flatMap((keyword) => {
    const children = childMap(site.node, keyword);
    const written = site.schema[keyword];
    if (!isJsonObject(written)) return [];
    return Object.entries(written).flatMap(([name, needed]) => {
      const child = children.get(name);
      const consequences = child === undefined ? requirements(site, needed) : [site.lowering.lower(child, site.scope)];
      return consequences.map((consequence) => site.lowering.note(ifPresent(site, name, consequence), site.node, keyword));
    });
  });
}

const DEPENDENCIES = ['dependentRequired', 'dependencies', 'dependentSchemas'];

function requirements(site: Site, needed: JsonValue): Term[] {
  return stringsOf(needed).map((name) => site.terms.atom({ kind: 'required', name }));
}

// Both alternatives are true of what is no object, but a schema as consequence may not be.
function ifPresent({ terms }: Site, name: string, consequence: Term): Term {
  return terms.or([terms.atom({ kind: 'members', keys: oneKey(name), of: terms.none }), consequence]);
}

function lowerCount(site: Site): readonly Term[] {
  const { node, schema, terms, lowering } = site;
  const { minProperties, maxProperties } = schema;
  if (minProperties === undefined && maxProperties === undefined) return NOTHING;
  const parts: Term[] = [];
  if (typeof minProperties === 'number')
    parts.push(lowering.note(terms.atom({ kind: 'count', min: minProperties, max: Infinity }), node, 'minProperties'));
  if (typeof maxProperties === 'number') parts.push(lowering.note(terms.atom({ kind: 'count', min: 0, max: maxProperties }), node, 'maxProperties'));
  return parts;
}

function stringsOf(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
