import { RegistryError } from '../core/errors.ts';
import { appendPointer, parsePointer } from '../core/json/pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts';
import { byFirst } from '../core/text-order.ts';
import { decode, FILES, mapReferences, pointerOf, referencesIn, referenceTo } from './references.ts';

/** A file of a document, read; what messages about it need of it is the reader's business. */
export interface BundledFile {
  readonly value: JsonValue;
}

/** What other files a bundle is made of. */
export interface BundleReader<File extends BundledFile> {
  /** The document's own name, by which its parts may refer to it. Absent: it has none. */
  readonly name?: string | undefined;
  /** The file at a path from the folder of the document, `/` between its steps, never outside of it. Throws where it cannot be read. */
  read(path: string): Promise<File>;
}

export interface Bundle<File extends BundledFile> {
  /** One document whose references all lead into itself; the other files are below `x-sluice-files`, by their paths. */
  readonly document: JsonObject;
  readonly files: ReadonlyMap<string, File>;
}

const MAX_FILES = 1_000;

/**
 * Make one document of several files. Only relative paths below the folder of the document are read, each file once, so what several
 * places share stays one thing. Throws `asyncapi_unsafe` for a reference that leads to another machine, to an absolute path or out of the
 * folder, and what `read` throws; with the pointer of the reference, and with the path of the file it stands in as `bundled`.
 */
export async function bundle<File extends BundledFile>(root: JsonObject, reader: BundleReader<File>): Promise<Bundle<File>> {
  const files = new Map<string, File>();
  const pending: (readonly [path: string, value: JsonValue])[] = [['', root]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [from, value] = next;
    for (const { reference, pointer } of referencesIn(value)) {
      const path = within({ from, pointer }, () => targetOf(reference, from, reader.name)?.path);
      if (path === undefined || path === '' || files.has(path)) continue;
      if (files.size >= MAX_FILES) throw new RegistryError('asyncapi_unsafe', `it is made of more than ${MAX_FILES} files`);
      const file = await readFor({ from, pointer }, reader, path);
      files.set(path, file);
      pending.push([path, file.value]);
    }
  }
  const parts = [...files].toSorted(byFirst).map(([path, { value }]) => [path, rebase(value, path, reader.name)] as const);
  const document = rebase(root, '', reader.name);
  if (!isJsonObject(document)) return { document: root, files };
  return { document: files.size === 0 ? document : { ...document, [FILES]: Object.fromEntries(parts) }, files };
}

function rebase(value: JsonValue, from: string, name: string | undefined): JsonValue {
  return mapReferences(value, (reference) => {
    const target = targetOf(reference, from, name);
    if (target === undefined) return reference;
    return `${referenceTo(target.path === '' ? '' : appendPointer(`/${FILES}`, target.path))}${target.fragment}`;
  });
}

interface Target {
  /** From the folder of the document; empty: the document itself. */
  readonly path: string;
  readonly fragment: string;
}

/** Where a reference of the file `from` leads; undefined for an anchor. `name` is the document's own. Throws `asyncapi_unsafe`. */
function targetOf(reference: string, from: string, name: string | undefined): Target | undefined {
  const [, text = '', fragment = ''] = /^([^#]*)#?(.*)$/s.exec(reference) ?? [];
  if (text === '') return pointerOf(`#${fragment}`) === undefined ? undefined : { path: from, fragment };
  const quoted = JSON.stringify(reference);
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(text))
    throw unsafe(`$ref ${quoted} leads to another place than this folder; nothing is fetched: save a copy beside the document and refer to that`);
  if (/^\/|\\/.test(text) || text.includes('\0')) throw unsafe(`$ref ${quoted} is no relative path with / between its steps`);
  const path = join(from, decode(text));
  if (path === undefined) throw unsafe(`$ref ${quoted} leads out of the folder of the document; only files below it are read`);
  return { path: path === name ? '' : path, fragment };
}

function join(from: string, text: string): string | undefined {
  const steps = from.split('/').slice(0, -1);
  for (const step of text.split('/')) {
    if (step === '' || step === '.') continue;
    if (step !== '..') steps.push(step);
    else if (steps.pop() === undefined) return undefined;
  }
  return steps.join('/');
}

function unsafe(message: string): RegistryError {
  return new RegistryError('asyncapi_unsafe', message);
}

interface Where {
  readonly from: string;
  readonly pointer: string;
}

function within<Result>(where: Where, work: () => Result): Result {
  try {
    return work();
  } catch (thrown) {
    throw placed(where, thrown);
  }
}

async function readFor<File extends BundledFile>(where: Where, reader: BundleReader<File>, path: string): Promise<File> {
  try {
    return await reader.read(path);
  } catch (thrown) {
    throw placed(where, thrown);
  }
}

/** What a file itself is wrong with has its own place already. */
function placed({ from, pointer }: Where, thrown: unknown): unknown {
  if (!(thrown instanceof RegistryError) || thrown.data['file'] !== undefined) return thrown;
  return new RegistryError(thrown.code, thrown.message, { data: { ...thrown.data, bundled: from, pointer }, cause: thrown });
}

/** The file of a place in a bundled document, and the pointer there. Empty path: the document itself. */
export function unbundle(pointer: string): { readonly path: string; readonly pointer: string } {
  const [first, path, ...rest] = parsePointer(pointer) ?? [];
  if (first !== FILES || path === undefined) return { path: '', pointer };
  return { path, pointer: rest.reduce<string>(appendPointer, '') };
}
