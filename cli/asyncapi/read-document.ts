import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { bundle, unbundle } from '../../src/asyncapi/bundle.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { fileReason } from '../../src/core/file-reason.ts';
import { Decimal } from '../../src/core/json/decimal.ts';
import { locateInJson, parseJson, placeAt, type Place } from '../../src/core/json/parse.ts';
import { appendPointer, parsePointer } from '../../src/core/json/pointer.ts';
import { isJsonObject, type ExactValue, type JsonObject, type JsonValue } from '../../src/core/json/value.ts';
import { readFromGit } from '../git.ts';
import { readSource, type Io, type SourceFile } from '../io.ts';
import { jsonOfYaml } from '../yaml-schema.ts';

/** Of one file. */
export const MAX_BYTES: number = 4 * 1024 * 1024;

/** An AsyncAPI document as one, whatever files it is made of. */
export interface DocumentSource {
  /** As the user named it. */
  readonly file: string;
  readonly document: JsonObject;
  /** The files that it is made of, as the user would name them, the document first. */
  readonly files: readonly string[];
  /** Where a value of the bundled document, or the nearest one around it, is written. */
  readonly locate: (pointer: string) => DocumentPlace;
  /** The file that a value of the bundled document is in, without looking for its line. */
  readonly fileOf: (pointer: string) => string;
  /** As `locate` for the name of a member, which may stand lines before its value. */
  readonly locateName: (pointer: string) => DocumentPlace;
}

export interface DocumentPlace extends Partial<Place> {
  /** As the user would name it. */
  readonly file: string;
  /** In that file. */
  readonly pointer: string;
}

interface ReadFile {
  readonly value: JsonValue;
  readonly source: SourceFile;
  /** As it is in the file. */
  readonly text: string;
}

export interface ReadDocumentOptions {
  /** Read it, and all that it is made of, as it was at this git revision. Default: as it is. */
  readonly revision?: string | undefined;
}

/**
 * Read a document, JSON or YAML, and the files below its folder that it refers to. Nothing is fetched, and no other file is opened: not by
 * `..`, not through a symbolic link. Throws what is wrong with a text, `asyncapi_unsafe` and `file_unreadable`, with the place.
 */
export async function readAsyncApi(io: Io, file: string, { revision }: ReadDocumentOptions = {}): Promise<DocumentSource> {
  const root = await readText(io, { path: file, label: file, revision, isNamedInFile: false });
  const path = resolve(io.cwd, file);
  const folder = file === '-' ? undefined : dirname(path);
  if (!isJsonObject(root.value))
    throw new RegistryError('asyncapi_invalid', `${root.source.label} is no object, so no AsyncAPI document`, { data: { file: root.source.label } });
  const files = new Map<string, ReadFile>();
  const read = async (below: string): Promise<ReadFile> => {
    if (folder === undefined)
      throw new RegistryError('asyncapi_unsafe', `a document from standard input has no files beside it; found a $ref to ${JSON.stringify(below)}`);
    // In a commit a symbolic link is a file that holds where it would lead.
    if (revision === undefined) await refuseLinks(folder, below);
    const label = join(dirname(file), below);
    const found = await readText(io, { path: revision === undefined ? join(folder, below) : label, label, revision, isNamedInFile: true });
    files.set(below, found);
    return found;
  };
  const locate = (pointer: string): DocumentPlace => locateIn(root.source, files, pointer);
  try {
    const { document } = await bundle(root.value, { read, name: folder === undefined ? undefined : basename(path) });
    const locateName = (pointer: string): DocumentPlace => nameBefore(locate(pointer), textOf(root.text, files, pointer));
    const fileOf = (pointer: string): string => (files.get(unbundle(pointer).path) ?? root).source.label;
    const parts = [...files.keys()].map((below) => join(dirname(file), below));
    return { file: root.source.label, document, files: [file, ...parts], locate, locateName, fileOf };
  } catch (thrown) {
    throw placedBy(thrown, root.source, files);
  }
}

/** Between a name and its value stand a colon and spaces, so it is the last of its kind before. */
function nameBefore(place: DocumentPlace, text: string): DocumentPlace {
  const name = parsePointer(place.pointer)?.at(-1) ?? '';
  const offset = place.offset === undefined || place.offset === 0 ? -1 : text.lastIndexOf(name, place.offset - 1);
  return offset < 0 || name === '' ? place : { ...place, ...placeAt(text, offset) };
}

function textOf(root: string, files: ReadonlyMap<string, ReadFile>, pointer: string): string {
  return files.get(unbundle(pointer).path)?.text ?? root;
}

/** An error of the bundle says in which file of it, and where there. */
function placedBy(thrown: unknown, root: SourceFile, files: ReadonlyMap<string, ReadFile>): unknown {
  if (!(thrown instanceof RegistryError) || typeof thrown.data['bundled'] !== 'string') return thrown;
  const { bundled, pointer, ...rest } = thrown.data;
  const source = bundled === '' ? root : (files.get(bundled)?.source ?? root);
  const place = placeIn(source, String(pointer));
  return new RegistryError(thrown.code, thrown.message, { data: { ...rest, ...place }, cause: thrown });
}

