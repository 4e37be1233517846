import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createConnections, prepareTables, type Connections } from '../../../src/postgres/connect.ts';
import { loadDriver } from '../../../src/postgres/driver.ts';
import { QUEUE } from '../../../src/postgres/purpose.ts';
import { IDS } from '../../../src/queue/delivery-ids.ts';
import { fullLimits } from '../../../src/queue/limits.ts';
import { acceptAll } from '../../../src/queue/postgres/accept.ts';
import { discard, erase, expire } from '../../../src/queue/postgres/remove.ts';
import { hasten } from '../../../src/queue/postgres/set-back.ts';
import { readmitAll } from '../../../src/queue/postgres/readmit.ts';
import { createCount } from '../../../src/queue/postgres/count.ts';
import type { Database } from '../../../src/queue/postgres/database.ts';
import { listEntries } from '../../../src/queue/postgres/list.ts';
import { MIGRATIONS } from '../../../src/queue/postgres/migrations/index.ts';
import { createNames } from '../../../src/queue/postgres/names.ts';
import { SETTINGS } from '../../../src/queue/postgres/open.ts';
import { settleAll } from '../../../src/queue/postgres/settle.ts';
import { extend, nextDue, release, takeDue } from '../../../src/queue/postgres/take.ts';
import { createTotals } from '../../../src/queue/postgres/totals.ts';
import type { Acceptance, Entry, EntryQuery, Settlement, Taken } from '../../../src/queue/queue.ts';
import { held, OWNER, REASON, ROUTE, toTargets } from '../../contract/acceptances.ts';
import { createDatabase } from '../../postgres/database.ts';
import { explain, explaining, type Explained } from './explained.ts';

const TURNS = 40;
const TURN = 500;
const TABLES = ['events', 'deliveries', 'seen'];
const TARGET = { route: ROUTE, target: 'a' };
const lent = await createDatabase();

let count = 0;

/** Half are held, a fourth waits in the order of one of 250 keys, a fourth in none. */
function acceptances(length: number): Acceptance[] {
  return Array.from({ length }, () => {
    const n = (count += 1);
    const fields = { orderKey: `k${n % 1_000}` };
    const acceptance = n % 2 === 1 ? held(fields) : toTargets(n % 4 === 0 ? fields : {}, n % 8 === 0 ? ['a', 'b'] : ['a']);
    return { ...acceptance, idempotency: { key: `i${n}`, digest: 'd', until: 10 } };
  });
}

/** When the server looked at the tables for the last time, which is when it pleases. */
const STATISTICS = ['never', 'after the first turn', 'at the end'] as const;

interface Action {
  readonly title: string;
  /** Each look at a table that grows with the queue, as `INDEX: COLUMNS ASKED FOR`. */
  readonly looks: readonly string[];
  /** What the server may choose as well. */
  readonly orElse?: readonly string[];
  /** Whether the rows come from the index as they are wanted. */
  readonly inOrder?: true;
  /** `noted` is the queue whose statements are looked at, `plain` the same one. */
  readonly run: (noted: Database, plain: Database) => Promise<unknown>;
}

const take = (queue: Database, owner: string): Promise<readonly Taken[]> =>
  takeDue(queue, { owner, now: 10_000, leaseUntil: 20_000, targets: [{ ...TARGET, room: 40 }] });

const settle =
  (toOutcome: (id: number) => Settlement): Action['run'] =>
  async (noted, plain) => {
    const taken = await take(plain, OWNER);
    expect(taken).toHaveLength(40);
    await settleAll(noted, [{ owner: OWNER, outcomes: taken.map(({ id }) => toOutcome(id)) }]);
  };

const list =
  (query: Partial<EntryQuery>): Action['run'] =>
  async (noted) =>
    listEntries(noted, { states: [], limit: 10, after: 256_000, ...query });

const ORDER = ['behind: target,key', 'blockers: target,key', 'deliveries_pkey: id', 'ready_of_key: target,key'];
const WAITING_FOR_SOMEBODY = ['events_pkey: id', 'stuck: id'];
const FILTER = { ...TARGET, type: 'com.shop.order', orderKey: 'k4', code: 'event_invalid' };

