import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { fileReason } from '../../src/core/file-reason.ts';
import { parseJson } from '../../src/core/json/parse.ts';
import { isJsonObject, type JsonValue } from '../../src/core/json/value.ts';
import { decodeSource, noteRead, type Io } from '../io.ts';
import type { Blob, FileRelease } from './file-release.ts';
import { looksLikeSchema } from './looks-like-schema.ts';
import { mapInOrder } from '../map-in-order.ts';
import { compareReleases } from './release-order.ts';

const FILES_AT_ONCE = 32;

/**
 * The subfolders of a folder as releases, oldest first. Hidden files and folders, node_modules and symbolic links are
 * left out. Throws `file_unreadable`, and `usage_invalid` when the folder has no subfolder.
 */
export async function* readDirectoryReleases(io: Io, folder: string): AsyncGenerator<FileRelease> {
  const root = resolve(io.cwd, folder);
  const entries = await readFolder(root, folder);
  const names = entries.filter((entry) => entry.isDirectory() && isShown(entry.name)).map(({ name }) => name);
  if (names.length === 0) {
    throw new RegistryError(
      'usage_invalid',
      `${folder} has no subfolders: expected one for each release, such as ${join(folder, 'v1')} and ${join(folder, 'v2')}`,
    );
  }
  for (const name of names.toSorted(compareReleases)) {
    yield { release: { name }, files: await readFiles(io, join(root, name)) };
  }
}

/** How many schema files lie in the folder itself, where no release looks for them. Throws `file_unreadable`. */
export async function countSchemasBeside(io: Io, folder: string): Promise<number> {
  const root = resolve(io.cwd, folder);
  const entries = await readFolder(root, folder);
  const names = entries.filter((entry) => entry.isFile() && isShown(entry.name) && /\.json$/i.test(entry.name)).map(({ name }) => name);
  let count = 0;
  for await (const blob of mapInOrder(names, { width: FILES_AT_ONCE, work: (name) => readBlob(join(root, name)) })) {
    if (isSchema(await blob.bytes())) count += 1;
  }
  return count;
}

function isSchema(bytes: Uint8Array): boolean {
  try {
    const value = parseJson(decodeSource(bytes, '')) as JsonValue;
    return isJsonObject(value) && looksLikeSchema(value);
  } catch {
    return false; // It is not judged, whatever it is.
  }
}

async function readFolder(path: string, label: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (cause) {
    const reason = fileReason(cause, { ENOENT: 'there is no such folder', ENOTDIR: 'it is no folder' });
    throw new RegistryError('file_unreadable', `cannot read ${label}: ${reason}`, { cause, data: { file: label } });
  }
}

async function readFiles(io: Io, root: string): Promise<ReadonlyMap<string, Blob>> {
  const paths = await listFiles(root, '');
  for (const path of paths) noteRead(io, join(root, path));
  const work = async (path: string) => [path, await readBlob(join(root, path))] as const;
  const files = new Map<string, Blob>();
  for await (const [path, blob] of mapInOrder(paths, { width: FILES_AT_ONCE, work })) files.set(path, blob);
  return files;
}

async function listFiles(root: string, below: string): Promise<string[]> {
  const paths: string[] = [];
  for (const entry of await readFolder(join(root, below), join(root, below))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (!isShown(entry.name)) continue;
    if (entry.isDirectory()) for (const file of await listFiles(root, path)) paths.push(file);
    else if (entry.isFile()) paths.push(path);
  }
  return paths;
}

/** @internal Hidden files and installed packages are no contracts. */
export function isShown(name: string): boolean {
  return !name.startsWith('.') && name !== 'node_modules';
}

async function readBlob(path: string): Promise<Blob> {
  try {
    const bytes = await readFile(path);
    return { id: createHash('sha256').update(bytes).digest('hex'), bytes: () => Promise.resolve(bytes) };
  } catch (cause) {
    throw new RegistryError('file_unreadable', `cannot read ${path}: ${fileReason(cause)}`, { cause, data: { file: path } });
  }
}
