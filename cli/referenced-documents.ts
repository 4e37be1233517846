import { posix } from 'node:path';
import { RegistryError } from '../src/core/errors.ts';
import type { JsonValue } from '../src/core/json/value.ts';
import type { ReferencedDocument } from '../src/core/schema-document.ts';
import type { Dialect, Reference } from '../src/core/version.ts';
import type { RegistryFlags } from './command.ts';
import { connect } from './connect.ts';
import { readFromGit } from './git.ts';
import type { Io, SourceFile } from './io.ts';
import { collectNeighbours, readNeighbours } from './neighbours.ts';
import { asJsonText, withinFile } from './schema-file.ts';

/** What the references of a schema file lead to, by the names that a `$ref` writes. */
export type Documents = Readonly<Record<string, ReferencedDocument & { readonly file?: SourceFile }>>;

export interface BesideOptions {
  readonly path: string;
  readonly dialect?: Dialect;
  /** Where the files are read. Default: on disk. */
  readonly revision?: string;
}

/** The files that a schema file refers to by relative paths. Standard input has none beside it. Throws what is wrong with a text. */
export async function readBeside(io: Io, file: SourceFile, { path, dialect = 'draft-2020-12', revision }: BesideOptions): Promise<Documents> {
  const schema = await readJson(file);
  if (path === '-') return {};
  if (revision === undefined) return readNeighbours(io, path, schema, dialect);
  return collectNeighbours(schema, {
    dialect, // As on disk: nothing outside of the file's folder is read.
    read: async (target) => (target.startsWith('../') ? undefined : readIfCommitted(io, revision, posix.join(posix.dirname(path), target))),
  });
}

async function readJson(file: SourceFile): Promise<JsonValue> {
  const { readDocument } = await import('../src/formats/json-schema/parse-schema.ts');
  return withinFile(file, () => readDocument(file.text));
}

async function readIfCommitted(io: Io, revision: string, path: string): Promise<SourceFile | undefined> {
  try {
    return await asJsonText(await readFromGit(io, revision, path));
  } catch (thrown) {
    if (thrown instanceof RegistryError && thrown.code === 'file_unreadable') return undefined;
    throw thrown;
  }
}

/**
 * The versions that references name, each as a document that needs no other. Asks no registry where there are none; `configured` is that
 * of a project.
 */
export async function readReferenced(io: Io, flags: RegistryFlags, references: readonly Reference[], configured?: string): Promise<Documents> {
  if (references.length === 0) return {};
  const client = await connect(io, flags, configured);
  const documents: Record<string, ReferencedDocument> = {};
  for (const { name, subject, version } of references) {
    const { schema, dialect = 'draft-2020-12' } = await client.getVersion(subject, version, { bundle: true });
    documents[name] = { schema, dialect };
  }
  return documents;
}

/** A schema file with all that its references lead to. */
export interface Referring {
  readonly file: SourceFile;
  readonly documents: Documents;
  /** Those of the documents that are versions of a registry: the project that publishes the file says which. */
  readonly references: readonly Reference[];
}

/**
 * The same with the versions that the project around a file answers its `$ref`s with. No registry is asked where there are none.
 * Throws what is wrong with the configuration, and what the registry answers.
 */
export async function withReferenced(
  io: Io,
  { file, documents: beside }: Pick<Referring, 'file' | 'documents'>,
  { path, revision, flags }: Pick<BesideOptions, 'path' | 'revision'> & { readonly flags: RegistryFlags },
): Promise<Referring> {
  const { wholeAsPublished } = await import('./project/as-published.ts');
  const { documents, references, registry } = await wholeAsPublished(io, path, { file, documents: beside }, revision);
  if (references.length === 0) return { file, documents: beside, references };
  return { file, documents: { ...documents, ...(await readReferenced(io, flags, references, registry)) }, references };
}

/** A schema for a registry: its text, or one document with what lies beside it, unless a reference has that name. */
export async function asOneDocument(
  { file, documents }: { readonly file: SourceFile; readonly documents: Documents },
  { references, dialect = 'draft-2020-12' }: { readonly references: readonly Reference[]; readonly dialect?: Dialect },
): Promise<JsonValue> {
  const beside = unregistered(documents, references);
  if (Object.keys(beside).length === 0) return file.text;
  const { jsonSchemaFormat } = await import('../src/formats/json-schema/format.ts');
  const schema = await readJson(file);
  return withinFile(file, () => jsonSchemaFormat.bundle({ schema, dialect, documents: beside }));
}

/** The files beside a schema that count: not those whose names are references to a registry. */
export function unregistered(documents: Documents, references: readonly Reference[]): Documents {
  const named = new Set(references.map(({ name }) => name));
  return Object.fromEntries(Object.entries(documents).filter(([name]) => !named.has(name)));
}
