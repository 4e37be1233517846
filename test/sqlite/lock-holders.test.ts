import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { lockHolders } from '../../src/sqlite/lock-holders.ts';

const onLinux = test.skipIf(process.platform !== 'linux');

async function newFile(mode: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'sluice-locks-')), 'a.sqlite');
  const database = new Database(path);
  onTestFinished(() => void database.close());
  database.pragma(`journal_mode = ${mode}`);
  database.exec('CREATE TABLE t (a)');
  return path;
}

/** Another process that has the file open and does this. */
async function other(path: string, does: string): Promise<number | undefined> {
  const code = `const database = new (require('better-sqlite3'))(${JSON.stringify(path)});
    database.prepare('SELECT * FROM t').all(); database.exec(${JSON.stringify(does)}); console.log(); setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill());
  await once(child.stdout, 'data');
  return child.pid;
}

for (const mode of ['WAL', 'DELETE']) {
  onLinux(`of those who have a file open it is the one that writes, journal ${mode}`, async () => {
    const path = await newFile(mode);
    await other(path, '');
    expect(lockHolders(path)).toHaveLength(mode === 'WAL' ? 1 : 0);
    const writer = await other(path, 'BEGIN IMMEDIATE');
    expect(lockHolders(path)).toEqual([writer]);
  });
}

onLinux('who reads is in the way of who writes where there is no -wal', async () => {
  const path = await newFile('DELETE');
  const reader = await other(path, 'BEGIN; SELECT * FROM t');
  expect(lockHolders(path)).toEqual([reader]);
});

test('of a file that is not there nobody holds a lock', () => {
  expect(lockHolders(join(tmpdir(), 'sluice-nowhere.sqlite'))).toEqual([]);
});
