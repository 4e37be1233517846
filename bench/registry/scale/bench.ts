import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../postgres/server.ts';
import { atMost, type Bar } from '../../bar.ts';
import type { Report } from '../../report.ts';
import { measureScale, type Figures } from './measure.ts';

const VERSIONS = 100;

/**
 * A registry of 10,000 versions beside one of 100,000. `BENCH_VERSIONS` is a list of other sizes; with `BENCH_KEEP`, a folder, the
 * filled stores stay there and are used again, since filling takes far longer than looking.
 */
export async function benchScale(): Promise<Report> {
  const folder = process.env['BENCH_KEEP'] ?? (await mkdtemp(join(tmpdir(), 'sluice-bench-')));
  return benchSizes('SQLite', (size) => `sqlite:${join(folder, `${size}.sqlite`)}`);
}

/**
 * The same on PostgreSQL. `SLUICE_BENCH_POSTGRES` is the address of a database (no password in it: `PGPASSWORD`), where each size has a
 * schema `sluice_bench_SIZE`, which stays and is used again; without it a server is started, which goes with all that is in it.
 */
export async function benchScaleOnPostgres(): Promise<Report> {
  const named = process.env['SLUICE_BENCH_POSTGRES'] ?? '';
  if (named !== '') return benchSizes(`PostgreSQL at ${new URL(named).host}`, (size) => inSchema(named, size));
  const server = await startPostgres({ fsync: true });
  try {
    return await benchSizes('PostgreSQL on this machine', (size) => inSchema(`${server.url}/postgres`, size));
  } finally {
    await server.stop();
  }
}

function inSchema(database: string, size: number): string {
  const url = new URL(database);
  url.searchParams.set('schema', `sluice_bench_${size}`);
  return url.href;
}

async function benchSizes(name: string, storeOf: (size: number) => string): Promise<Report> {
  const sizes = (process.env['BENCH_VERSIONS'] ?? '10000,100000').split(',').map(Number);
  const results: Figures[] = [];
  for (const size of sizes) results.push(await measureScale(storeOf(size), { subjects: size / VERSIONS, versions: VERSIONS }));
  const [first, last] = [results[0], results.at(-1)];
  const rows = [...(last ?? new Map<string, number>())].map(([figure, value]) => [
    figure,
    ...results.map((figures) => figures.get(figure) ?? 0),
    value / (first?.get(figure) ?? value),
  ]);
  const columns = ['what (ms; memory in MB)', ...sizes.map((size) => `${size} versions`), 'growth'];
  const bars = last === undefined || first === undefined ? [] : barsOf(first, last);
  return { bars, tables: [{ title: `a registry with ${VERSIONS} versions of each subject, ${name}`, note: NOTE, columns, rows }] };
}

function barsOf(first: Figures, last: Figures): Bar[] {
  const figure = (name: string, of = last): number => of.get(name) ?? Number.NaN;
  return [
    atMost('start, ms', figure('start'), 1_000),
    atMost('RSS after reads and registrations, MB', figure('RSS then'), 300),
    atMost('peak RSS, MB', figure('peak RSS'), 300),
    atMost('a schema by id: p50 / with the fewest versions', figure('a schema by id, p50') / figure('a schema by id, p50', first), 1.25),
    atMost('registering: 1,000 live / 10 live, p50', figure('wider, 1000 live, p50') / figure('wider, 10 live, p50'), 3),
  ];
}

const NOTE =
  'one client, one request at a time, over HTTP; `wider, 1000 live`: registering where 1,000 versions are live at BACKWARD_TRANSITIVE, each a little wider than the one before; `apart`: where none stands for another';
