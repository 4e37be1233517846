import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { watchProjects } from '../../../cli/project/watch.ts';
import { folderWith } from '../process.ts';
import { silentIo } from './silent-io.ts';

test('a folder that cannot be watched is told, and the others are not watched any more', async () => {
  const cwd = await folderWith({ 'p/sluice.config.json': {} });
  /** How many watchers are left when it ended; one that never began may be among them. */
  const leftOf = async (...folders: readonly string[]): Promise<number> => {
    const before = watchers();
    const projects = folders.map((folder) => join(cwd, folder));
    await expect(watchProjects(silentIo(cwd), projects, async () => 0)).rejects.toMatchObject({
      code: 'file_unreadable',
      message: 'cannot watch gone: there is no such file or folder',
    });
    for (let turn = 0; turn < 3; turn += 1) await setImmediate();
    return watchers() - before;
  };
  expect(await leftOf('p', 'gone')).toBe(await leftOf('gone'));
});

function watchers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'FSEventWrap').length;
}