/** What was already there before, so that another program cannot lead elsewhere, is not looked at: the file is one of this folder, or it is none. */
async function refuseLinks(folder: string, below: string): Promise<void> {
  let [start, found] = ['', ''];
  try {
    [start, found] = await Promise.all([realpath(folder), realpath(join(folder, below))]);
  } catch (cause) {
    throw new RegistryError('file_unreadable', `cannot read ${below}, which a $ref leads to: ${fileReason(cause)}`, { cause });
  }
  if (relative(start, found) !== join(below)) {
    throw new RegistryError(
      'asyncapi_unsafe',
      `${below}, which a $ref leads to, is a symbolic link or lies behind one; only files of the document's own folder are read`,
    );
  }
}

interface TextName {
  readonly path: string;
  readonly label: string;
  readonly revision: string | undefined;
  /** By the document, not by the user. */
  readonly isNamedInFile: boolean;
}

async function readText(io: Io, name: TextName): Promise<ReadFile> {
  const { path, label, revision } = name;
  const source = revision === undefined ? await readFromDisk(io, name) : await readCommitted(io, revision, path);
  // Avro and Protobuf have files of their own, which nothing here reads.
  if (/\.(?:proto|raml|xsd)$/i.test(label)) return { value: source.text, source, text: source.text };
  const json = isJson(source) ? source : await jsonOfYaml(source, 'document');
  try {
    return { value: expectDoubles(parseJson(json.text), ''), source: json, text: source.text };
  } catch (thrown) {
    if (!(thrown instanceof RegistryError)) throw thrown;
    const { pointer } = thrown.data;
    const place = thrown.data['line'] === undefined && typeof pointer === 'string' ? placeIn(json, pointer) : { file: json.label };
    throw new RegistryError(thrown.code, thrown.message, { data: { ...thrown.data, ...place }, cause: thrown });
  }
}

async function readFromDisk(io: Io, { path, label, isNamedInFile }: TextName): Promise<SourceFile> {
  if (path !== '-') await refuseLarge(io, path, label);
  return readSource(io, path, { label, isNamedInFile });
}

async function readCommitted(io: Io, revision: string, path: string): Promise<SourceFile> {
  const source = await readFromGit(io, revision, path);
  refuseSize(Buffer.byteLength(source.text), source.label);
  return source;
}

/** Throws `schema_too_large`. */
export async function refuseLarge(io: Io, path: string, label: string): Promise<void> {
  const { size } = await stat(resolve(io.cwd, path)).catch(() => ({ size: 0 })); // What cannot be read is said by whoever reads it.
  refuseSize(size, label);
}

function refuseSize(size: number, label: string): void {
  if (size > MAX_BYTES)
    throw new RegistryError('schema_too_large', `${label} has ${size} bytes; at most ${MAX_BYTES} are read`, { data: { file: label } });
}

function isJson({ label, text }: SourceFile): boolean {
  return /\.(?:json|avsc)$/i.test(label) || (!/\.ya?ml$/i.test(label) && /^\s*[{[]/.test(text));
}

/** Throws `number_inexact`: such a number would come to the registry as another one. */
function expectDoubles(value: ExactValue, pointer: string): JsonValue {
  if (value instanceof Decimal) {
    throw new RegistryError('number_inexact', `the number ${String(value)} is not the exact value of any double; write one that is`, {
      data: { pointer },
    });
  }
  if (typeof value !== 'object' || value === null) return value;
  for (const [name, member] of Object.entries(value)) expectDoubles(member, appendPointer(pointer, name));
  return value as JsonValue;
}

function locateIn(root: SourceFile, files: ReadonlyMap<string, ReadFile>, pointer: string): DocumentPlace {
  const found = unbundle(pointer);
  const source = found.path === '' ? root : (files.get(found.path)?.source ?? root);
  return placeIn(source, found.pointer);
}

/** Of what is not there, the place of what is around it. */
function placeIn(source: SourceFile, pointer: string): DocumentPlace {
  const { label: file, text } = source;
  const locate = source.locate ?? ((at: string): Place | undefined => locateInJson(text, at));
  for (let here = pointer; ; here = here.slice(0, here.lastIndexOf('/'))) {
    const place = locate(here);
    if (place !== undefined) return { file, pointer, ...place };
    if (here === '') return { file, pointer };
  }
}

/** What is thrown about a place in the bundled document gets the place in the file. */
export function atPlace<Result>(source: DocumentSource, work: () => Result): Result {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof RegistryError) || thrown.data['file'] !== undefined) throw thrown;
    const { pointer } = thrown.data;
    const place = typeof pointer === 'string' ? source.locate(pointer) : { file: source.file };
    throw new RegistryError(thrown.code, thrown.message, { data: { ...thrown.data, ...place }, cause: thrown });
  }
}
