import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parsePostgresAddress } from '../../../src/postgres/address.ts';
import { openPostgresStore } from '../../../src/storage/postgres/store.ts';
import type { Store } from '../../../src/storage/store.ts';
import { folderWith } from '../../cli/process.ts';
import { historyOf, registration, written } from '../../contract/commits.ts';
import { ask, withDatabase } from '../../postgres/database-url.ts';
import { startPostgres } from '../../../bench/postgres/server.ts';
import { until } from '../../until.ts';

// One of its own, which may be killed, and keeps what it says it keeps.
const server = await startPostgres({ fsync: true });
afterAll(() => server.stop());
const url = withDatabase(server.url, 'registry');
await ask(withDatabase(server.url, 'postgres'), 'CREATE DATABASE registry');
await ask(
  url,
  "CREATE ROLE guarded LOGIN PASSWORD 'geheim'; GRANT ALL ON DATABASE registry TO guarded; CREATE ROLE poor LOGIN; CREATE ROLE crowded LOGIN CONNECTION LIMIT 0",
);
await ask(withDatabase(server.url, 'postgres'), "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0");

// Takes connections and never says a word.
const mute = createServer().listen(0, '127.0.0.1');
await once(mute, 'listening');
const { port: mutePort } = mute.address() as AddressInfo;
afterAll(() => void mute.close());

let count = 0;
function fresh(base: string = url): string {
  return `${base}?schema=s${(count += 1)}&pool=2`;
}

function open(
  text: string,
  options: { readonly passwordFile?: string; readonly statementTimeoutMs?: number; readonly onReach?: (failure: Error | undefined) => void } = {},
): Promise<Store> {
  return openPostgresStore({ address: parsePostgresAddress(text), ...options });
}

function as(user: string): string {
  return url.replace('sluice@', `${user}@`);
}

