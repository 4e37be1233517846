import { existsSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { RegistryError } from '../src/core/errors.ts';
import { CONFIG_FILE } from '../src/project/config.ts';
import { gitName, type GitChanges } from './git-changes.ts';
import type { Io } from './io.ts';
import { nearestAbove } from './project/find-projects.ts';
import { pathsBeside } from './neighbours.ts';
import { readSchemaFile } from './schema-file.ts';

/** The files as they are called now, each once: one that was moved since the revision by its new name, and all without `./`. */
export function currentNames(io: Io, files: readonly string[], { newNames }: Pick<GitChanges, 'newNames'>): readonly string[] {
  const named = files.map((file) => {
    const plain = posix.normalize(file);
    const name = plain.startsWith('-') ? file : plain; // That would be standard input.
    return existsSync(resolve(io.cwd, file)) ? name : (newNames.get(gitName(io, file)) ?? name);
  });
  const seen = new Set<string>();
  return named.filter((file) => {
    const path = resolve(io.cwd, file);
    return !seen.has(path) && seen.add(path);
  });
}

/** Whether a file, or one that it refers to, differs from the revision. One that cannot be read is for the comparison to tell. */
export async function isChanged(io: Io, file: string, { paths }: Pick<GitChanges, 'paths'>): Promise<boolean> {
  const path = gitName(io, file);
  if (paths.has(path)) return true;
  // What its project refers to is read as the configuration of each side says.
  const [project] = nearestAbove(dirname(resolve(io.cwd, path)));
  if (project !== undefined && paths.has(gitName(io, join(project, CONFIG_FILE)))) return true;
  const { isDocument } = await import('./asyncapi/is-document.ts');
  if (await isDocument(io, file)) return [...paths].some((other) => isPartOf(other, path));
  try {
    const { readDocument } = await import('../src/formats/json-schema/parse-schema.ts');
    const beside = await pathsBeside(io, path, readDocument((await readSchemaFile(io, file)).text));
    return beside.some((other) => paths.has(other.replaceAll('\\', '/')));
  } catch (thrown) {
    if (thrown instanceof RegistryError) return true;
    throw thrown;
  }
}

/** An AsyncAPI document may be made of any files below its folder. */
function isPartOf(path: string, document: string): boolean {
  const folder = posix.dirname(document);
  return /\.(?:json|ya?ml)$/i.test(path) && (folder === '.' ? !path.startsWith('../') : path.startsWith(`${folder}/`));
}
