import { realpathSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { CONFIG_FILE, plainFolder, type ProjectConfig } from '../../src/project/config.ts';
import { globPattern } from '../../src/project/glob.ts';
import { LOCK_FILE } from '../../src/project/lock.ts';
import { STORE_FOLDER } from '../../src/project/stored-schema.ts';
import { changesBelow } from '../git-changes.ts';
import { runGit } from '../git.ts';
import type { Io } from '../io.ts';
import { pathsBeside } from '../neighbours.ts';
import { openProject, type Project } from './project.ts';
import { readPublishedFiles } from './published-files.ts';

/**
 * Those of these projects whose inputs or generated files differ from a git revision (from where the branch left it, where the
 * clone goes back so far): configuration, lock, store, published schemas and what they refer to. What is not committed counts
 * too. Throws `file_unreadable` or `usage_invalid`.
 */
export async function affectedProjects(io: Io, folders: readonly string[], ref: string): Promise<readonly string[]> {
  if (ref === '' || ref.startsWith('-'))
    throw new RegistryError('usage_invalid', `--affected: expected a branch, tag or commit; found ${JSON.stringify(ref)}`);
  const [root = ''] = lines(await runGit(io, io.cwd, ['rev-parse', '--show-toplevel'], ref), '\n');
  const changed = (await changesBelow(io, root, await startOf(io, root, ref))).paths.map((path) => join(root, path));
  const affected: string[] = [];
  for (const folder of folders) {
    const project = await openProject(folder, io.cwd);
    const real = realpathSync(folder); // As git names it.
    const own = changed.map((path) => relative(real, path).replaceAll('\\', '/'));
    if (own.some((path) => isInput(path, project.config)) || (await refersToOne(io, project, own))) affected.push(folder);
  }
  return affected;
}

/** Where the branch left the revision. A clone of depth 1 does not know; its one commit is compared with the revision itself. */
export async function startOf(io: Io, root: string, ref: string): Promise<string> {
  const commit = lines(await runGit(io, root, ['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`], ref), '\n')[0] ?? ref;
  try {
    return lines(await runGit(io, root, ['merge-base', commit, 'HEAD'], ref), '\n')[0] ?? commit;
  } catch {
    return commit; // No common commit is known.
  }
}

/** Whether a published schema refers to one of these files. One that cannot be read is for the command itself to tell. */
async function refersToOne(io: Io, project: Project, changed: readonly string[]): Promise<boolean> {
  const inside = changed.filter((path) => !path.startsWith('../'));
  if (inside.length === 0 || project.config.publishes.length === 0) return false;
  const labels = new Set(inside.map((path) => project.label(path)));
  try {
    const { readDocument } = await import('../../src/formats/json-schema/parse-schema.ts');
    const { files } = await readPublishedFiles(io, project);
    for (const { file } of files) {
      const paths = await pathsBeside(io, file.label, readDocument(file.text));
      if (paths.some((path) => labels.has(path.replaceAll('\\', '/')))) return true;
    }
    return false;
  } catch (thrown) {
    if (thrown instanceof RegistryError) return true;
    throw thrown;
  }
}

/** Whether a project reads this file, or writes it: generated files that somebody changed are to be looked at, too. */
function isInput(path: string, { publishes, output, asyncapi }: ProjectConfig): boolean {
  if (path === CONFIG_FILE || path === LOCK_FILE) return true;
  const outputs = [...(output === undefined ? [] : [output]), ...asyncapi.flatMap((rule) => rule.output ?? [])];
  const folders = [STORE_FOLDER, ...outputs.map(({ dir }) => plainFolder(dir))];
  if (asyncapi.some(({ file }) => isPartOf(path, file))) return true;
  return folders.some((folder) => path.startsWith(`${folder}/`)) || publishes.some(({ files }) => globPattern(files).test(path));
}

/** A document may be made of any files below its folder. */
function isPartOf(path: string, file: string): boolean {
  const folder = normalize(dirname(file)).replaceAll('\\', '/');
  return /\.(?:json|ya?ml)$/i.test(path) && (folder === '.' ? !path.startsWith('../') : path.startsWith(`${folder}/`));
}

function lines(text: string, end: string): string[] {
  return text.split(end).filter((line) => line !== '');
}
