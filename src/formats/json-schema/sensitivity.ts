import { createMask, createSensitivityTest } from '../../containment/index.ts';
import type { SchemaDocument } from '../../core/schema-document.ts';
import type { Sensitivity } from '../format.ts';
import { graphOf } from './parsed-graph.ts';

/** What a document marks `x-sensitive`. Throws as `buildSchemaGraph`. */
export function sensitivityOf(document: SchemaDocument): Sensitivity {
  const graph = graphOf(document);
  return { mayShow: createSensitivityTest(graph), mask: createMask(graph) };
}
