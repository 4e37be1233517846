import { realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { CONFIG_FILE, type ProjectConfig } from '../../src/project/config.ts';
import { globPattern } from '../../src/project/glob.ts';
import { LOCK_FILE } from '../../src/project/lock.ts';
import { STORE_FOLDER } from '../../src/project/stored-schema.ts';
import { runGit } from '../git.ts';
import type { Io } from '../io.ts';
import { openProject } from './project.ts';

/**
 * Those of these projects whose inputs or generated files differ from a git revision (from where the branch left it):
 * configuration, lock, store, published schemas. What is not committed counts too. Throws `file_unreadable` or `usage_invalid`.
 */
export async function affectedProjects(io: Io, folders: readonly string[], ref: string): Promise<readonly string[]> {
  if (ref === '' || ref.startsWith('-'))
    throw new RegistryError('usage_invalid', `--affected: expected a branch, tag or commit; found ${JSON.stringify(ref)}`);
  const [root = ''] = lines(await runGit(io.cwd, ['rev-parse', '--show-toplevel'], ref), '\n');
  const changed = [
    ...lines(await runGit(root, ['diff', '--name-only', '-z', '--no-renames', '--merge-base', ref, '--'], ref), '\0'),
    ...lines(await runGit(root, ['ls-files', '--others', '--exclude-standard', '-z'], ref), '\0'),
  ].map((path) => join(root, path));
  const affected: string[] = [];
  for (const folder of folders) {
    const { config } = await openProject(folder, io.cwd);
    const real = realpathSync(folder); // As git names it.
    if (changed.some((path) => isInput(relative(real, path).replaceAll('\\', '/'), config))) affected.push(folder);
  }
  return affected;
}

/** Whether a project reads this file, or writes it: generated files that somebody changed are to be looked at, too. */
function isInput(path: string, { publishes, output }: ProjectConfig): boolean {
  if (path === CONFIG_FILE || path === LOCK_FILE) return true;
  const folders = [STORE_FOLDER, ...(output === undefined ? [] : [output.dir.replace(/^\.\/|\/$/g, '')])];
  return folders.some((folder) => path.startsWith(`${folder}/`)) || publishes.some(({ files }) => globPattern(files).test(path));
}

function lines(text: string, end: string): string[] {
  return text.split(end).filter((line) => line !== '');
}
