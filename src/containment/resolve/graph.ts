import type { SchemaDocument } from '../../core/schema-document.ts';
import { GraphBuilder } from './build.ts';
import { refuseCycles } from './cycles.ts';
import type { Resource, SchemaNode, SchemaReference } from './node.ts';

/** A schema document with every `$ref` followed: what the evaluator and the prover read instead of the JSON. */
export interface SchemaGraph {
  readonly root: SchemaNode;
  /** By id. Those of a referenced document only once something led to it. */
  readonly nodes: readonly SchemaNode[];
  readonly resources: readonly Resource[];
  /** References that lead nowhere, wherever they stand. */
  readonly unresolved: readonly UnresolvedReference[];
  /** Subschemas that say who they are by a name that another one has. */
  readonly ambiguous: readonly AmbiguousName[];
  /** Required vocabularies that nobody here knows, by the location of the schema whose metaschema requires them. */
  readonly unknownVocabularies: readonly { readonly uri: string; readonly location: string }[];
}

export interface UnresolvedReference {
  readonly node: SchemaNode;
  readonly reference: SchemaReference;
  /** Of the reference keyword itself. */
  readonly location: string;
}

/** A name that two subschemas of different texts give themselves; references lead to the first. */
export interface AmbiguousName {
  /** A URI, with its fragment where it is an anchor. */
  readonly name: string;
  /** Of the two. */
  readonly locations: readonly [string, string];
}

export interface ResolveLimits {
  /** Subschemas, those of referenced documents included. Default 20,000. */
  readonly nodes?: number;
  /** Nesting of subschemas. Default 200. */
  readonly depth?: number;
}

/**
 * Read a schema document into a graph of subschemas.
 *
 * The world is closed: a reference leads into the document, into `documents` or to a standard metaschema, or it is
 * listed in `unresolved`; nothing is fetched. The document need not be valid: what is no schema is no node.
 * Linear in the size of what is reached. Throws `schema_too_large` beyond `limits`, `dialect_unknown`, and
 * `schema_invalid` where a schema reaches itself through in-place keywords only, which has no meaning.
 */
export function buildSchemaGraph(document: SchemaDocument, limits: ResolveLimits = {}): SchemaGraph {
  const graph = new GraphBuilder(document, { nodes: limits.nodes ?? 20_000, depth: limits.depth ?? 200 }).build();
  refuseCycles(graph.nodes);
  return graph;
}
