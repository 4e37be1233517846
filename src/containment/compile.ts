import { RegistryError } from '../core/errors.ts';
import type { SchemaDocument } from '../core/schema-document.ts';
import { compileGraph, type CompiledGraph, type CompileGraphOptions } from './evaluate/compile-graph.ts';
import { findSchemaFaults } from './evaluate/schema-faults.ts';
import { buildSchemaGraph, type ResolveLimits, type SchemaGraph } from './resolve/graph.ts';

/**
 * Compile a schema document into a judge of instances: the specification's answer.
 *
 * Throws `schema_invalid` (with all findings), `dialect_unknown`, `schema_too_large`, and `reference_unresolved` for a
 * `$ref` that leads nowhere. Numbers are exact; strings are counted in code points; unknown keywords are annotations.
 * `isChecked`: the document was found valid before, and is not checked by its metaschema again.
 */
export function compileSchema(document: SchemaDocument, options: CompileGraphOptions & { readonly isChecked?: boolean } = {}): CompiledGraph {
  const graph = options.isChecked === true ? buildSchemaGraph(document) : openSchema(document);
  const [unresolved] = graph.unresolved;
  if (unresolved !== undefined) throw unresolvedError(unresolved);
  return compileGraph(graph, options);
}

/** The graph of a valid schema; references may still lead nowhere. Throws as `compileSchema`. */
export function openSchema(document: SchemaDocument, limits: ResolveLimits = {}): SchemaGraph {
  const graph = buildSchemaGraph(document, limits);
  const findings = findSchemaFaults(graph);
  const [first] = findings;
  if (first !== undefined) {
    const message = `not a schema of ${graph.root.resource.reading.dialect}: ${first.message}`;
    throw new RegistryError('schema_invalid', message, { data: { pointer: first.instancePointer, findings } });
  }
  return graph;
}

function unresolvedError({ reference, location }: SchemaGraph['unresolved'][number]): RegistryError {
  const message = `the ${reference.keyword} ${JSON.stringify(reference.text)} at ${JSON.stringify(location)} leads nowhere in the document or in those given with it; nothing is fetched`;
  return new RegistryError('reference_unresolved', message, { data: { pointer: location, reference: reference.text } });
}
