import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../report.ts';
import { measureScale, type Figures } from './measure.ts';

const VERSIONS = 100;

/**
 * A registry of 10,000 versions beside one of 100,000. `BENCH_VERSIONS` is a list of other sizes; with `BENCH_KEEP`, a folder, the
 * filled stores stay there and are used again, since filling takes far longer than looking.
 */
export async function benchScale(): Promise<Report> {
  const sizes = (process.env['BENCH_VERSIONS'] ?? '10000,100000').split(',').map(Number);
  const folder = process.env['BENCH_KEEP'] ?? (await mkdtemp(join(tmpdir(), 'sluice-bench-')));
  const results: Figures[] = [];
  for (const size of sizes) {
    results.push(await measureScale(`sqlite:${join(folder, `${size}.sqlite`)}`, { subjects: size / VERSIONS, versions: VERSIONS }));
  }
  const [first, last] = [results[0], results.at(-1)];
  const rows = [...(last ?? new Map<string, number>())].map(([name, value]) => [
    name,
    ...results.map((figures) => figures.get(name) ?? 0),
    value / (first?.get(name) ?? value),
  ]);
  const columns = ['what (ms; memory in MB)', ...sizes.map((size) => `${size} versions`), 'growth'];
  return { tables: [{ title: `a registry with ${VERSIONS} versions of each subject, SQLite`, note: NOTE, columns, rows }] };
}

const NOTE =
  'one client, one request at a time, over HTTP; `wider, 1000 live`: registering where 1,000 versions are live at BACKWARD_TRANSITIVE, each a little wider than the one before; `apart`: where none stands for another';
