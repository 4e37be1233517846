import { childList, childMap, childSchema, type SchemaNode } from '../../containment/index.ts';
import type { SchemaDocument } from '../../core/schema-document.ts';
import { graphOf } from './parsed-graph.ts';

/** Of one document. Beyond them the deepest paths are left out: nobody searches for those, and each one costs an index entry. */
const MAX_PATHS = 5_000;
const MAX_DEPTH = 20;
const MAX_CHARACTERS = 300_000;
/** Names that are longer are no names of fields. */
const MAX_NAME = 255;
/** Subschemas that are looked at: branches without names add no path, so paths alone would bound nothing. */
const MAX_VISITS = 50_000;
/** How often a subschema may stand on one way down: `parent/name` is found in a recursive schema, the same once more is not. */
const MAX_REPEATS = 2;

const LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items'] as const;
const MAPS = ['dependentSchemas', 'dependencies', 'patternProperties'] as const;
const SINGLE = [
  'if',
  'then',
  'else',
  'items',
  'additionalItems',
  'unevaluatedItems',
  'contains',
  'additionalProperties',
  'unevaluatedProperties',
] as const;

/** The subschemas of one place, and those on the way to it. */
interface Place {
  readonly path: readonly string[];
  readonly roots: readonly SchemaNode[];
  readonly above: readonly ReadonlySet<SchemaNode>[];
}

/**
 * The members that a schema declares, as paths with `/` between the names: `lines/quantity`; sorted by code units, each once.
 *
 * Names count wherever `properties` and `required` name them: behind references, in every branch of combinators and conditions.
 * Arrays and maps add no step, patterns of names are left out, and a recursive schema is unrolled twice. Nearest first up to
 * 5,000 paths, 20 names deep, 300,000 characters. Throws as `buildSchemaGraph`.
 */
export function fieldsOf(document: SchemaDocument): readonly string[] {
  const paths = new Set<string>();
  const places: Place[] = [{ path: [], roots: [graphOf(document).root], above: [] }];
  let [visits, characters] = [0, 0];
  // The list grows while it is walked: breadth first, so that what is cut off is the deepest.
  for (const { path, roots, above } of places) {
    const here = reachableInPlace(roots, above);
    visits += here.size;
    for (const [name, nodes] of membersOf(here)) {
      const member = [...path, name];
      const text = member.join('/');
      if (paths.size >= MAX_PATHS || characters + text.length > MAX_CHARACTERS) return [...paths].toSorted();
      if (!paths.has(text)) characters += text.length;
      paths.add(text);
      if (nodes.length > 0 && member.length < MAX_DEPTH && visits < MAX_VISITS) {
        places.push({ path: member, roots: nodes, above: [...above, here] });
      }
    }
  }
  return [...paths].toSorted();
}

function reachableInPlace(roots: readonly SchemaNode[], above: readonly ReadonlySet<SchemaNode>[]): ReadonlySet<SchemaNode> {
  const isSpent = (node: SchemaNode): boolean => above.filter((place) => place.has(node)).length >= MAX_REPEATS;
  const seen = new Set(roots.filter((node) => !isSpent(node)));
  for (const node of seen) for (const next of neighboursOf(node)) if (!isSpent(next)) seen.add(next);
  return seen;
}

function* neighboursOf(node: SchemaNode): Generator<SchemaNode> {
  for (const keyword of LISTS) yield* childList(node, keyword);
  for (const keyword of MAPS) yield* childMap(node, keyword).values();
  for (const keyword of SINGLE) {
    const child = childSchema(node, keyword);
    if (child !== undefined) yield child;
  }
  for (const { target } of node.references) if (target !== undefined) yield target;
}

/** The subschemas of each member by its name; those that are only required have none. */
function membersOf(nodes: ReadonlySet<SchemaNode>): Map<string, SchemaNode[]> {
  const members = new Map<string, SchemaNode[]>();
  const add = (name: string, found: readonly SchemaNode[]): void => {
    if (name === '' || name.length > MAX_NAME) return;
    const known = members.get(name);
    if (known === undefined) members.set(name, [...found]);
    else known.push(...found);
  };
  for (const node of nodes) {
    for (const [name, child] of childMap(node, 'properties')) add(name, [child]);
    const required = typeof node.schema === 'boolean' ? undefined : node.schema['required'];
    if (Array.isArray(required)) for (const name of required) if (typeof name === 'string') add(name, []);
  }
  return members;
}
