import { existsSync, watch, type FSWatcher } from 'node:fs';
import { dirname, join } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { CONFIG_FILE } from '../../src/project/config.ts';
import { LOCK_FILE } from '../../src/project/lock.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { failureText } from '../report/failure.ts';
import { readProjectConfig } from './project.ts';

// Editors and `sluice pull` write several files at once.
const SETTLE_MS = 50;

/** Run `work` now, and again after each change of a configuration, a lock or an AsyncAPI document, until the process is interrupted. What fails is told, and the watch goes on. */
export async function watchProjects(io: Io, projects: readonly string[], work: () => Promise<ExitCode>): Promise<never> {
  let timer: NodeJS.Timeout | undefined;
  let turn = Promise.resolve();
  const again = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      turn = turn.then(() => attempt(io, work));
    }, SETTLE_MS);
  };
  for (const folder of projects) watchFolder(folder, (name) => name === CONFIG_FILE || name === LOCK_FILE, again);
  // Those that are named at the start: who names another one begins anew.
  for (const project of projects) {
    for (const folder of await documentFolders(io, project)) watchFolder(folder, (name) => /\.(?:json|ya?ml)$/i.test(name), again);
  }
  turn = turn.then(() => attempt(io, work));
  await turn;
  io.err.write(`watching ${projects.length} ${projects.length === 1 ? 'project' : 'projects'}; Ctrl-C ends it\n`);
  return new Promise(() => {});
}

// The folder and not the files: a file that is replaced is another one.
function watchFolder(folder: string, isInput: (name: string) => boolean, again: () => void): FSWatcher {
  return watch(folder, (_event, name) => {
    if (name !== null && isInput(name)) again();
  });
}

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
