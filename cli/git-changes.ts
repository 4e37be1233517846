import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { runGit } from './git.ts';
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

/** Ask git, in the repository around the folder of the command. Throws `file_unreadable`. */
export async function readGitChanges(io: Io, revision: string): Promise<GitChanges> {
  const ask = async (...args: readonly string[]): Promise<string> => runGit(io, io.cwd, args, revision);
  const root = (await ask('rev-parse', '--show-toplevel')).replace(/\n$/, '');
  const commit = (await ask('rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`)).trim();
  const here = realpathSync(io.cwd); // As git names it.
  const fromHere = (path: string): string => relative(here, join(root, path)).replaceAll('\\', '/');
  const diff = await ask('diff', '--name-status', '-z', '--find-renames', '--no-relative', '--no-ext-diff', '--no-textconv', commit, '--');
  const { paths, oldNames } = parseNameStatus(diff, fromHere);
  const untracked = (await ask('ls-files', '--others', '--exclude-standard', '--full-name', '-z', '--', ':/'))
    .split('\0')
    .filter((path) => path !== '');
  const newNames = new Map([...oldNames].map(([now, old]) => [old, now]));
  return { paths: new Set([...paths, ...untracked.map(fromHere)]), oldNames, newNames };
}

/** `M NUL path NUL`; of what was moved `R087 NUL old NUL new NUL`. */
function parseNameStatus(text: string, fromHere: (path: string) => string): { readonly paths: string[]; readonly oldNames: Map<string, string> } {
  const paths: string[] = [];
  const oldNames = new Map<string, string>();
  const parts = text.split('\0');
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const path = fromHere(parts[index + 1] ?? '');
    paths.push(path);
    if (!/^[RC]/.test(parts[index] ?? '')) continue;
    index += 1;
    const now = fromHere(parts[index + 1] ?? '');
    paths.push(now);
    if (parts[index - 1]?.startsWith('R') === true) oldNames.set(now, path);
  }
  return { paths, oldNames };
}
