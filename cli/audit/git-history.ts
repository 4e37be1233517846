import { stat } from 'node:fs/promises';
import { basename, dirname, relative, resolve } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { fileReason } from '../../src/core/file-reason.ts';
import { runGit } from '../git.ts';
import type { Io } from '../io.ts';
import { isShown } from './directory-history.ts';
import type { Blob, FileRelease } from './file-release.ts';
import { openGitObjects, type GitObjects } from './git-objects.ts';
import type { Release } from './history.ts';

/**
 * The commits that changed a folder of schemas, or one file, along the first parents of HEAD, oldest first. Reads the
 * object database only: no working tree, no hook, no filter, nothing from a remote. Throws `file_unreadable`.
 */
export async function* readGitReleases(io: Io, path: string): AsyncGenerator<FileRelease> {
  const place = await locate(resolve(io.cwd, path), path);
  const commits = parseLog(await runGit(io, place.folder, [...LOG, '--', place.pathspec], path));
  const objects = openGitObjects(io, place.folder);
  const files = new Map<string, Blob>();
  try {
    for (const { release, changes } of commits) {
      for (const change of changes) applyChange(files, change, objects);
      yield { release, files, renames: renamesOf(changes) }; // Later releases change the same map; whoever is asked for the next one is done with this one.
    }
  } finally {
    await objects.close();
  }
}

/** How many commits along first parents a shallow clone has; undefined where the clone is not shallow. Throws `file_unreadable`. */
export async function countShallowCommits(io: Io, path: string): Promise<number | undefined> {
  const { folder } = await locate(resolve(io.cwd, path), path);
  const isShallow = await runGit(io, folder, ['rev-parse', '--is-shallow-repository'], path);
  return isShallow.trim() === 'true' ? Number(await runGit(io, folder, ['rev-list', '--count', '--first-parent', 'HEAD'], path)) : undefined;
}

/** The folder that paths of the history are in, from where the command runs. Throws `file_unreadable`. */
export async function gitFolder({ cwd }: Pick<Io, 'cwd'>, path: string): Promise<string> {
  return relative(cwd, (await locate(resolve(cwd, path), path)).folder);
}

interface Place {
  readonly folder: string;
  readonly pathspec: string;
}

async function locate(path: string, label: string): Promise<Place> {
  try {
    return (await stat(path)).isDirectory() ? { folder: path, pathspec: '.' } : { folder: dirname(path), pathspec: `:(literal)${basename(path)}` };
  } catch (cause) {
    throw new RegistryError('file_unreadable', `cannot read ${label}: ${fileReason(cause)}`, { cause, data: { file: label } });
  }
}

/** A record begins with RS and its fields are split by US, which no file name or subject line is likely to have at these places. */
const LOG = [
  ...[
    '-c',
    'log.showSignature=false',
    '-c',
    'log.follow=false',
    '-c',
    'log.diffMerges=separate',
    'log',
    '--first-parent',
    '--topo-order',
    '--reverse',
    '-m',
    '--root',
    '--no-color',
  ],
  ...['-z', '--raw', '--find-renames', '--no-abbrev', '--relative', '--no-ext-diff', '--no-textconv', '--format=%x1e%H%x1f%cI%x1f%s'],
];

interface Commit {
  readonly release: Release;
  readonly changes: readonly Change[];
}

interface Change {
  readonly path: string;
  /** Undefined where the file was deleted, or became something else than a file: a link, a submodule. */
  readonly object: string | undefined;
  readonly renamedFrom?: string;
}

const HASH_LENGTH = 10;

function parseLog(log: string): Commit[] {
  const commits: { release: Release; changes: Change[] }[] = [];
  const parts = log.split('\0');
  for (let index = 0; index < parts.length; index += 1) {
    // A line break stands between the header of a commit and its changes.
    const part = parts[index]?.replace(/^\n/, '') ?? '';
    if (part.startsWith('\u001E')) {
      const [commit = '', date = '', ...title] = part.slice(1).split('\u001F');
      commits.push({ release: { name: commit.slice(0, HASH_LENGTH), commit, date, title: title.join(' ') }, changes: [] });
    } else if (part.startsWith(':')) {
      const [, mode = '', , object = '', status = ''] = part.slice(1).split(' ');
      // The paths are parts of their own: one, or of a rename the old one and the new one.
      const renamed = status.startsWith('R') ? { renamedFrom: parts[index + 1] ?? '' } : {};
      index += status.startsWith('R') ? 2 : 1;
      commits.at(-1)?.changes.push({ path: parts[index] ?? '', object: mode.startsWith('100') ? object : undefined, ...renamed });
    }
  }
  return commits;
}

function applyChange(files: Map<string, Blob>, { path, object, renamedFrom }: Change, objects: GitObjects): void {
  if (renamedFrom !== undefined) files.delete(renamedFrom);
  // What is moved to where nobody looks is gone from where it was.
  if (object === undefined || !path.split('/').every(isShown)) files.delete(path);
  else files.set(path, { id: object, bytes: () => objects.read(object) });
}

function renamesOf(changes: readonly Change[]): ReadonlyMap<string, string> {
  return new Map(changes.flatMap(({ path, renamedFrom }) => (renamedFrom === undefined ? [] : [[renamedFrom, path] as const])));
}
