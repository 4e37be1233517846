import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import type { Queue } from '../../../src/queue/queue.ts';
import { openSqliteQueue } from '../../../src/queue/sqlite/open.ts';
import { dead, delivered, event, held, OWNER, stored, take, takeEvents, toTargets } from '../../contract/acceptances.ts';

const PAGE = 4_096;

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-queue-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'queue.sqlite');
}

async function opened(path: string): Promise<Queue> {
  const queue = await openSqliteQueue({ path });
  onTestFinished(() => queue.close());
  return queue;
}

/** A closed file with events of many pages. */
async function filled(): Promise<string> {
  const path = newPath();
  const queue = await openSqliteQueue({ path });
  await Promise.all(Array.from({ length: 200 }, () => stored(queue, toTargets())));
  await queue.close();
  return path;
}

test('the file and its -wal are for their owner only', async () => {
  const path = newPath();
  await stored(await opened(path), toTargets());
  for (const name of [path, `${path}-wal`]) expect(statSync(name).mode & 0o777).toBe(0o600);
});

test('a second gateway on the file is refused while the first has it, in this process and in another', async () => {
  const path = newPath();
  const queue = await openSqliteQueue({ path });
  await stored(queue, toTargets());
  await expect(openSqliteQueue({ path })).rejects.toMatchObject({ code: 'queue_unavailable', message: expect.stringMatching(/one gateway/) });
  expect(await inAnotherProcess(path)).toContain('queue_unavailable');
  await queue.close();
  expect(await takeEvents(await opened(path))).toEqual([1]);
});

async function inAnotherProcess(path: string): Promise<string> {
  const built = new URL('../../../dist/modules/src/queue/sqlite/open.js', import.meta.url).href;
  const code = `import(${JSON.stringify(built)}).then((m) => m.openSqliteQueue({ path: ${JSON.stringify(path)} })).then(() => console.log('opened'), (e) => console.log(e.code))`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  return (await child.stdout.setEncoding('utf8').toArray()).join('');
}

test('a file of another program, of a registry or of a newer sluice is refused and left as it was', async () => {
  for (const sql of ['CREATE TABLE t (x)', 'PRAGMA application_id = 1936487779', 'PRAGMA application_id = 1936487793; PRAGMA user_version = 99']) {
    const path = newPath();
    const database = new Sqlite(path);
    database.exec(`CREATE TABLE other (x); ${sql}`);
    database.close();
    const before = readFileSync(path);
    await expect(openSqliteQueue({ path })).rejects.toMatchObject({ code: 'queue_unavailable' });
    expect(readFileSync(path).equals(before)).toBe(true);
  }
});

test('what is no database is refused and left as it was', async () => {
  const path = newPath();
  writeFileSync(path, 'hello, I am a text');
  await expect(openSqliteQueue({ path })).rejects.toMatchObject({ code: 'queue_unavailable', message: expect.stringMatching(/not a database/) });
  expect(readFileSync(path, 'utf8')).toBe('hello, I am a text');
});

test('a folder that is not there is said', async () => {
  await expect(openSqliteQueue({ path: join(newPath(), 'queue.sqlite') })).rejects.toMatchObject({ code: 'queue_unavailable' });
});

test.each([
  ['pages were overwritten', (path: string) => overwrite(path)],
  ['it was cut short', (path: string) => truncateSync(path, 3 * PAGE)],
])('a file is refused where %s, and its -wal is not moved into it', async (_, spoil) => {
  const path = await filled();
  const queue = await openSqliteQueue({ path });
  await stored(queue, toTargets());
  const left = newPath();
  for (const suffix of ['', '-wal']) copyFileSync(`${path}${suffix}`, `${left}${suffix}`);
  await queue.close();
  spoil(left);
  const before = [readFileSync(left), readFileSync(`${left}-wal`)];
  await expect(openSqliteQueue({ path: left })).rejects.toMatchObject({ code: 'queue_damaged', message: expect.stringMatching(/backup/) });
  expect([readFileSync(left), readFileSync(`${left}-wal`)]).toEqual(before);
});

function overwrite(path: string): void {
  const bytes = readFileSync(path);
  bytes.fill(0xff, 2 * PAGE);
  writeFileSync(path, bytes);
}

test('what a killed process left in the -wal is there', async () => {
  const path = newPath();
  const queue = await opened(path);
  const id = await stored(queue, toTargets());
  const left = newPath();
  for (const suffix of ['', '-wal']) copyFileSync(`${path}${suffix}`, `${left}${suffix}`);
  expect(await takeEvents(await opened(left))).toEqual([id]);
});

