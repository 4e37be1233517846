import { open, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { readSource, type Io } from '../io.ts';
import { isAsyncApi, isOne } from './is-document.ts';
import { MAX_BYTES, refuseLarge } from './read-document.ts';

const HEAD_BYTES = 64 * 1024;

/**
 * The AsyncAPI documents that a path names: the file itself; of a folder every `.json`, `.yaml` and `.yml` file below it that says which
 * version of AsyncAPI it is, others being parts of those. Throws `usage_invalid` for a folder without one, and `file_unreadable`.
 */
export async function findDocuments(io: Io, path: string): Promise<readonly string[]> {
  if (path === '-') return [path];
  const found = await stat(resolve(io.cwd, path)).catch(() => undefined);
  if (found === undefined || !found.isDirectory()) return [path];
  const names = (await readdir(resolve(io.cwd, path), { recursive: true }))
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.(?:json|ya?ml)$/i.test(name) && !/(?:^|\/)(?:node_modules|\.[^/]+)\//.test(name))
    .toSorted();
  const documents: string[] = [];
  for (const name of names) {
    const file = join(path, name);
    const head = await headIfLarge(resolve(io.cwd, file));
    if (head === undefined ? isOne((await readSource(io, file, { isNamedInFile: true })).text) : isAsyncApi(head)) {
      await refuseLarge(io, file, file);
      documents.push(file);
    }
  }
  if (documents.length === 0)
    throw new RegistryError(
      'usage_invalid',
      `found no AsyncAPI document in ${path}, which is a file with a member asyncapi; looked at ${names.length} files`,
    );
  return documents;
}

/** How a file begins that is too large to be a document; undefined where it is not. What cannot be read is said by whoever reads it. */
async function headIfLarge(path: string): Promise<string | undefined> {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  if (size <= MAX_BYTES) return undefined;
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
