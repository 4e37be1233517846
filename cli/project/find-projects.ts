import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { CONFIG_FILE } from '../../src/project/config.ts';
import { listFolder } from './list-folder.ts';

/**
 * The folders of the projects that a command means: that of `--config`; at the root of a repository, workspace or package
 * every one here and below; else, or where there is none, the nearest one above. Sorted; empty: none. Folders that begin with
 * a dot and node_modules are not looked into.
 */
export function findProjects(cwd: string, config: string | undefined): readonly string[] {
  if (config !== undefined) return [folderOf(cwd, config)];
  const below = isRoot(cwd) ? foldersBelow(cwd) : [];
  return below.length > 0 ? below : nearestAbove(cwd);
}

/** The same, where there has to be one. Throws `usage_invalid`. */
export function requireProjects(cwd: string, config: string | undefined): readonly string[] {
  const found = findProjects(cwd, config);
  if (found.length > 0) return found;
  throw new RegistryError('usage_invalid', `there is no ${CONFIG_FILE} here or above, nor below the root of a repository, workspace or package`, {
    data: { why: 'The command works on a project.', next: '`sluice init` writes one; or name one with --config FILE.' },
  });
}

/** A path as messages show it: relative to the folder of the command, with `/`. */
export function labelOf(cwd: string, path: string): string {
  return relative(cwd, path).replaceAll('\\', '/') || '.';
}

function folderOf(cwd: string, config: string): string {
  const path = resolve(cwd, config);
  if (basename(path) !== CONFIG_FILE)
    throw new RegistryError('usage_invalid', `--config: expected a file called ${CONFIG_FILE}; found ${JSON.stringify(config)}`);
  if (!existsSync(path)) throw new RegistryError('file_unreadable', `cannot read ${config}: there is no such file`, { data: { file: config } });
  return dirname(path);
}

// Of any other folder nobody said that what lies below belongs together.
function isRoot(folder: string): boolean {
  return ['.git', 'package.json', 'pnpm-workspace.yaml', 'lerna.json', 'rush.json'].some((name) => existsSync(join(folder, name)));
}

function foldersBelow(folder: string): string[] {
  const entries = listFolder(folder);
  const own = entries.some((entry) => entry.name === CONFIG_FILE && entry.isFile()) ? [folder] : [];
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules');
  return [...own, ...folders.flatMap(({ name }) => foldersBelow(join(folder, name)))];
}

/** The folder of the nearest project, here or above: one or none. */
export function nearestAbove(folder: string): readonly string[] {
  if (existsSync(join(folder, CONFIG_FILE))) return [folder];
  return dirname(folder) === folder ? [] : nearestAbove(dirname(folder));
}