describe('what keeps a store from being opened is said in words, without a password', () => {
  const rows: readonly { readonly title: string; readonly text: string; readonly why: RegExp; readonly next?: RegExp }[] = [
    { title: 'nobody listens', text: 'postgres://u:geheim@127.0.0.1:2/d', why: /the connection was refused; check that the server runs/ },
    { title: 'no such host', text: 'postgres://u:geheim@none.invalid/d', why: /the host (is not known|cannot be looked up)/ },
    { title: 'no such socket', text: 'postgres://u:geheim@/d?host=/none', why: /there is no such socket/ },
    { title: 'no such database', text: withDatabase(server.url, 'none'), why: /there is no such database; make it with/ },
    { title: 'another encoding', text: withDatabase(server.url, 'latin'), why: /has the encoding LATIN1; make a database with ENCODING 'UTF8'/ },
    { title: 'a wrong password', text: as('guarded:geheim2'), why: /the user or the password is wrong/ },
    { title: 'no password', text: as('guarded'), why: /the server asks for a password/ },
    { title: 'no right to log in', text: as('nobody_knows'), why: /this user may not log in from here/ },
    { title: 'no user in the address', text: url.replace('sluice@', '@'), why: /the address names no user/, next: /^Write postgres:\/\/USER@/ },
    {
      title: 'a certificate that is not there',
      text: `${url}?sslmode=verify-full&sslrootcert=/nope.pem`,
      why: /the file \/nope\.pem cannot be read: ENOENT/,
      next: /^Check sslrootcert/,
    },
    {
      title: 'nobody who answers',
      text: `postgres://u@127.0.0.1:${mutePort}/d?connect_timeout=1`,
      why: /no connection within the time; check the host/,
    },
    { title: 'no TLS', text: `${url}?sslmode=require`, why: /it has no TLS; `sslmode=disable` asks for none/ },
    { title: 'no right to make tables', text: as('poor'), why: /this user may not do that; give it the rights to the schema/ },
    { title: 'too many connections', text: as('crowded'), why: /the server has too many connections; lower `\?pool=`/ },
  ];
  for (const { title, text, why, next = /^[A-Z`].*\.$/ } of rows) {
    test(title, async () => {
      const failure = await open(text).then(
        () => undefined,
        (thrown: Error & { readonly code?: string }) => thrown,
      );
      expect(failure).toMatchObject({ code: 'store_unavailable', message: expect.stringMatching(why) as string });
      expect(failure?.message).not.toMatch(/geheim/);
      if (title !== 'another encoding') expect(failure).toMatchObject({ data: { next: expect.stringMatching(next) as string } });
    });
  }
});

test('a password comes from a file, or from the address', async () => {
  const file = join(await folderWith(), 'password');
  await writeFile(file, 'geheim\n');
  for (const store of [await open(fresh(as('guarded')), { passwordFile: file }), await open(fresh(as('guarded:geheim')))]) {
    await written(store, registration({ subject: 'a', version: 1 }));
    await store.close();
  }
  await expect(open(fresh(as('guarded')), { passwordFile: `${file}.none` })).rejects.toMatchObject({
    code: 'file_unreadable',
    message: `cannot read the password of the store from ${file}.none: there is no such file or folder`,
  });
});

test('the file of a password is read for each connection; while it is missing or empty, what it said last counts', async () => {
  const file = join(await folderWith(), 'password');
  await writeFile(file, 'geheim\n');
  const store = await open(fresh(as('guarded')), { passwordFile: file });
  try {
    await ask(url, "ALTER ROLE guarded PASSWORD 'replaced'");
    await writeFile(file, 'replaced\n');
    await cutOff('guarded');
    await written(store, registration({ subject: 'a', version: 1 }));
    for (const change of [() => writeFile(file, ''), () => rm(file)]) {
      await change();
      await cutOff('guarded');
      expect((await historyOf(store, 'a')).versions).toHaveLength(1);
    }
  } finally {
    await ask(url, "ALTER ROLE guarded PASSWORD 'geheim'");
    await store.close();
  }
});

/** As a server that restarts or fails over does: each of its connections has to be made anew. */
async function cutOff(user: string): Promise<void> {
  await ask(url, `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '${user}'`);
}

const READ_ONLY = {
  code: 'store_unavailable',
  message: expect.stringMatching(/does not answer: the server is read-only: a standby, or set so; name the primary$/) as string,
};

test('a database that became read-only refuses writes in words, and answers reads', async () => {
  const text = fresh();
  const store = await open(text);
  await written(store, registration({ subject: 'a', version: 1 }));
  await ask(url, 'ALTER DATABASE registry SET default_transaction_read_only = on');
  try {
    await expect(open(fresh())).rejects.toMatchObject(READ_ONLY);
    const later = await open(text);
    await expect(later.commit(registration({ subject: 'a', version: 2 }))).rejects.toMatchObject(READ_ONLY);
    await expect(later.ping({ toWrite: true })).rejects.toMatchObject(READ_ONLY);
    await later.ping();
    expect((await historyOf(later, 'a')).versions).toHaveLength(1);
    await later.close();
  } finally {
    await ask(withDatabase(server.url, 'postgres'), 'ALTER DATABASE registry RESET default_transaction_read_only');
  }
  await store.close();
});

test('a writer that waits too long for another one gives up in words, and writes when it is gone', async () => {
  const address = parsePostgresAddress(fresh());
  const store = await openPostgresStore({ address, statementTimeoutMs: 2_000 });
  const blocking = ask(url, `BEGIN; SELECT 1 FROM ${address.schema}.registry_state FOR UPDATE; SELECT pg_sleep(600)`).catch(() => {});
  const asleep = "FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
  await until(async () => (await ask(url, `SELECT 1 ${asleep}`)).length > 0);
  await expect(store.commit(registration({ subject: 'a', version: 1 }))).rejects.toMatchObject({
    code: 'store_unavailable',
    message: expect.stringMatching(/the statement took too long/) as string,
  });
  await ask(url, `SELECT pg_terminate_backend(pid) ${asleep}`);
  await blocking;
  await written(store, registration({ subject: 'a', version: 1 }));
  await store.close();
});

test('a server that is killed and started again: what was answered is there, the same store goes on, and who subscribed hears of it', async () => {
  const text = fresh();
  const told: (string | undefined)[] = [];
  const onReach = (failure: Error | undefined): void => void told.push((failure as { readonly code?: string } | undefined)?.code);
  const [store, other] = [await open(text, { onReach }), await open(text)];
  const answered: number[] = [];
  const { promise: isUnderWay, resolve: saySo } = promiseOf<void>();
  const writing = (async () => {
    for (let version = 1; ; version += 1) {
      await store.commit(registration({ subject: 'a', version, text: `text ${version}` }));
      answered.push(version);
      if (version === 10) saySo();
    }
  })().catch((thrown: unknown) => thrown);
  await isUnderWay;
  await server.kill();
  expect(await writing).toMatchObject({ code: 'store_unavailable' });
  await expect(other.ping()).rejects.toMatchObject({ code: 'store_unavailable' });
  const woken = new Promise<void>((resolve) => void other.subscribe(resolve));
  await server.start();
  const { versions, subject } = await historyOf(store, 'a');
  expect(told).toEqual(['store_unavailable', undefined]);
  // One more may have been kept, whose answer was lost.
  expect([answered.length, answered.length + 1]).toContain(versions.length);
  expect(versions.map(({ version }) => version)).toEqual(versions.map((_, index) => index + 1));
  await written(store, registration({ subject: 'a', version: subject.epoch + 1, text: 'after' }));
  await woken;
  expect(await other.readPosition()).toEqual({ first: 1, last: versions.length + 1 });
  await Promise.all([store.close(), other.close()]);
});

function promiseOf<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
