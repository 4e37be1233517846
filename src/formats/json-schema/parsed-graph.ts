import { buildSchemaGraph, type SchemaGraph } from '../../containment/index.ts';
import type { SchemaDocument } from '../../core/schema-document.ts';

const GRAPHS = new WeakMap<SchemaDocument, SchemaGraph>();

/** @internal The graph of a document, kept with it: what was just parsed is warned about and indexed next. Throws as `buildSchemaGraph`. */
export function graphOf(document: SchemaDocument): SchemaGraph {
  return GRAPHS.get(document) ?? keepGraph(document, buildSchemaGraph(document));
}

/** @internal For a document that was made from the graph, and is not changed afterwards. */
export function keepGraph(document: SchemaDocument, graph: SchemaGraph): SchemaGraph {
  GRAPHS.set(document, graph);
  return graph;
}
