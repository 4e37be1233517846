import { watch, type FSWatcher } from 'node:fs';
import { RegistryError } from '../../src/core/errors.ts';
import { CONFIG_FILE } from '../../src/project/config.ts';
import { LOCK_FILE } from '../../src/project/lock.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { failureText } from '../report/failure.ts';

// Editors and `sluice pull` write several files at once.
const SETTLE_MS = 50;

/** Run `work` now, and again after each change of a configuration or a lock, until the process is interrupted. What fails is told, and the watch goes on. */
export async function watchProjects(io: Io, folders: readonly string[], work: () => Promise<ExitCode>): Promise<never> {
  let timer: NodeJS.Timeout | undefined;
  let turn = attempt(io, work);
  const again = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      turn = turn.then(() => attempt(io, work));
    }, SETTLE_MS);
  };
  const watchers = folders.map((folder) => watchFolder(folder, again));
  await turn;
  io.err.write(`watching ${watchers.length} ${watchers.length === 1 ? 'project' : 'projects'}; Ctrl-C ends it\n`);
  return new Promise(() => {});
}

// The folder and not the files: a file that is replaced is another one.
function watchFolder(folder: string, again: () => void): FSWatcher {
  return watch(folder, (_event, name) => {
    if (name === CONFIG_FILE || name === LOCK_FILE) again();
  });
}

async function attempt(io: Io, work: () => Promise<ExitCode>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    io.err.write(failureText(RegistryError.from(thrown), { color: io.err.color, stack: false }));
  }
}