const ACTIONS: readonly Action[] = [
  {
    title: 'events are accepted, in the order of keys and once each',
    looks: ['behind: target,key', 'blockers: target,key', 'ready_of_key: target,key', 'seen_key_key: key'],
    run: async (noted) => acceptAll(noted, acceptances(8)),
  },
  {
    title: 'what is due is claimed',
    looks: ['deliveries_pkey: id', 'events_pkey: id', 'ready: target,free_at'],
    inOrder: true,
    run: async (noted) => take(noted, 'other'),
  },
  { title: 'the next one is due', looks: ['ready: target'], inOrder: true, run: async (noted) => nextDue(noted, [TARGET]) },
  {
    title: 'deliveries are over',
    looks: [...ORDER, 'events_pkey: id', 'passable: target,key', 'taken: id'],
    run: settle((id) => ({ kind: 'delivered', id, at: 1 })),
  },
  { title: 'deliveries are given up', looks: [...ORDER, 'taken: id'], run: settle((id) => ({ kind: 'dead', id, at: 1, reason: REASON })) },
  { title: 'deliveries fail', looks: [...ORDER, 'taken: id'], run: settle((id) => ({ kind: 'retry', id, at: 1, due: 5, reason: REASON })) },
  { title: 'leases go on', looks: ['taken: id'], run: async (noted) => extend(noted, 'other', [...noted.leases.keys()], 30_000) },
  // The whole index of what is under way, which is little.
  { title: 'what is under way is given back', looks: ['taken: '], run: async (noted) => release(noted, 'other') },
  { title: 'all is counted', looks: ['deliveries_pkey: id', ...WAITING_FOR_SOMEBODY, 'taken: '], run: async (noted) => createCount(noted)() },
  { title: 'what is held is listed', looks: WAITING_FOR_SOMEBODY, inOrder: true, run: list({ states: ['held'] }) },
  { title: 'what is dead is listed', looks: WAITING_FOR_SOMEBODY, inOrder: true, run: list({ states: ['dead'] }) },
  { title: 'several states are listed', looks: WAITING_FOR_SOMEBODY, inOrder: true, run: list({ states: ['held', 'parked', 'dead'], ...FILTER }) },
  { title: 'what is under way is listed', looks: ['events_pkey: id', 'taken: id'], inOrder: true, run: list({ states: ['taken'] }) },
  // Looked through by id, as far as the page goes.
  { title: 'what waits is listed', looks: ['deliveries_pkey: id', 'events_pkey: id'], inOrder: true, run: list({ states: ['waiting'], ...FILTER }) },
  {
    title: 'what is too old goes, and what one has that is gone is given back',
    // The last that was accepted, and for each target the one that is due last, are read off the ends of their indexes.
    looks: ['deliveries_pkey: ', 'deliveries_pkey: id', 'ready: target', ...WAITING_FOR_SOMEBODY, 'seen_pkey: event', 'taken: '],
    run: async (noted) => expire(noted, { seenUpTo: 0 }, { now: 1, keep: [{ type: '*', receivedBefore: 1 }], limit: 10 }),
  },
  {
    title: 'what waits since before the clock was set back is looked for, so many deliveries at a time',
    looks: ['deliveries_pkey: ', 'deliveries_pkey: id', 'ready: target'],
    run: async (noted) => hasten(noted, -1_000_000),
  },
  {
    title: 'a held event is discarded',
    looks: [...ORDER, ...WAITING_FOR_SOMEBODY],
    run: async (noted) => discard(noted, [(await oldest(noted)).id]),
  },
  {
    title: 'an event is erased',
    looks: [...ORDER, 'events_pkey: id', 'seen_pkey: event'],
    run: async (noted, plain) => erase(noted, { kind: 'event', id: (await oldest(plain)).eventId }),
  },
  {
    title: 'what is to be forgotten is looked for, so many events at a time',
    looks: ['events_pkey: id'],
    inOrder: true,
    run: async (noted) => expect(await statementsOf(noted, (queue) => erase(queue, { kind: 'type', type: 'nowhere' }))).toBeGreaterThanOrEqual(10),
  },
  {
    title: 'what waits is looked through, so many deliveries at a time',
    looks: ['deliveries_pkey: id', 'events_pkey: id'],
    inOrder: true,
    run: async (noted) =>
      expect(await statementsOf(noted, (queue) => listEntries(queue, { states: ['waiting'], type: 'nowhere', limit: 10 }))).toBeGreaterThanOrEqual(4),
  },
  {
    title: 'a held event is let in',
    looks: [...ORDER, 'events_pkey: id'],
    orElse: ['taken: id'],
    run: async (noted, plain) => {
      const { eventId: id } = await oldest(plain);
      await readmitAll(noted, [{ kind: 'event', id, version: 1, deliveries: [{ target: 'a', afterDead: 'block' }], now: 5 }]);
    },
  },
];

