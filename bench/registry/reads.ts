import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../../src/client/index.ts';
import { atLeast } from '../bar.ts';
import { percentile, type Report } from '../report.ts';
import { measureRate, type Load } from './load.ts';
import { orderSchema } from './schemas.ts';
import { startServer, type BenchServer } from './start-server.ts';

/** What is read; add a row for each address that must be quick. */
const READS: readonly { readonly name: string; readonly path: string }[] = [
  { name: 'a schema by id', path: '/api/v1/schemas/1' },
  { name: 'the latest version', path: '/api/v1/subjects/s/versions/latest' },
  { name: 'a version by number', path: '/api/v1/subjects/s/versions/1' },
  { name: 'a subject', path: '/api/v1/subjects/s' },
];

const [ROUNDS, CONNECTIONS, REQUESTS] = [12, 20, 10_000];

/** Reads against a bare Koa with a body of the same size, in turn, each in a process of its own. */
export async function benchReads({ question }: { readonly question?: RegExp }): Promise<Report> {
  const registry = await startServer('registry', join(await mkdtemp(join(tmpdir(), 'sluice-bench-')), 'registry.sqlite'));
  const client = createClient({ url: registry.url });
  for (const note of ['first', 'second']) await client.register('s', { schema: orderSchema(30, note) });
  const rows = [];
  for (const read of READS.filter(({ name }) => question === undefined || question.test(name))) rows.push(await compare(registry, read));
  await registry.stop();
  return {
    tables: [
      {
        title: 'requests a second, against a bare Koa that answers as many bytes',
        note: `medians of ${ROUNDS} rounds in turn, ${CONNECTIONS} connections with keep-alive, ${REQUESTS} requests each, SQLite on disk`,
        columns: ['read', 'bytes', 'Koa /s', 'sluice /s', 'ratio', 'from', 'to', 'Koa cpu µs', 'sluice cpu µs', 'cpu ratio', '304 cpu µs'],
        rows,
      },
    ],
    bars: rows.map(([name, , , , ratio]) => atLeast(`${String(name)} / a bare Koa, a second`, Number(ratio), 0.8)),
  };
}

async function compare(registry: BenchServer, { name, path }: (typeof READS)[number]): Promise<(string | number)[]> {
  const response = await fetch(`${registry.url}${path}`);
  const bytes = (await response.arrayBuffer()).byteLength;
  const koa = await startServer('koa', String(bytes));
  const unchanged = { path, headers: { 'if-none-match': response.headers.get('etag') ?? '' }, status: 304 };
  const rounds: Round[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    rounds.push({ koa: await measure(koa, { path: '/' }), full: await measure(registry, { path }), unchanged: await measure(registry, unchanged) });
  }
  await koa.stop();
  rounds.shift(); // The first warms up.
  const ratios = rounds.map(({ koa: base, full }) => full.rate / base.rate);
  const median = (pick: (round: Round) => number): number => percentile(rounds.map(pick), 0.5);
  return [
    name,
    bytes,
    median((round) => round.koa.rate),
    median((round) => round.full.rate),
    percentile(ratios, 0.5),
    Math.min(...ratios),
    Math.max(...ratios),
    median((round) => round.koa.cpuUs),
    median((round) => round.full.cpuUs),
    median((round) => round.koa.cpuUs / round.full.cpuUs),
    median((round) => round.unchanged.cpuUs),
  ];
}

type Round = Readonly<Record<'koa' | 'full' | 'unchanged', Measured>>;

interface Measured {
  readonly rate: number;
  readonly cpuUs: number;
}

/** Requests a second, and the server's processor time for each, which does not see what else the machine does. */
async function measure(server: BenchServer, asked: Pick<Load, 'path' | 'headers' | 'status'>): Promise<Measured> {
  const before = await server.cpuUs();
  const rate = await measureRate({ url: server.url, connections: CONNECTIONS, requests: REQUESTS, ...asked });
  return { rate, cpuUs: ((await server.cpuUs()) - before) / REQUESTS };
}
