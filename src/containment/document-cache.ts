import type { SchemaDocument } from '../core/schema-document.ts';
import { compileGraph, type CompiledGraph, type CompileGraphOptions } from './evaluate/compile-graph.ts';
import { findSchemaFaults } from './evaluate/schema-faults.ts';
import { buildSchemaGraph, type ResolveLimits, type SchemaGraph } from './resolve/graph.ts';
import type { EventFinding } from '../core/verdict.ts';

/** A document read into a graph, with what was made of it so far. */
export interface ReadDocument {
  readonly document: SchemaDocument;
  /** Two documents share it only if they say the same. */
  readonly text: string;
  readonly graph: SchemaGraph;
  /** What the metaschema finds wrong. */
  readonly faults: () => readonly EventFinding[];
  readonly compiled: (options: Pick<CompileGraphOptions, 'formats' | 'undeclared'>) => CompiledGraph;
}

const MAX_BYTES = 2 * 2 ** 20;

/**
 * Documents read lately, by what they say: a version is compared with several others, in both directions and under
 * several profiles. Keeps 2 MB of their texts, least lately used first out; what is made of a text takes some thirty times
 * that.
 */
export class DocumentCache {
  readonly #maxBytes: number;
  readonly #kept = new Map<string, ReadDocument>();
  #bytes = 0;

  constructor({ maxBytes = MAX_BYTES }: { readonly maxBytes?: number } = {}) {
    this.#maxBytes = maxBytes;
  }

  /** Throws as `buildSchemaGraph`. Linear in the text even where the document is known. */
  read(document: SchemaDocument, limits: ResolveLimits = {}): ReadDocument {
    const text = JSON.stringify(document);
    const key = `${limits.nodes} ${limits.depth} ${text}`;
    const known = this.#kept.get(key);
    this.#kept.delete(key);
    const read = known ?? readDocument(text, limits);
    this.#kept.set(key, read);
    if (known === undefined) this.#bytes += text.length;
    for (const [oldest, { text: dropped }] of this.#kept) {
      if (this.#bytes <= this.#maxBytes || oldest === key) break;
      this.#kept.delete(oldest);
      this.#bytes -= dropped.length;
    }
    return read;
  }
}

// Made anew from its text: the caller may change the schema in place later.
function readDocument(text: string, limits: ResolveLimits): ReadDocument {
  const document = JSON.parse(text) as SchemaDocument;
  const graph = buildSchemaGraph(document, limits);
  const compiled = new Map<string, CompiledGraph>();
  let faults: readonly EventFinding[] | undefined;
  return {
    document,
    text,
    graph,
    faults: () => (faults ??= findSchemaFaults(graph)),
    compiled: ({ formats = 'annotate', undeclared = 'allow' }) => {
      const key = `${formats} ${undeclared}`;
      const known = compiled.get(key) ?? compileGraph(graph, { formats, undeclared, isForMany: false });
      compiled.set(key, known);
      return known;
    },
  };
}
