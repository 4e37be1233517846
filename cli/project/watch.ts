import { existsSync, watch, type FSWatcher } from 'node:fs';
import { dirname, join } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { fileReason } from '../../src/core/file-reason.ts';
import { CONFIG_FILE } from '../../src/project/config.ts';
import { LOCK_FILE } from '../../src/project/lock.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { failureText } from '../report/failure.ts';
import { labelOf } from './find-projects.ts';
import { readProjectConfig } from './project.ts';

// Editors and `sluice pull` write several files at once.
const SETTLE_MS = 50;

/** Run `work` now, and again after each change of a configuration, a lock or an AsyncAPI document, until the process is interrupted. What fails is told, and the watch goes on. Throws `file_unreadable` where a folder cannot be watched. */
export async function watchProjects(io: Io, projects: readonly string[], work: () => Promise<ExitCode>): Promise<never> {
  let timer: NodeJS.Timeout | undefined;
  let turn = Promise.resolve();
  const again = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      turn = turn.then(() => attempt(io, work));
    }, SETTLE_MS);
  };
  // Those that are named at the start: who names another one begins anew.
  const documents = await Promise.all(projects.map((project) => documentFolders(io, project)));
  const watched = [
    ...projects.map((folder) => ({ folder, isInput: (name: string) => name === CONFIG_FILE || name === LOCK_FILE })),
    ...documents.flat().map((folder) => ({ folder, isInput: (name: string) => /\.(?:json|ya?ml)$/i.test(name) })),
  ];
  watchFolders(io, watched, again);
  turn = turn.then(() => attempt(io, work));
  await turn;
  io.err.write(`watching ${projects.length} ${projects.length === 1 ? 'project' : 'projects'}; Ctrl-C ends it\n`);
  return new Promise(() => {});
}

interface WatchedFolder {
  readonly folder: string;
  readonly isInput: (name: string) => boolean;
}

// The folder and not the files: a file that is replaced is another one.
function watchFolders(io: Io, folders: readonly WatchedFolder[], again: () => void): void {
  const watchers: FSWatcher[] = [];
  for (const { folder, isInput } of folders) {
    try {
      watchers.push(watch(folder, (_event, name) => void (name !== null && isInput(name) && again())));
    } catch (cause) {
      for (const watcher of watchers) watcher.close(); // The process would never end.
      const label = labelOf(io.cwd, folder);
      throw new RegistryError('file_unreadable', `cannot watch ${label}: ${fileReason(cause, LIMITS)}`, { cause, data: { file: label } });
    }
  }
}

/** How Linux says that too much is watched. */
const LIMITS = {
  ENOSPC: 'more is watched than fs.inotify.max_user_watches allows',
  EMFILE: 'more is watched than fs.inotify.max_user_instances allows',
};

/** A document may be made of files beside and below it. What is wrong with it, or with a configuration, is told by the work itself. */
async function documentFolders(io: Io, project: string): Promise<readonly string[]> {
  try {
    const documents = readProjectConfig(project, io.cwd).asyncapi.map(({ file }) => join(project, file));
    const files = await Promise.all(documents.map((document) => filesOf(io, document)));
    return [...new Set(files.flat().map((file) => dirname(file)))].filter((folder) => existsSync(folder));
  } catch {
    return [];
  }
}

async function filesOf(io: Io, document: string): Promise<readonly string[]> {
  const { readAsyncApi } = await import('../asyncapi/read-document.ts');
  return readAsyncApi(io, document).then(
    ({ files }) => files,
    () => [document],
  );
}

async function attempt(io: Io, work: () => Promise<ExitCode>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    io.err.write(failureText(RegistryError.from(thrown), { color: io.err.color, stack: false }));
  }
}
