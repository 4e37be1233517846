import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { IDS } from '../../../src/queue/delivery-ids.ts';
import type { EntryQuery } from '../../../src/queue/queue.ts';
import type { QueueFile } from '../../../src/queue/sqlite/file.ts';
import { listEntries } from '../../../src/queue/sqlite/list.ts';
import { createNames } from '../../../src/queue/sqlite/names.ts';
import { openSqliteQueue } from '../../../src/queue/sqlite/open.ts';
import { prepareStatements, type Statements } from '../../../src/queue/sqlite/statements.ts';
import { held, ROUTE, stored, toTargets } from '../../contract/acceptances.ts';

const EVENTS = 2_000;
const folder = mkdtempSync(join(tmpdir(), 'sluice-queue-'));
const path = join(folder, 'queue.sqlite');
const ran: string[] = [];
let database: Database;

beforeAll(async () => {
  const queue = await openSqliteQueue({ path });
  const acceptances = Array.from({ length: EVENTS }, (_, n) => ({
    ...(n % 4 === 0 ? held() : toTargets(n % 2 === 0 ? { orderKey: `k${n % 500}` } : {})),
    idempotency: { key: `i${n}`, digest: 'd', until: 10 },
  }));
  await Promise.all(acceptances.map((acceptance) => stored(queue, acceptance)));
  await queue.close();
  database = new Sqlite(path, { verbose: (sql) => ran.push(String(sql)) });
});

afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** How SQLite finds the rows, a step a line. */
function planOf(sql: string): readonly string[] {
  const parameters = [...sql.matchAll(/\?/g)].map(() => 1);
  return (database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(parameters) as { readonly detail: string }[]).map(({ detail }) => detail);
}

const BY_ID = 'USING INTEGER PRIMARY KEY';
const ITS_ID = `${BY_ID} (rowid=?)`;
const ITS_IDS = `${BY_ID} (rowid>? AND rowid<?)`;
const OF_KEY = 'target=? AND order_key=?';

/** Of every statement that finds rows; those for which there is nothing to find are left out. */
const PLANS: Readonly<Partial<Record<keyof Statements, readonly string[]>>> = {
  event: [`SEARCH events ${ITS_ID}`],
  removeEvent: [`SEARCH events ${ITS_ID}`],
  setVersion: [`SEARCH events ${ITS_ID}`],
  receivedAt: [`SEARCH events ${ITS_ID}`],
  // The end of a tree.
  lastEvent: ['SEARCH events'],
  delivery: [`SEARCH deliveries ${ITS_ID}`],
  removeDelivery: [`SEARCH deliveries ${ITS_ID}`],
  retry: [`SEARCH deliveries ${ITS_ID}`],
  setState: [`SEARCH deliveries ${ITS_ID}`],
  setStuck: [`SEARCH deliveries ${ITS_ID}`],
  parkBehind: [`SEARCH deliveries ${ITS_ID}`],
  setWaiting: [`SEARCH deliveries ${ITS_ID}`],
  moveTo: [`SEARCH deliveries ${ITS_ID}`],
  hasten: [`SEARCH deliveries ${ITS_ID}`],
  deliverySlice: [`SEARCH deliveries ${BY_ID} (rowid>?)`],
  // Of each target the end of its part of an index, and the end of the tree.
  latest: [
    'CO-ROUTINE (subquery-4)',
    'COMPOUND QUERY',
    'LEFT-MOST SUBQUERY',
    'SCAN t',
    'CORRELATED SCALAR SUBQUERY 1',
    'SEARCH d USING INDEX ready (target=?)',
    'UNION ALL',
    'CO-ROUTINE (subquery-3)',
    'SCAN deliveries',
    'SCAN (subquery-3)',
    'SEARCH (subquery-4)',
  ],
  deliveriesOf: [`SEARCH deliveries ${ITS_IDS}`],
  anyDelivery: [`SEARCH deliveries ${ITS_IDS}`],
  passParked: [`SEARCH deliveries ${ITS_IDS}`],
  // What is due and when the next one is; in the order of the index, so that nothing is sorted.
  nextDue: ['SEARCH deliveries USING COVERING INDEX ready (target=?)'],
  firstWaiting: [`SEARCH deliveries ${BY_ID} (rowid>?)`],
  firstStuck: ['SEARCH deliveries USING INDEX stuck (state=? AND rowid>?)'],
  stuckPage: ['SEARCH deliveries USING INDEX stuck (state=? AND rowid>?)'],
  readyOfKey: [`SEARCH deliveries USING COVERING INDEX waiting_keys (${OF_KEY} AND state=?)`],
  behindOfKey: [`SEARCH deliveries USING COVERING INDEX waiting_keys (${OF_KEY} AND state=?)`],
  behindAll: [`SEARCH deliveries USING INDEX waiting_keys (${OF_KEY} AND state=? AND rowid>?)`],
  blockerOfKey: [`SEARCH deliveries USING INDEX blockers (${OF_KEY})`],
  // Once, when the file is opened.
  parkingKeys: ['SEARCH deliveries USING INDEX stuck (state=?)', 'USE TEMP B-TREE FOR DISTINCT'],
  pass: [`SEARCH deliveries USING INDEX passable (${OF_KEY} AND rowid<?)`],
  seen: ['SEARCH seen USING INDEX seen_by_key (key=?)'],
  seenSlice: [`SEARCH seen ${BY_ID} (rowid>?)`],
  removeSeen: [`SEARCH seen ${ITS_ID}`],
};

test('every statement finds its rows by the index that is meant for it', () => {
  const statements = Object.entries(prepareStatements(database)).filter(([, { source }]) => /^(?:SELECT|UPDATE|DELETE)/.test(source));
  expect(Object.fromEntries(statements.map(([name, { source }]) => [name, planOf(source)]))).toEqual(PLANS);
});

const EVENT = `SEARCH e ${ITS_ID}`;
const STUCK = ['SEARCH d USING INDEX stuck (state=? AND rowid>?)', EVENT];
const SLICE = ['CO-ROUTINE (subquery-1)', `SEARCH deliveries ${BY_ID} (rowid>?)`, 'SEARCH (subquery-1)'];
const LOOKED_THROUGH = [`SEARCH d ${ITS_IDS}`, EVENT];

const LISTS: readonly (readonly [title: string, query: Partial<EntryQuery>, plans: readonly (readonly string[])[]])[] = [
  ['what is held', { states: ['held'] }, [STUCK]],
  ['what is parked', { states: ['parked'] }, [STUCK]],
  ['what is dead, in each of three ways', { states: ['dead'] }, [STUCK, STUCK, STUCK]],
  ['with every filter', { states: ['held'], route: ROUTE, target: 'a', type: 'com.shop.order', orderKey: 'k2', code: 'x' }, [STUCK]],
  ['what is under way', { states: ['taken'] }, [[`SEARCH d ${ITS_ID}`, EVENT]]],
  ['what waits, slice by slice', { states: ['waiting'] }, [SLICE, LOOKED_THROUGH]],
  ['what waits, with a filter', { states: ['waiting'], target: 'a', type: 'com.shop.order' }, [SLICE, LOOKED_THROUGH]],
];

for (const [title, query, plans] of LISTS) {
  test(`a list finds its rows by an index and sorts nothing: ${title}`, async () => {
    // All that a list looks at of an open file.
    const file = { database, names: createNames(database), leases: new Map([[IDS + 1, {}]]) } as unknown as QueueFile;
    ran.length = 0;
    await listEntries(file, { states: [], limit: 10, after: 1_000 * IDS, ...query });
    expect([...ran].map(planOf)).toEqual(plans);
  });
}
