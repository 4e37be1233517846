import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { RegistryError } from '../src/core/errors.ts';
import { recordedCommit, runGit } from './git.ts';
import type { Io } from './io.ts';

/** What differs between a git revision and the working tree. Paths are relative to where the command runs, with `/`. */
export interface GitChanges {
  /** Changed, new, gone, and both names of what was moved; what is not committed counts too. */
  readonly paths: ReadonlySet<string>;
  /** What a file was called at the revision, where git sees that it was moved, by what it is called now. */
  readonly oldNames: ReadonlyMap<string, string>;
  /** The same the other way round. */
  readonly newNames: ReadonlyMap<string, string>;
}

/** A file as `GitChanges` names it, however it was written: absolute, with `./`, by way of a link. `-` is nobody's name. */
export function gitName(io: Pick<Io, 'cwd'>, file: string): string {
  if (file === '-') return file;
  const path = resolve(io.cwd, file);
  return relative(realOf(io.cwd), join(realOf(dirname(path)), basename(path))).replaceAll('\\', '/');
}

/** Of what is there. */
function realOf(folder: string): string {
  return existsSync(folder) ? realpathSync(folder) : folder;
}

/** Ask git, in the repository around the folder of the command and its submodules. Throws `file_unreadable`. */
export async function readGitChanges(io: Io, revision: string): Promise<GitChanges> {
  const root = (await runGit(io, io.cwd, ['rev-parse', '--show-toplevel'], revision)).replace(/\n$/, '');
  const commit = (await runGit(io, io.cwd, ['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`], revision)).trim();
  const here = realpathSync(io.cwd); // As git names it.
  const fromHere = (path: string): string => relative(here, join(root, path)).replaceAll('\\', '/');
  const changes = await changesBelow(io, root, commit);
  const oldNames = changes.moved.map(([now, old]) => [fromHere(now), fromHere(old)] as const);
  return { paths: new Set(changes.paths.map(fromHere)), oldNames: new Map(oldNames), newNames: new Map(oldNames.map(([now, old]) => [old, now])) };
}

interface Changes {
  readonly paths: readonly string[];
  /** The new name and the old one. */
  readonly moved: readonly (readonly [now: string, old: string])[];
}

/**
 * What differs between a commit and the working tree, by paths from the root of the repository. Of a submodule it is what differs from the
 * commit that was recorded; all of it where none was, or where the clone does not have it. Throws `file_unreadable`.
 */
export async function changesBelow(io: Pick<Io, 'env'>, root: string, commit: string | undefined): Promise<Changes> {
  const ask = async (...args: readonly string[]): Promise<string> => runGit(io, root, args, commit ?? root);
  const listed = async (...args: readonly string[]): Promise<string[]> =>
    (await ask('ls-files', ...args, '-z')).split('\0').filter((path) => path !== '');
  const own =
    commit === undefined
      ? { paths: await listed(), moved: [] }
      : parseNameStatus(await ask('diff', '--name-status', '-z', '--find-renames', '--no-relative', '--no-ext-diff', '--no-textconv', commit, '--'));
  const untracked = await listed('--others', '--exclude-standard');
  const parts: Changes[] = [{ ...own, paths: [...own.paths, ...untracked] }];
  for (const path of await listSubmodules(io, root)) {
    const { paths, moved } = await changesBelow(io, join(root, path), commit === undefined ? undefined : await knownCommit(io, root, commit, path));
    parts.push({ paths: paths.map((each) => `${path}/${each}`), moved: moved.map(([now, old]) => [`${path}/${now}`, `${path}/${old}`]) });
  }
  return { paths: parts.flatMap(({ paths }) => paths), moved: parts.flatMap(({ moved }) => moved) };
}

/** The submodules of a repository that are checked out, by their paths from its root. Throws `file_unreadable`. */
async function listSubmodules(io: Pick<Io, 'env'>, root: string): Promise<readonly string[]> {
  if (!existsSync(join(root, '.gitmodules'))) return [];
  const entries = (await runGit(io, root, ['ls-files', '--stage', '-z'], '.gitmodules')).split('\0');
  return entries.flatMap((entry) => /^160000 [0-9a-f]+ 0\t(.+)$/s.exec(entry)?.[1] ?? []).filter((path) => isCheckedOut(join(root, path)));
}

// A link would lead to a repository that is none of this one's.
function isCheckedOut(folder: string): boolean {
  return lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true && existsSync(join(folder, '.git'));
}

async function knownCommit(io: Pick<Io, 'env'>, root: string, commit: string, path: string): Promise<string | undefined> {
  try {
    const recorded = await recordedCommit(io, root, commit, path);
    return (await runGit(io, join(root, path), ['rev-parse', '--verify', '--end-of-options', `${recorded}^{commit}`], path)).trim();
  } catch (thrown) {
    if (thrown instanceof RegistryError) return undefined;
    throw thrown;
  }
}

/** `M NUL path NUL`; of what was moved `R087 NUL old NUL new NUL`. */
function parseNameStatus(text: string): Changes {
  const paths: string[] = [];
  const moved: (readonly [string, string])[] = [];
  const parts = text.split('\0');
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const path = parts[index + 1] ?? '';
    paths.push(path);
    if (!/^[RC]/.test(parts[index] ?? '')) continue;
    index += 1;
    const now = parts[index + 1] ?? '';
    paths.push(now);
    if (parts[index - 1]?.startsWith('R') === true) moved.push([now, path]);
  }
  return { paths, moved };
}
