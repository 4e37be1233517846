import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Queue, QueueLimits } from '../../../src/queue/queue.ts';
import { openSqliteQueue } from '../../../src/queue/sqlite/open.ts';
import { queueContract } from '../../contract/queue.contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-queue-'));
const paths = new WeakMap<Queue, string>();
let files = 0;

async function open(path: string, limits?: QueueLimits): Promise<Queue> {
  const queue = await openSqliteQueue({ path, ...(limits === undefined ? {} : { limits }) });
  paths.set(queue, path);
  return queue;
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

queueContract('sqlite', {
  runs: 100,
  create: async (limits) => open(join(folder, `${(files += 1)}.sqlite`), limits),
  async again(queue) {
    await queue.close();
    return open(paths.get(queue) ?? '');
  },
});
