import { buildSchemaGraph, findSchemaFaults, refuseCertainCycles, type SchemaGraph } from '../../containment/index.ts';
import { RegistryError } from '../../core/errors.ts';
import { Decimal } from '../../core/json/decimal.ts';
import { findDecimal } from '../../core/json/find-decimal.ts';
import { locateInJson, parseJson } from '../../core/json/parse.ts';
import type { ExactValue, JsonValue } from '../../core/json/value.ts';
import type { ReferencedDocument, SchemaDocument } from '../../core/schema-document.ts';
import type { Dialect } from '../../core/version.ts';
import type { ParsedSchema, SchemaSource } from '../format.ts';
import { keepGraph } from './parsed-graph.ts';
import { unresolvedError } from './unresolved.ts';

const MAX_BYTES = 2 * 1024 * 1024;

/** What the references lead to has a dialect. */
export interface JsonSchemaSource extends SchemaSource {
  readonly documents?: Readonly<Record<string, ReferencedDocument>>;
}

/**
 * Read a schema: its text through the exact parser, its dialect, its references, and its form as its metaschema
 * wants it. Throws `schema_invalid`, `too_deep`, `dialect_unknown`, `number_inexact`, `schema_too_large` or
 * `reference_unresolved`, each with the JSON Pointer and, for a text, with line and column.
 */
export function parseSchema(source: JsonSchemaSource): ParsedSchema & SchemaDocument {
  const text = typeof source.schema === 'string' ? source.schema : JSON.stringify(source.schema);
  if (Buffer.byteLength(text) > MAX_BYTES) {
    throw new RegistryError('schema_too_large', `the schema has ${Buffer.byteLength(text)} bytes; at most ${MAX_BYTES} are accepted`);
  }
  const isText = typeof source.schema === 'string';
  try {
    const schema = readDocument(text);
    const document = {
      schema,
      dialect: source.dialect ?? 'draft-2020-12',
      ...(source.documents === undefined ? {} : { documents: source.documents }),
    } as const;
    const graph = buildSchemaGraph(document);
    checkDocument(graph, { names: Object.keys(source.documents ?? {}), otherDialect: () => otherDialect(document) });
    const parsed = { ...document, dialect: graph.root.resource.reading.dialect, text };
    keepGraph(parsed, graph);
    return parsed;
  } catch (thrown) {
    throw isText ? withPlace(thrown, text) : thrown;
  }
}

/** A schema's text as JSON, before anything is said about keywords. Throws `schema_invalid`, `too_deep` or `number_inexact`, with the place. */
export function readDocument(text: string): JsonValue {
  const value = readJson(text);
  if (typeof value !== 'boolean' && (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Decimal)) {
    throw new RegistryError(
      'schema_invalid',
      `a schema is an object or a boolean; found ${Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`}`,
      {
        data: { pointer: '' },
      },
    );
  }
  const inexact = findDecimal(value);
  if (inexact !== undefined) {
    const message = `the number ${inexact.decimal.toString()} at ${JSON.stringify(inexact.pointer)} is not the exact value of any double; write one that is`;
    throw new RegistryError('number_inexact', message, { data: { pointer: inexact.pointer } });
  }
  return value as JsonValue;
}

function readJson(text: string): ExactValue {
  try {
    return parseJson(text);
  } catch (cause) {
    if (!(cause instanceof RegistryError) || cause.code === 'too_deep') throw cause;
    throw new RegistryError('schema_invalid', `the schema is not JSON: ${cause.message}`, { data: cause.data, cause });
  }
}

/** The most common first: what is one of several is probably that. */
const OTHER_DIALECTS: readonly Dialect[] = ['draft-07', 'draft-2020-12', 'draft-2019-09', 'draft-06', 'draft-04'];

/** The dialect that takes a document which names none; undefined where it names one, or where none does. */
function otherDialect(document: SchemaDocument): Dialect | undefined {
  const { schema } = document;
  if (typeof schema !== 'object' || schema === null || '$schema' in schema) return undefined;
  return OTHER_DIALECTS.find((dialect) => dialect !== document.dialect && isSchema({ ...document, dialect }));
}

/** What is wrong with it under a dialect that nobody asked for is nobody's error. */
function isSchema(document: SchemaDocument): boolean {
  try {
    return findSchemaFaults(buildSchemaGraph(document)).length === 0;
  } catch (thrown) {
    if (thrown instanceof RegistryError) return false;
    throw thrown;
  }
}

interface Checked {
  /** Of the references. */
  readonly names: readonly string[];
  readonly otherDialect: () => Dialect | undefined;
}

function checkDocument(graph: SchemaGraph, { names, otherDialect: findOther }: Checked): void {
  const [fault] = findSchemaFaults(graph);
  if (fault !== undefined) {
    const other = findOther();
    const hint =
      other === undefined
        ? ''
        : `; it has no $schema and is one of ${other}: if it means that, say so in its $schema, or where the request or the command takes a dialect`;
    throw new RegistryError(
      'schema_invalid',
      `not a schema of ${graph.root.resource.reading.dialect}: ${fault.message}, at ${JSON.stringify(fault.instancePointer)}${hint}`,
      {
        data: { pointer: fault.instancePointer, findings: [fault] },
      },
    );
  }
  const [vocabulary] = graph.unknownVocabularies;
  if (vocabulary !== undefined) {
    throw new RegistryError(
      'dialect_unknown',
      `the metaschema at ${JSON.stringify(vocabulary.location)} requires the vocabulary ${vocabulary.uri}, which is not known here`,
      {
        data: { pointer: vocabulary.location },
      },
    );
  }
  const [ambiguous] = graph.ambiguous;
  if (ambiguous !== undefined) throw ambiguousError(ambiguous);
  const unresolved = unresolvedError(graph, names);
  if (unresolved !== undefined) throw unresolved;
  refuseCertainCycles(graph);
}

/** "There is no way for a URI to identify more than one schema" (JSON Schema Core 2020-12, §9.1.2): validators pick different ones. */
function ambiguousError({ name, locations: [first, second] }: SchemaGraph['ambiguous'][number]): RegistryError {
  const places = `${JSON.stringify(first)} and ${JSON.stringify(second)}`;
  return new RegistryError(
    'schema_invalid',
    `two different subschemas, at ${places}, are both called ${JSON.stringify(name)}, so that a $ref to it may mean either; give each a name of its own`,
    { data: { pointer: second } },
  );
}

function withPlace(thrown: unknown, text: string): unknown {
  if (!(thrown instanceof RegistryError) || typeof thrown.data['pointer'] !== 'string' || thrown.data['line'] !== undefined) return thrown;
  const place = locateInJson(text, thrown.data['pointer']);
  if (place === undefined) return thrown;
  return new RegistryError(thrown.code, `${thrown.message} (line ${place.line}, column ${place.column})`, {
    data: { ...thrown.data, ...place },
    cause: thrown.cause,
  });
}
