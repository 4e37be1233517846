import { RegistryError } from '../core/errors.ts';
import type { FormatDocument } from '../core/schema-document.ts';
import type { Reference, SchemaRecord, VersionRecord } from '../core/version.ts';
import type { Format } from '../formats/format.ts';
import type { Store } from '../storage/store.ts';
import type { Histories } from './histories.ts';
import { readText } from './read-text.ts';

/** A stored schema with everything that it refers to. */
export interface LoadedSchema {
  readonly record: SchemaRecord;
  readonly document: FormatDocument;
}

/** References with what they stand for: the documents by name, and what a fingerprint and a commit need of them. */
export interface ResolvedReferences {
  readonly documents: NonNullable<FormatDocument['documents']>;
  readonly targets: readonly { readonly name: string; readonly version: VersionRecord }[];
}

/** Where a schema stands: a version, which says where it finds what the schema refers to. */
export type SchemaUse = Pick<VersionRecord, 'schemaId' | 'references'>;

export interface SchemaLoader {
  /** Throws `schema_not_found`, `store_damaged` for a text that is none any more, or `reference_not_found` for a version whose references are broken. */
  load(use: SchemaUse): Promise<LoadedSchema>;
  /** The same for who comes by once: what is not kept already is not kept after, but for what it refers to, which others do as well. */
  loadOnce(use: SchemaUse): Promise<LoadedSchema>;
  /** For a new schema, which may not refer to what is deleted. Throws `request_invalid` for what is no name, `reference_not_found`, `format_mismatch`, or `reference_conflict` where one name would mean two schemas. */
  resolve(references: readonly Reference[], format: string): Promise<ResolvedReferences>;
}

export interface SchemaSource {
  readonly store: Store;
  readonly histories: Histories;
  readonly formatOf: (name: string) => Format;
}

// Of the texts, in characters; a parsed schema is some eight times as large.
const MAX_CACHED = 2_000_000;

/**
 * @internal What was loaded once is kept, the least recently used dropped first when the texts are more than 2 million characters. A schema is kept under its id: it is immutable, and
 * its fingerprint covers the content of what it refers to, so all its uses mean the same documents, wherever each finds them.
 */
export function createSchemaLoader({ store, histories, formatOf }: SchemaSource): SchemaLoader {
  const cache = new Map<number, { readonly loading: Promise<LoadedSchema>; size: number }>();
  let size = 0;

  function drop(schemaId: number): void {
    size -= cache.get(schemaId)?.size ?? 0;
    cache.delete(schemaId);
  }

  function load({ schemaId, references }: SchemaUse): Promise<LoadedSchema> {
    const cached = cache.get(schemaId);
    if (cached !== undefined) {
      cache.delete(schemaId);
      cache.set(schemaId, cached);
      return cached.loading;
    }
    const entry = { loading: loadFresh(schemaId, references), size: 0 };
    cache.set(schemaId, entry);
    entry.loading.then(
      ({ record }) => {
        if (cache.get(schemaId) !== entry) return;
        entry.size = record.text.length;
        size += entry.size;
        for (const oldest of cache.keys()) {
          if (size <= MAX_CACHED) return;
          drop(oldest);
        }
      },
      () => drop(schemaId),
    );
    return entry.loading;
  }

  function loadOnce(use: SchemaUse): Promise<LoadedSchema> {
    return cache.get(use.schemaId)?.loading ?? loadFresh(use.schemaId, use.references);
  }

  async function loadFresh(schemaId: number, references: readonly Reference[]): Promise<LoadedSchema> {
    const record = await store.readSchema(schemaId);
    if (record === undefined) throw new RegistryError('schema_not_found', `schema ${schemaId} not found`);
    const { format, dialect } = record;
    const schema = await readText(formatOf(format), record);
    const { documents } = await resolve(references, { format, deleted: 'allow' });
    return { record, document: { schema, ...(dialect === undefined ? {} : { dialect }), documents } };
  }

  async function resolve(
    references: readonly Reference[],
    options: { readonly format: string; readonly deleted: 'allow' | 'refuse' },
  ): Promise<ResolvedReferences> {
    const documents = new Map<string, Named>();
    const targets: { name: string; version: VersionRecord }[] = [];
    for (const reference of references) {
      const version = await findTarget(histories, reference, options.deleted);
      const { document, record } = await load(version);
      if (record.format !== options.format) throw otherFormat(reference, record.format, options.format);
      targets.push({ name: reference.name, version });
      addDocument(documents, reference.name, document);
      for (const nested of Object.entries(document.documents ?? {})) addDocument(documents, ...nested);
    }
    return { documents: Object.fromEntries([...documents].map(([name, { document }]) => [name, document])), targets };
  }

  async function resolveNew(references: readonly Reference[], format: string): Promise<ResolvedReferences> {
    for (const { name } of references) requireName(name);
    return resolve(references, { format, deleted: 'refuse' });
  }

  return { load, loadOnce, resolve: resolveNew };
}

function otherFormat({ name, subject, version }: Reference, found: string, expected: string): RegistryError {
  return new RegistryError(
    'format_mismatch',
    `reference ${JSON.stringify(name)}: expected a schema of format ${expected}; ${subject}@${version} is ${found}`,
    {
      data: { reference: { name, subject, version } },
    },
  );
}

/** A name is what a `$ref` writes before its `#`, and a member of what is answered. Throws `request_invalid`. */
function requireName(name: string): void {
  const fault =
    name.trim() === ''
      ? 'an empty one'
      : name === '__proto__'
        ? '"__proto__"'
        : /#./s.test(name)
          ? `${JSON.stringify(name)}, which has a fragment`
          : undefined;
  if (fault === undefined) return;
  throw new RegistryError(
    'request_invalid',
    `the name of a reference: expected the URI of a document as a $ref writes it, without fragment; found ${fault}`,
    {
      data: { reference: { name } },
    },
  );
}

async function findTarget(histories: Histories, { name, subject, version: number }: Reference, deleted: 'allow' | 'refuse'): Promise<VersionRecord> {
  const history = await histories.read(subject);
  const version = history?.versions.find((candidate) => candidate.version === number && (deleted === 'allow' || candidate.deletedAt === undefined));
  if (version === undefined) {
    throw new RegistryError(
      'reference_not_found',
      `reference ${JSON.stringify(name)}: subject ${JSON.stringify(subject)} has no version ${number}; register it first`,
      {
        data: { reference: { name, subject, version: number } },
      },
    );
  }
  return version;
}

type Referenced = Omit<FormatDocument, 'documents'>;

interface Named {
  readonly document: Referenced;
  readonly key: string;
}

type Documents = Map<string, Named>;

function addDocument(documents: Documents, name: string, { schema, dialect }: Referenced): void {
  const key = JSON.stringify([dialect ?? null, schema]);
  const known = documents.get(name);
  if (known !== undefined && known.key !== key) {
    throw new RegistryError(
      'reference_conflict',
      `the reference name ${JSON.stringify(name)} means two different schemas, directly and through another reference; rename one`,
    );
  }
  documents.set(name, { document: { schema, ...(dialect === undefined ? {} : { dialect }) }, key });
}
