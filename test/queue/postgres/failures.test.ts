import { afterAll, describe, expect, test } from 'vitest';
import { startPostgres } from '../../../bench/postgres/server.ts';
import { parsePostgresAddress } from '../../../src/postgres/address.ts';
import { loadDriver } from '../../../src/postgres/driver.ts';
import { QUEUE } from '../../../src/postgres/purpose.ts';
import { openPostgresQueue } from '../../../src/queue/postgres/open.ts';
import type { Queue } from '../../../src/queue/queue.ts';
import { OWNER, REASON, stored, take, toTargets } from '../../contract/acceptances.ts';
import { ask, withDatabase } from '../../postgres/database-url.ts';
import { until } from '../../until.ts';

// One of its own, which may be killed, and keeps what it says it keeps.
const server = await startPostgres({ fsync: true });
afterAll(() => server.stop());
const url = withDatabase(server.url, 'postgres');
await ask(url, "CREATE ROLE guarded LOGIN PASSWORD 'geheim'; CREATE ROLE poor LOGIN; CREATE SCHEMA other; CREATE TABLE other.things (id integer)");

function open(text: string): Promise<Queue> {
  return openPostgresQueue({ address: parsePostgresAddress(text, QUEUE) });
}

describe('what keeps a queue from being opened is said in words, without a password', () => {
  const rows = [
    {
      title: 'nobody listens',
      text: 'postgres://u:geheim@127.0.0.1:2/d',
      why: /^the queue postgres:\/\/u@127.0.0.1:2\/d does not answer: the connection was refused/,
    },
    {
      title: 'a wrong password',
      text: url.replace('sluice@', 'guarded:geheim2@'),
      why: /a password comes from SLUICE_QUEUE_PASSWORD_FILE, PGPASSWORD or ~\/.pgpass/,
    },
    { title: 'no password', text: url.replace('sluice@', 'guarded@'), why: /give it in SLUICE_QUEUE_PASSWORD_FILE/ },
    { title: 'no right to make tables', text: url.replace('sluice@', 'poor@'), why: /this user may not do that/ },
    { title: 'tables of another program', text: `${url}?schema=other`, why: /has tables of another program, such as things/ },
  ];
  for (const { title, text, why } of rows) {
    test(title, async () => {
      const failure = await open(text).then(
        () => undefined,
        (thrown: Error & { readonly code?: string }) => thrown,
      );
      expect(failure).toMatchObject({ code: 'queue_unavailable', message: expect.stringMatching(why) as string });
      expect(failure?.message).not.toMatch(/geheim/);
    });
  }
});

test('while the server is gone nothing is acknowledged; what was is there afterwards, and the queue goes on by itself', async () => {
  const queue = await open(`${url}?schema=outage&pool=4`);
  const before = await stored(queue, toTargets());
  await server.kill();
  const outage = await Promise.allSettled([queue.accept(toTargets()), queue.accept(toTargets()), take(queue), queue.ping(), queue.count()]);
  expect(outage.map((result) => result.status === 'rejected' && (result.reason as { code?: string }).code)).toEqual(
    outage.map(() => 'queue_unavailable'),
  );
  await server.start();
  await queue.ping();
  const after = await stored(queue, toTargets());
  expect((await take(queue)).map(({ eventId }) => eventId)).toEqual([before, after]);
  await queue.close();
});

test('a server that is set to answer before the disk is told not to', async () => {
  await ask(url, "ALTER SYSTEM SET synchronous_commit = 'off'; ");
  await ask(url, 'SELECT pg_reload_conf()');
  const queue = await open(`${url}?schema=synced&pool=4`);
  await ask(
    url,
    "CREATE FUNCTION synced.tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.digest := current_setting('synchronous_commit'); RETURN NEW; END $$",
  );
  await ask(url, 'CREATE TRIGGER tell BEFORE INSERT ON synced.seen FOR EACH ROW EXECUTE FUNCTION synced.tell()');
  await stored(queue, { ...toTargets(), idempotency: { key: 'i', digest: 'd', until: 9_000 } });
  expect(await ask(url, 'SELECT digest FROM synced.seen')).toEqual([{ digest: 'on' }]);
  await queue.close();
});

test('where the connection is lost under a readmission, a later one of its key does not overtake it', async () => {
  const queue = await open(`${url}?schema=overtaking&pool=4`);
  const { event } = toTargets({ orderKey: 'k' });
  for (const _ of [1, 2])
    await stored(queue, { event, fate: { kind: 'deliver', deliveries: [{ target: 'a', afterDead: 'block', parked: REASON }] } });
  const parked = await queue.list({ states: ['parked'], limit: 9 });
  const readmit = (index: number): Promise<unknown> => queue.readmit({ kind: 'delivery', id: parked[index]!.id, now: 5_000 });
  const other = new (await loadDriver()).Client(url);
  await other.connect();
  await other.query('BEGIN; SELECT FROM overtaking.deliveries FOR UPDATE');
  const first = readmit(0);
  const waiting = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
  const both = Promise.allSettled([first, new Promise((resolve) => setImmediate(resolve)).then(() => readmit(1))]);
  await until(async () => (await ask(url, waiting)).length > 0);
  await first.catch(() => {});
  await other.end();
  const away = { status: 'rejected', reason: { code: 'queue_unavailable' } };
  expect(await both).toMatchObject([away, away]);
  expect(await queue.list({ states: ['parked'], limit: 9 })).toEqual(parked);
  await queue.close();
});

/** Somebody else on the database, who holds locks until the end. */
async function somebodyElse(): Promise<{ query(text: string): Promise<unknown>; end(): Promise<void> }> {
  const client = new (await loadDriver()).Client(url);
  await client.connect();
  return client;
}

test('leases go on, though the row of one of them is locked until its settlement is on disk', async () => {
  const queue = await open(`${url}?schema=extending&pool=4`);
  for (const _ of [1, 2]) await stored(queue, toTargets());
  const [settling, waits] = await take(queue, { now: 2_000, leaseUntil: 3_000 });
  const settler = await somebodyElse();
  await settler.query(`BEGIN; SELECT FROM extending.deliveries WHERE id = ${settling!.id} FOR UPDATE`);
  await queue.extend(OWNER, [settling!.id, waits!.id], 9_000);
  await settler.end();
  expect((await take(queue, { now: 5_000, owner: 'other' })).map(({ id }) => id)).toEqual([settling!.id]);
  await queue.close();
});

test('what another gateway takes in the moment of a readmission of an earlier one of its key has moved on', async () => {
  const queue = await open(`${url}?schema=racing&pool=4`);
  const { event } = toTargets({ orderKey: 'k' });
  await stored(queue, { event, fate: { kind: 'deliver', deliveries: [{ target: 'a', afterDead: 'block', parked: REASON }] } });
  await stored(queue, toTargets({ orderKey: 'k' }));
  const [parked, waits] = await queue.list({ states: ['parked', 'waiting'], limit: 9 });
  const taker = await somebodyElse();
  await taker.query(`BEGIN; UPDATE racing.deliveries SET owner = 'other', free_at = 90000 WHERE id = ${waits!.id}`);
  const readmitted = queue.readmit({ kind: 'delivery', id: parked!.id, now: 5_000 });
  const waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
  await until(async () => (await ask(url, waiting)).length > 0);
  await taker.query('COMMIT');
  await taker.end();
  expect(await readmitted).toBe('moved_on');
  await queue.close();
});
