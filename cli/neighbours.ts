import { dirname, join, posix, resolve } from 'node:path';
import { RegistryError } from '../src/core/errors.ts';
import { UnfitFile } from '../src/core/file-reason.ts';
import { parseJson } from '../src/core/json/parse.ts';
import type { JsonValue } from '../src/core/json/value.ts';
import type { ReferencedDocument } from '../src/core/schema-document.ts';
import type { Dialect } from '../src/core/version.ts';
import type { Io, SourceFile } from './io.ts';
import { leadsOut } from './leads-out.ts';
import { fileOfTarget, relativeTarget } from './relative-target.ts';
import { readSchemaFile, withinFile } from './schema-file.ts';

/** A file that another refers to. */
export interface NeighbourDocument extends ReferencedDocument {
  readonly file: SourceFile;
}

/**
 * The files that a schema file refers to by relative paths, and those that they refer to, by their paths from the
 * folder of the schema file, as a `$ref` writes them. Nothing outside that folder is read, by no symbolic link either, and nothing is
 * fetched; a reference that finds no file is left to whoever reads the schema: it may lead to a part with that `$id`. Throws what is wrong
 * with a text, and `reference_unresolved` for a link that leads out.
 */
export async function readNeighbours(io: Io, file: string, schema: JsonValue, dialect: Dialect): Promise<Record<string, NeighbourDocument>> {
  const read = async (path: string): Promise<SourceFile | undefined> => (path.startsWith('../') ? undefined : readIfPresent(io, dirname(file), path));
  return collectNeighbours(schema, { dialect, read });
}

/** A file with those that it refers to, in whose lines its findings may stand. */
export function withNeighbours(
  file: SourceFile,
  documents: Readonly<Record<string, ReferencedDocument & { readonly file?: SourceFile }>>,
): SourceFile {
  const beside = Object.entries(documents).flatMap(([name, document]) => (document.file === undefined ? [] : [[name, document.file] as const]));
  return { ...file, beside: Object.fromEntries(beside) };
}

export interface NeighbourOptions {
  readonly dialect: Dialect;
  /** The file at this path from the folder of the schema file, which may lead out of it (`../`); undefined if there is none. */
  readonly read: (path: string) => Promise<SourceFile | undefined>;
}

/** The same for files from anywhere: what `read` gives for a relative path, and for those in it. */
export async function collectNeighbours(schema: JsonValue, { dialect, read }: NeighbourOptions): Promise<Record<string, NeighbourDocument>> {
  const documents: Record<string, NeighbourDocument> = {};
  const pending = relativeTargets(schema, '.');
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (Object.hasOwn(documents, path)) continue;
    const file = await read(fileOfTarget(path));
    if (file === undefined) continue;
    const document = (await withinFile(file, () => parseJson(file.text))) as JsonValue;
    documents[path] = { schema: document, dialect, file };
    pending.push(...relativeTargets(document, posix.dirname(path)));
  }
  return documents;
}

/** The paths, from where the command runs, of all that a schema file refers to by relative paths: of files that are not there as well. */
export async function pathsBeside(io: Io, file: string, schema: JsonValue): Promise<readonly string[]> {
  const paths: string[] = [];
  const read = async (target: string): Promise<SourceFile | undefined> => {
    if (target.startsWith('../')) return undefined;
    paths.push(join(dirname(file), target));
    return readIfPresent(io, dirname(file), target);
  };
  await collectNeighbours(schema, { dialect: 'draft-2020-12', read });
  return paths;
}

async function readIfPresent(io: Io, folder: string, target: string): Promise<SourceFile | undefined> {
  const path = join(folder, target);
  if (leadsOut(resolve(io.cwd, folder), resolve(io.cwd, path))) throw leadingOut(path);
  try {
    return await readSchemaFile(io, path, { isNamedInFile: true });
  } catch (thrown) {
    if (!(thrown instanceof RegistryError) || thrown.code !== 'file_unreadable') throw thrown;
    if (thrown.cause instanceof UnfitFile) throw unfit(path, thrown.cause);
    return undefined;
  }
}

// A link that somebody committed must not put a file of the machine, such as one with a key, into what is published.
function leadingOut(file: string): RegistryError {
  const message = `the file ${file}, which a $ref leads to, is or lies behind a symbolic link that leads out of the folder of the schema; nothing outside of it is read`;
  return new RegistryError('reference_unresolved', message, { data: { file, next: 'Put a copy of the file there.' } });
}

function unfit(file: string, cause: UnfitFile): RegistryError {
  const message = `cannot read ${file}, which a $ref leads to: ${cause.message}`;
  return new RegistryError('reference_unresolved', message, { cause, data: { file, next: 'Put a schema file there, or correct the reference.' } });
}

function relativeTargets(value: JsonValue, folder: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Object.entries(value).flatMap(([name, member]) =>
    name === '$ref' && typeof member === 'string' ? (relativeTarget(member, folder) ?? []) : [],
  );
  return [...own, ...Object.values(value).flatMap((member) => relativeTargets(member, folder))];
}
