import { execFile } from 'node:child_process';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { RegistryError } from '../src/core/errors.ts';
import { decodeSource, type Io, type SourceFile } from './io.ts';

const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** The file as it was at a git revision. No shell is involved. Throws `file_unreadable`, or `usage_invalid` for a bad revision. */
export async function readFromGit(io: Io, revision: string, file: string): Promise<SourceFile> {
  if (revision === '' || revision.startsWith('-') || revision.includes(':')) {
    throw new RegistryError('usage_invalid', `expected git:REF with a branch, tag or commit; found ${JSON.stringify(`git:${revision}`)}`);
  }
  const path = resolve(io.cwd, file);
  const folder = nearestFolder(path);
  const label = `${shortRevision(revision)}:${file}`;
  try {
    const args = ['-C', folder, 'show', `${await revisionIn(io, folder, revision)}:./${relative(folder, path).replaceAll('\\', '/')}`];
    const { stdout } = await promisify(execFile)('git', args, {
      encoding: 'buffer',
      maxBuffer: MAX_FILE_BYTES,
      env: gitEnvironment(io),
    });
    return { label, text: decodeSource(stdout, label) };
  } catch (cause) {
    throw cause instanceof RegistryError
      ? cause
      : new RegistryError('file_unreadable', `cannot read ${label}: ${reasonOf(cause)}`, { cause, data: hintOf(cause) });
  }
}

/** Where git can be run for a file: its own folder may be one that only the revision has. */
function nearestFolder(path: string): string {
  const folder = dirname(path);
  const isThere = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  return isThere || folder === path ? folder : nearestFolder(folder);
}

/**
 * A revision as the repository of a folder knows it: in a submodule of the one where the command runs it is the commit that the outer
 * repository has recorded there. Throws `file_unreadable`.
 */
async function revisionIn(io: Pick<Io, 'env' | 'cwd'>, folder: string, revision: string): Promise<string> {
  const inner = repositoryBelow(realpathSync(io.cwd), realpathSync(folder));
  if (inner === undefined) return revision;
  const outer = (await runGit(io, inner, ['rev-parse', '--show-superproject-working-tree'], revision)).replace(/\n$/, '');
  return outer === '' ? revision : recordedCommit(io, outer, await revisionIn(io, outer, revision), relative(outer, inner));
}

/** The commit of a submodule that a revision of the repository around it has recorded. Throws `file_unreadable` where there is none. */
export async function recordedCommit(io: Pick<Io, 'env'>, root: string, revision: string, path: string): Promise<string> {
  return (await runGit(io, root, ['rev-parse', `${revision}:${path.replaceAll('\\', '/')}`], revision)).trim();
}

/** The nearest root of a repository around a folder that is not around `here` as well. */
function repositoryBelow(here: string, folder: string): string | undefined {
  const there = relative(folder, here);
  const isAround = !there.startsWith('..') && !isAbsolute(there);
  if (isAround || dirname(folder) === folder) return undefined;
  return existsSync(join(folder, '.git')) ? folder : repositoryBelow(here, dirname(folder));
}

/** A revision as messages show it: a full hash by its first digits. */
export function shortRevision(revision: string): string {
  return /^[0-9a-f]{40,64}$/.test(revision) ? revision.slice(0, SHORT_HASH) : revision;
}

const SHORT_HASH = 10;

const NOT_THERE = /exists on disk, but not in|does not exist in/;

/** Whether `readFromGit` threw this since that commit does not have the file. */
export function isNotThere(thrown: unknown): boolean {
  return thrown instanceof RegistryError && thrown.code === 'file_unreadable' && NOT_THERE.test(thrown.message);
}

/** What git is run in: nothing is fetched from a remote, no lock is taken, no person is asked, and what git says is in the words that are known here. */
export function gitEnvironment({ env }: Pick<Io, 'env'>): Readonly<Record<string, string | undefined>> {
  return { ...env, GIT_NO_LAZY_FETCH: '1', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
}

const MAX_OUTPUT_BYTES = 1024 * 1024 * 1024;

/** What a git command prints, run in this folder; `label` is how a message calls what was asked for. Throws `file_unreadable`. */
export async function runGit(io: Pick<Io, 'env'>, folder: string, args: readonly string[], label: string): Promise<string> {
  try {
    const options = { encoding: 'utf8', maxBuffer: MAX_OUTPUT_BYTES, env: gitEnvironment(io) } as const;
    const { stdout } = await promisify(execFile)('git', ['-C', folder, ...args], options);
    return stdout;
  } catch (cause) {
    throw new RegistryError('file_unreadable', `cannot read the history of ${label}: ${reasonOf(cause)}`, {
      cause,
      data: { file: label, ...hintOf(cause) },
    });
  }
}

/** What git's own words mean, where the catalogue cannot know it. */
const HINTS: readonly (readonly [said: RegExp, why: string, next: string])[] = [
  [
    /does not have any commits yet/,
    'The repository has no commits, so there is no history.',
    'Commit the schemas, or audit folders of releases: sluice audit DIR.',
  ],
  [
    /invalid object name|Needed a single revision/,
    'There is no such branch, tag or commit; a repository without commits has none.',
    'Name one that `git log` shows; a clone that CI made has one branch: `git fetch origin BRANCH` gets another, as FETCH_HEAD.',
  ],
  [/not a git repository/, 'The folder lies in no git repository.', 'Run it in one, or compare with a file or a subject.'],
  [NOT_THERE, 'That commit does not have the file.', 'Name a commit that has it, or compare with a file.'],
  [/is not installed/, 'git is run to read the history.', 'Install git, or compare with a file or a subject.'],
];

function hintOf(cause: unknown): { readonly why?: string; readonly next?: string } {
  const [, why, next] = HINTS.find(([said]) => said.test(reasonOf(cause))) ?? [];
  return why === undefined || next === undefined ? {} : { why, next };
}

function reasonOf(cause: unknown): string {
  const { code, stderr } = cause as { readonly code?: unknown; readonly stderr?: Buffer | string };
  if (code === 'ENOENT') return 'git is not installed';
  return (
    stderr
      ?.toString()
      .trim()
      .replace(/^fatal: /, '') ?? String(cause)
  );
}
