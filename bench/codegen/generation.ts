import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atMost } from '../bar.ts';
import { percentile, type Cell, type Report } from '../report.ts';
import type { GenerationCost } from './generate-process.ts';

const ROUNDS = 3;

type Who = 'sluice' | 'peer';

/** All events at once, each time in a fresh process that loads what it needs; both take turns. */
export async function measureGeneration(set: 'shop' | 'github'): Promise<Report> {
  const costs: Record<Who, GenerationCost[]> = { sluice: [], peer: [] };
  for (let round = 0; round < ROUNDS; round += 1) for (const who of ['sluice', 'peer'] as const) costs[who].push(await generateOnce(who, set));
  const median = (who: Who, of: (cost: GenerationCost) => number): number => percentile(costs[who].map(of), 0.5);
  const ratios = costs.sluice.map(({ cpuMs }, at) => cpuMs / (costs.peer[at]?.cpuMs ?? Number.NaN));
  const row = (who: Who, name: string): Cell[] => [
    name,
    median(who, ({ wallMs }) => wallMs),
    median(who, ({ cpuMs }) => cpuMs),
    median(who, ({ peakRssMb }) => peakRssMb),
    ...sizes(costs[who][0]),
  ];
  const bars =
    set === 'github'
      ? [
          atMost(
            "GitHub's events and actions, cpu ms",
            median('sluice', ({ cpuMs }) => cpuMs),
            1_000,
          ),
          atMost(
            'the same, peak RSS MB',
            median('sluice', ({ peakRssMb }) => peakRssMb),
            200,
          ),
        ]
      : [
          atMost(
            '200 events with validators, cpu ms',
            median('sluice', ({ cpuMs }) => cpuMs),
            3_000,
          ),
        ];
  return {
    tables: [
      {
        title: 'generation',
        note: `median of ${ROUNDS} fresh processes each, in turn, from the schemas in memory to the last file, loading the generator included; peer: json-schema-to-typescript without prettier, ajv standalone`,
        columns: ['who', 'ms', 'cpu ms', 'peak RSS MB', 'files', 'KB', 'KB an event', 'largest KB', 'largest'],
        rows: [row('sluice', 'sluice'), row('peer', 'json-schema-to-typescript + ajv')],
      },
      {
        title: 'cpu of sluice / peer',
        columns: ['p50', 'from', 'to'],
        rows: [[percentile(ratios, 0.5), percentile(ratios, 0), percentile(ratios, 1)]],
      },
    ],
    bars,
  };
}

/** An event has its types and its validator, each a file. */
function sizes(cost: GenerationCost | undefined): Cell[] {
  const files = cost?.files ?? [];
  const events = files.filter(({ path }) => /^[^_].*\.validator\./.test(path)).length;
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0) / 1024;
  const largest = files.toSorted((a, b) => b.bytes - a.bytes)[0];
  return [files.length, total, total / events, (largest?.bytes ?? 0) / 1024, largest?.path ?? ''];
}

async function generateOnce(who: Who, set: string): Promise<GenerationCost> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  try {
    const child = fork(join(import.meta.dirname, 'generate-process.js'), [who, set, folder]);
    const closed = once(child, 'close');
    const [cost] = (await Promise.race([
      once(child, 'message'),
      closed.then(([code]) => {
        throw new Error(`${who} ended with ${String(code)}`);
      }),
    ])) as [GenerationCost];
    await closed;
    return cost;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