test('damage that is met later ends writing, and says so', async () => {
  const path = await filled();
  const queue = await opened(path);
  overwrite(path);
  await expect(takeAll(queue)).rejects.toMatchObject({ code: 'queue_damaged' });
  await expect(queue.accept(toTargets())).rejects.toMatchObject({ code: 'queue_damaged' });
  await expect(queue.ping()).rejects.toMatchObject({ code: 'queue_damaged' });
});

// What SQLite has in its memory is read from there, whatever the file holds.
async function takeAll(queue: Queue): Promise<void> {
  await take(queue, { room: 1_000 });
  for (const id of Array.from({ length: 200 }, (_, index) => index + 1)) await queue.read(id);
}

test('one event that cannot be written fails alone, and leaves nothing behind', async () => {
  const queue = await opened(newPath());
  await Promise.all([1, 2].map(() => stored(queue, toTargets())));
  const [one] = await take(queue, { room: 1 });
  const unbindable = { ...event(), type: 'bad', source: {} as string };
  const results = await Promise.allSettled([
    queue.settle(OWNER, [{ kind: 'delivered', id: one!.id, at: 5 }]),
    queue.accept(toTargets({ route: '/new', type: 'new' })),
    queue.accept(toTargets(unbindable)),
  ]);
  expect(results).toMatchObject([{ value: [] }, { value: { kind: 'stored', id: 3 } }, { status: 'rejected' }]);
  const counts = (await queue.count()).map(({ route, type, state, count }) => `${route} ${type} ${state} ${count}`);
  expect(counts).toEqual(['/orders com.shop.order waiting 1', '/new new waiting 1']);
});

test('after close every call says that it is closed', async () => {
  const queue = await openSqliteQueue({ path: newPath() });
  await queue.close();
  await expect(queue.accept(toTargets())).rejects.toMatchObject({ code: 'queue_unavailable' });
  await expect(take(queue)).rejects.toMatchObject({ code: 'queue_unavailable' });
});

test('what was asked for in the turn of the close is kept', async () => {
  const path = newPath();
  const queue = await openSqliteQueue({ path });
  const accepted = queue.accept(toTargets());
  await queue.close();
  expect(await accepted).toEqual({ kind: 'stored', id: 1 });
  expect(await takeEvents(await opened(path))).toEqual([1]);
});

test('erased bytes are in none of the files any more', async () => {
  const path = newPath();
  const queue = await opened(path);
  const mark = 'erase-me-please';
  const request = (size: number) => ({ method: 'POST', query: `?${mark}`, headers: ['x', mark], bytes: Buffer.alloc(size, mark), requestId: mark });
  for (let round = 0; round < 30; round += 1) {
    await Promise.all(
      [30, 900, 9_000].map((size) => stored(queue, toTargets({ request: request(size), type: 'secret', eventId: mark, orderKey: mark }))),
    );
    await Promise.all(
      [30, 900, 9_000].map((size) => stored(queue, held({ type: 'kept', request: { ...event().request, bytes: new Uint8Array(size) } }))),
    );
  }
  expect(filesHold(path, mark)).toBe(true);
  expect(await queue.erase({ kind: 'type', type: 'secret' })).toBe(90);
  expect(filesHold(path, mark)).toBe(false);
  expect(await queue.list({ states: ['held'], limit: 1_000 })).toHaveLength(90);
});

function filesHold(path: string, text: string): boolean {
  return [path, `${path}-wal`].some((name) => existsSync(name) && readFileSync(name).includes(text));
}

test('a long queue behind a dead event is parked piece by piece, also by the next gateway', async () => {
  const path = newPath();
  const queue = await openSqliteQueue({ path });
  await Promise.all(Array.from({ length: 1_201 }, () => stored(queue, toTargets({ orderKey: 'k' }, ['a'], 'park'))));
  await dead(queue, ...(await take(queue)));
  await queue.close();
  const next = await opened(path);
  const other = await stored(next, toTargets({ orderKey: 'other' }));
  while ((await next.list({ states: ['parked'], limit: 2_000 })).length < 1_200) await next.ping();
  const [one, ...others] = await take(next);
  expect([one?.eventId, others]).toEqual([other, []]);
  await delivered(next, one!);
});

test('an event to more targets than a queue can tell apart is refused whole', async () => {
  const queue = await opened(newPath());
  const targets = Array.from({ length: 256 }, (_, index) => `t${index}`);
  await expect(queue.accept(toTargets({}, targets))).rejects.toThrow(/255/);
  expect((await queue.accept(toTargets({}, targets.slice(1)))).kind).toBe('stored');
});