/** How many statements some work takes that finds nothing. */
async function statementsOf(queue: Database, work: (queue: Database) => Promise<unknown>): Promise<number> {
  let asked = 0;
  const query: Connections['query'] = (...given) => {
    asked += 1;
    return queue.connections.query(...given);
  };
  expect([0, []]).toContainEqual(await work({ ...queue, connections: { ...queue.connections, query } }));
  return asked;
}

async function oldest(queue: Database): Promise<Entry> {
  const [entry] = await listEntries(queue, { states: ['held'], limit: 1 });
  if (entry === undefined) throw new Error('nothing is held');
  return entry;
}

/** A queue of nobody else, without events. */
async function openEmpty(): Promise<Database> {
  const driver = await loadDriver();
  const address = { ...lent.fresh(), purpose: QUEUE };
  await prepareTables(driver, { address }, { migrations: MIGRATIONS, mayMake: true });
  const connections = await createConnections(driver, { address, statementTimeoutMs: 30_000, settings: SETTINGS });
  const limits = fullLimits({});
  for (const table of TABLES) await connections.query(`ALTER TABLE ${table} SET (autovacuum_enabled = off)`);
  return { address, connections, names: createNames(connections), limits, totals: createTotals(limits, () => 0), leases: new Map(), wake() {} };
}

/** All that the queues have, accepted once: to copy rows takes a tenth of that. */
let full: string;

beforeAll(async () => {
  const queue = await openEmpty();
  for (let turn = 0; turn < TURNS; turn += 1) await acceptAll(queue, acceptances(TURN));
  full = queue.address.schema;
  await queue.connections.close();
});

/** The rows of the events of these ids, and the names and sums of all. */
async function copy({ connections }: Database, first: number, last: number): Promise<void> {
  const ids = { events: 'id', deliveries: `id / ${IDS}`, seen: 'event' };
  for (const [table, id] of Object.entries(ids))
    await connections.query(`INSERT INTO ${table} SELECT * FROM ${full}.${table} WHERE ${id} BETWEEN ${first} AND ${last} ORDER BY ${id}`);
  if (first > 1) return;
  await connections.query(`INSERT INTO targets OVERRIDING SYSTEM VALUE SELECT * FROM ${full}.targets`);
  await connections.query(`INSERT INTO deltas SELECT * FROM ${full}.deltas`);
  await connections.query(`SELECT setval('event_ids', (SELECT last_value FROM ${full}.event_ids))`);
}

for (const statistics of STATISTICS) {
  describe(`where the server last looked at its tables ${statistics}`, () => {
    let connections: Connections;
    let plain: Database;

    beforeAll(async () => {
      plain = await openEmpty();
      ({ connections } = plain);
      await copy(plain, 1, TURN);
      if (statistics === 'after the first turn') await connections.query('ANALYZE');
      await copy(plain, TURN + 1, TURNS * TURN);
      if (statistics === 'at the end') await connections.query('ANALYZE');
      const [row] = await connections.query<{ readonly count: string }>('SELECT count(*) FROM events');
      expect(Number(row?.count)).toBe(TURNS * TURN);
    });

    afterAll(() => connections.close());

    for (const { title, looks, orElse = [], inOrder, run } of ACTIONS) {
      test(`${title}: ${looks.join('; ')}`, async () => {
        const notes: Promise<Explained>[] = [];
        await run({ ...plain, connections: explaining(connections, (explained) => notes.push(explained)) }, plain);
        const planned = await Promise.all(notes);
        // As the server plans a statement by name once it has come several times.
        const generic = await Promise.all(planned.map(({ text }) => explain(connections, text)));
        for (const plans of [planned, generic]) {
          expect(looksOf(plans).filter((look) => !orElse.includes(look))).toEqual(looks.toSorted());
          expect(inOrder === true && plans.some(({ isSorted }) => isSorted)).toBe(false);
        }
      });
    }
  });
}

function looksOf(explained: readonly Explained[]): readonly string[] {
  const scans = explained.flatMap((each) => each.scans).filter(({ table }) => TABLES.includes(table));
  return [
    ...new Set(scans.map(({ kind, table, index, condition }) => (index === '' ? `${kind} of ${table}` : `${index}: ${columnsOf(condition)}`))),
  ].toSorted();
}

function columnsOf(condition: string): string {
  return [...new Set([...condition.matchAll(/\((\w+) (?:[<>=]|IS)/g)].map(([, column = '']) => column))].join();
}
