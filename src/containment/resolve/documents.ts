import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts';
import type { SchemaDocument } from '../../core/schema-document.ts';
import type { Dialect } from '../../core/version.ts';
import { dialectOfUri, supportedDialect, unknownDialect } from '../dialect/dialects.ts';
import { identifierOf } from '../dialect/identifier.ts';
import { METASCHEMAS } from '../dialect/metaschemas.generated.ts';
import { type Reading, readingOf, standardReading } from '../dialect/vocabulary.ts';
import { resolveUri, splitFragment } from './uri.ts';

/** A document that a reference can lead to. */
export interface KnownDocument {
  readonly schema: JsonValue;
  /** In force where the document names none. */
  readonly dialect: Dialect;
  /** Where it was found: its base URI unless its `$id` says otherwise. */
  readonly uri: string;
  /** What the locations in it begin with: '' for the root, else `uri#`. */
  readonly prefix: string;
}

/** @internal The closed world of one root document: itself, the documents given with it, and the standard metaschemas. */
export class DocumentStore {
  readonly root: KnownDocument;
  readonly #byUri = new Map<string, KnownDocument>();
  readonly #base: string;
  readonly #identifiers = new Map<KnownDocument, ReadonlySet<string>>();

  constructor({ schema, dialect, documents = {} }: SchemaDocument) {
    this.root = { schema, dialect, uri: '', prefix: '' };
    this.#base = splitFragment(identifierOf(schema, dialect) ?? '').uri;
    for (const [name, document] of Object.entries(documents)) this.#add(name, document.schema, document.dialect);
  }

  #add(name: string, schema: JsonValue, dialect: Dialect): void {
    const uri = withoutEmptyFragment(resolveUri(this.#base, name));
    const document = { schema, dialect, uri, prefix: `${uri}#` };
    this.#byUri.set(uri, document);
    if (!this.#byUri.has(withoutEmptyFragment(name))) this.#byUri.set(withoutEmptyFragment(name), document);
  }

  /** The document at a resolved URI. */
  at(uri: string): KnownDocument | undefined {
    return this.#byUri.get(uri) ?? metaschemaDocument(uri);
  }

  /** The one that the text of a reference names relative to the root's base, wherever the reference stands. */
  named(asWritten: string): KnownDocument | undefined {
    return this.#byUri.get(resolveUri(this.#base, asWritten)) ?? this.#byUri.get(asWritten);
  }

  /** Documents whose root is not among the locations read so far; one of them may embed what is looked for. */
  unread(read: ReadonlyMap<string, unknown>): KnownDocument[] {
    return [...new Set(this.#byUri.values())].filter(({ prefix }) => !read.has(prefix));
  }

  /** Of those, the ones that have an identifier in them which may turn out to be `uri`. */
  unreadWith(uri: string, read: ReadonlyMap<string, unknown>): KnownDocument[] {
    return this.unread(read).filter((document) => this.#identifiersIn(document).has(lastSegment(uri)));
  }

  #identifiersIn(document: KnownDocument): ReadonlySet<string> {
    const known = this.#identifiers.get(document) ?? new Set(lastSegments(document.schema));
    this.#identifiers.set(document, known);
    return known;
  }

  /** How a resource is read: by its own `$schema`, else as what is around it. Throws `dialect_unknown`. */
  readingFor(schema: boolean | JsonObject, inherited: Reading | Dialect, location: string): Reading {
    const own = typeof schema === 'object' ? schema['$schema'] : undefined;
    if (typeof own === 'string') return this.#readingOfMetaschema(own, location, 0);
    return typeof inherited === 'string' ? standardReading(supportedDialect(inherited)) : inherited;
  }

  #readingOfMetaschema(uri: string, location: string, hops: number): Reading {
    const dialect = dialectOfUri(uri);
    if (dialect !== undefined) return standardReading(dialect);
    const metaschema = hops < 8 ? this.#metaschemaOf(uri) : undefined;
    if (metaschema === undefined) throw unknownDialect(`the $schema ${JSON.stringify(uri)} at ${JSON.stringify(location)}`, location);
    const parent = isJsonObject(metaschema.schema) ? metaschema.schema['$schema'] : undefined;
    const base = typeof parent === 'string' ? this.#readingOfMetaschema(parent, location, hops + 1).dialect : supportedDialect(metaschema.dialect);
    return readingOf(metaschema.schema, base);
  }

  #metaschemaOf(uri: string): KnownDocument | undefined {
    const bare = withoutEmptyFragment(uri);
    const found = this.at(bare) ?? this.named(bare);
    if (found !== undefined) return found;
    return [...this.#byUri.values()].find(({ schema, dialect }) => withoutEmptyFragment(identifierOf(schema, dialect) ?? '') === bare);
  }
}

function metaschemaDocument(uri: string): KnownDocument | undefined {
  if (!Object.hasOwn(METASCHEMAS, uri)) return undefined;
  const { schema, dialect } = METASCHEMAS[uri] as (typeof METASCHEMAS)[string];
  return { schema, dialect, uri, prefix: `${uri}#` };
}

/** How the names end that objects somewhere in `value` have as `$id` or `id`. */
function* lastSegments(value: JsonValue): IterableIterator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const id of isJsonObject(value) ? [value['$id'], value['id']] : []) if (typeof id === 'string') yield lastSegment(splitFragment(id).uri);
  for (const part of Object.values(value)) yield* lastSegments(part);
}

function lastSegment(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1);
}

function withoutEmptyFragment(uri: string): string {
  return uri.endsWith('#') ? uri.slice(0, -1) : uri;
}
