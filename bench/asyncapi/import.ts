import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atMost } from '../bar.ts';
import { startServer } from '../registry/start-server.ts';
import { percentile, type Cell, type Report } from '../report.ts';
import { MAIN, timeOfProcess } from '../run-cli.ts';
import { HOSTILE, manyChannels } from './documents.ts';

const [CHANNELS, ROUNDS, HOSTILE_ROUNDS, REFUSED] = [1_000, 3, 7, 1];

/** `sluice import asyncapi` as a process: a large document into an empty registry, and small ones that are made to hurt. */
export async function measureImport(): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  try {
    await writeFile(join(folder, 'large.json'), manyChannels(CHANNELS));
    const [plans, imports]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      const server = await startServer('registry', join(folder, `${round}.sqlite`));
      const words = [MAIN, 'import', 'asyncapi', 'large.json', '--registry', server.url];
      plans.push(await timeOfProcess(folder, [...words, '--dry-run']));
      imports.push(await timeOfProcess(folder, words));
      await server.stop();
    }
    // A document that is fine and as small, so that what is left is what refusing takes.
    const small = await timesOf(folder, manyChannels(1), 0);
    const refusals: Cell[][] = [];
    for (const [name, text] of Object.entries(HOSTILE)) {
      const times = await timesOf(folder, text, REFUSED);
      refusals.push([name, Buffer.byteLength(text) / 1_000, percentile(times, 0.5), percentile(times, 1)]);
    }
    const row = (what: string, times: readonly number[]): Cell[] => [what, ...[0, 0.5, 1].map((share) => percentile(times, share) / 1_000)];
    return {
      tables: [
        {
          title: `an AsyncAPI 3.0 document with ${CHANNELS} channels`,
          note: `${ROUNDS} processes each, into a registry on an empty SQLite file`,
          columns: ['command', 'min s', 'p50 s', 'max s'],
          rows: [row('import asyncapi --dry-run', plans), row('import asyncapi', imports)],
        },
        {
          title: 'refused',
          note: `${HOSTILE_ROUNDS} processes each, start included; one that reads a small document which is fine takes ${percentile(small, 0.5).toFixed(0)} ms`,
          columns: ['document', 'kB', 'p50 ms', 'max ms'],
          rows: refusals,
        },
      ],
      bars: [
        atMost(`${CHANNELS} channels imported, s`, percentile(imports, 0.5) / 1_000, 5),
        atMost(
          'the slowest refusal of a hostile document / one that is fine',
          Math.max(...refusals.map(([, , p50]) => Number(p50))) / percentile(small, 0.5),
          1,
        ),
      ],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function timesOf(folder: string, text: string, code: number): Promise<number[]> {
  await writeFile(join(folder, 'small.yaml'), text);
  const times: number[] = [];
  for (let round = 0; round < HOSTILE_ROUNDS; round += 1) {
    times.push(await timeOfProcess(folder, [MAIN, 'compat', 'small.yaml', '--against', 'small.yaml'], code));
  }
  return times;
}
