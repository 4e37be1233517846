import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { fileReason } from '../../src/core/file-reason.ts';
import { readStored, STORE_FOLDER, storedName, type StoredSchema } from '../../src/project/stored-schema.ts';
import { readRegular } from '../../src/files/read-file.ts';
import { isLeftover, replaceFile } from '../replace-file.ts';
import type { Project } from './project.ts';
import { requireWithin } from './require-within.ts';

/** The schema of a fingerprint, verified; undefined where it was not vendored. Throws `vendored_invalid` for other content, `file_unreadable`. */
export async function findStored(project: Project, fingerprint: string): Promise<StoredSchema | undefined> {
  const path = `${STORE_FOLDER}/${storedName(fingerprint)}`;
  const bytes = await readIfThere(join(project.folder, path), project.label(path));
  return bytes === undefined ? undefined : readStored(fingerprint, bytes, project.label(path));
}

/** The same where the lock says that it is there. Throws `vendored_invalid` too where it is not. */
export async function requireStored(project: Project, fingerprint: string): Promise<StoredSchema> {
  const found = await findStored(project, fingerprint);
  if (found !== undefined) return found;
  const file = project.label(`${STORE_FOLDER}/${storedName(fingerprint)}`);
  throw new RegistryError('vendored_invalid', `${file} is not there, and the lock refers to it`, { data: { file } });
}

async function readIfThere(path: string, label: string): Promise<Uint8Array | undefined> {
  try {
    return await readRegular(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new RegistryError('file_unreadable', `cannot read ${label}: ${fileReason(cause)}`, { cause, data: { file: label } });
  }
}

/** What has to be done so that the store holds these schemas and no others. Fingerprints, sorted. */
export interface StoreChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Compare the store with the texts that it should hold, by fingerprint. What is not named like a file of ours is left alone. Throws `file_unreadable` for one that lies elsewhere. */
export async function compareStore(project: Project, wanted: ReadonlyMap<string, string>): Promise<StoreChanges> {
  requireWithin(project, STORE_FOLDER);
  const names = await namesIn(join(project.folder, STORE_FOLDER));
  const present = names.flatMap((name) => /^([0-9a-f]{64})\.json$/.exec(name)?.[1] ?? []);
  return {
    added: [...wanted.keys()].filter((fingerprint) => !present.includes(fingerprint)).toSorted(),
    removed: present.filter((fingerprint) => !wanted.has(fingerprint)).toSorted(),
  };
}

export async function changeStore(project: Project, wanted: ReadonlyMap<string, string>, { added, removed }: StoreChanges): Promise<void> {
  const folder = join(project.folder, STORE_FOLDER);
  if (added.length > 0) await mkdir(folder, { recursive: true });
  for (const fingerprint of added) await replaceFile(join(folder, storedName(fingerprint)), wanted.get(fingerprint) ?? '', { flush: true });
  for (const fingerprint of removed) await rm(join(folder, storedName(fingerprint)));
  for (const name of await namesIn(folder)) if (isLeftover(name)) await rm(join(folder, name), { force: true });
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []); // Nothing was vendored yet.
}
