import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { createClient } from '../../src/client/index.ts';
import { contains } from '../../src/formats/json-schema/containment.ts';
import { atMost } from '../bar.ts';
import { percentile, type Report } from '../report.ts';
import { orderSchema } from './schemas.ts';
import { startServer } from './start-server.ts';

const [ROUNDS, WARM_UP, MEMBERS] = [60, 10, 190];

/** A registration over HTTP with its checks, against what it cannot do without: the checks themselves, and one durable insert. */
export async function benchRegister(): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  const server = await startServer('registry', join(folder, 'registry.sqlite'));
  const client = createClient({ url: server.url });
  await client.putConfig('', { level: 'BACKWARD', profile: 'declared' });
  const insert = durableInsert(join(folder, 'plain.sqlite'));
  const bytes = JSON.stringify(orderSchema(MEMBERS, '')).length;
  const rounds: Readonly<Record<'registered' | 'checked' | 'both' | 'inserted' | 'synced', number>>[] = [];
  for (let at = 0; at < ROUNDS + WARM_UP; at += 1) {
    // New documents each time, so that neither side knows them.
    const [before, schema] = [orderSchema(MEMBERS, `before ${at}`), orderSchema(MEMBERS + 1, `after ${at}`)];
    const text = JSON.stringify(schema);
    await client.register(`s${at}`, { schema: before });
    rounds.push({
      registered: await time(() => client.register(`s${at}`, { schema })),
      checked: await time(() => contains(before, schema, { profile: 'declared' })),
      both: await time(() => [contains(before, schema, { profile: 'declared' }), contains(schema, before, { profile: 'declared' })]),
      inserted: await time(() => insert(text)),
      synced: await time(() => sync(join(folder, 'synced'), text)),
    });
  }
  await server.stop();
  const measured = rounds.slice(WARM_UP);
  const median = (pick: (round: (typeof rounds)[number]) => number): number => percentile(measured.map(pick), 0.5);
  const ratio = median(({ registered, checked, inserted }) => registered / (checked + inserted));
  return {
    tables: [
      {
        title: `a registration of ${Math.round(bytes / 1_024)} kB over HTTP, the second version of a subject, which adds a member; BACKWARD × declared`,
        note: `medians of ${ROUNDS} rounds, each step in turn; check: contains() of the same pair; insert: one row of the same text, synchronous=FULL, same disk`,
        columns: ['registration ms', 'p95 ms', 'check ms', 'both directions ms', 'insert ms', 'fsync ms', '÷ (check + insert)', '÷ (both + insert)'],
        rows: [
          [
            median((round) => round.registered),
            percentile(
              measured.map((round) => round.registered),
              0.95,
            ),
            median((round) => round.checked),
            median((round) => round.both),
            median((round) => round.inserted),
            median((round) => round.synced),
            ratio,
            median(({ registered, both, inserted }) => registered / (both + inserted)),
          ],
        ],
      },
    ],
    bars: [atMost('a registration / (check + insert)', ratio, 3)],
  };
}

async function time(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function durableInsert(path: string): (text: string) => void {
  const database = new Sqlite(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL)');
  const insert = database.prepare('INSERT INTO texts (text) VALUES (?)');
  return (text) => void insert.run(text);
}

function sync(path: string, text: string): void {
  const file = openSync(path, 'a');
  writeSync(file, text);
  fsyncSync(file);
  closeSync(file);
}
