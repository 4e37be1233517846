import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../../src/client/index.ts';
import { atMost } from '../bar.ts';
import { startServer } from '../registry/start-server.ts';
import { percentile, type Report } from '../report.ts';
import { MAIN, timeOfProcess } from '../run-cli.ts';
import { shopEvents } from './inputs.ts';

const EVENTS = 200;
const ROUNDS = 15;
const COLD_ROUNDS = 3;

/** What a developer waits for, as processes, each in turn with `node -e 0`; the project has locked 200 events. */
export async function measureCommands(): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  try {
    await lockEvents(folder);
    const cold: number[] = [];
    for (let round = 0; round < COLD_ROUNDS; round += 1) {
      await rm(join(folder, 'src'), { recursive: true, force: true });
      cold.push(await timeOfProcess(folder, [MAIN, 'generate']));
    }
    const commands = {
      '--version': ['--version'],
      '--help': ['--help'],
      'generate, unchanged': ['generate'],
      'check --offline': ['check', '--offline'],
    };
    const times: Record<string, number[]> = Object.fromEntries(['node -e 0', ...Object.keys(commands)].map((name) => [name, []]));
    for (let round = 0; round < ROUNDS; round += 1) {
      times['node -e 0']?.push(await timeOfProcess(folder, ['-e', '0']));
      for (const [name, words] of Object.entries(commands)) times[name]?.push(await timeOfProcess(folder, [MAIN, ...words]));
    }
    const bare = times['node -e 0'] ?? [];
    const ratio = (name: string): number => percentile(times[name] ?? [], 0.5) / percentile(bare, 0.5);
    return {
      tables: [
        {
          title: 'processes',
          note: `wall clock; ${ROUNDS} rounds, in turn; ratio: of the medians`,
          columns: ['command', 'p50 ms', 'min ms', 'max ms', 'ratio'],
          rows: Object.entries(times).map(([name, all]) => [name, percentile(all, 0.5), percentile(all, 0), percentile(all, 1), ratio(name)]),
        },
        {
          title: 'sluice generate, cold',
          note: `${EVENTS} locked events, no file there; ${COLD_ROUNDS} rounds`,
          columns: ['p50 ms', 'min ms', 'max ms', 'ratio'],
          rows: [[percentile(cold, 0.5), percentile(cold, 0), percentile(cold, 1), percentile(cold, 0.5) / percentile(bare, 0.5)]],
        },
      ],
      bars: [
        atMost('--help / node -e 0', ratio('--help'), 1.7),
        atMost('--version / node -e 0', ratio('--version'), 1.7),
        atMost('generate, unchanged / node -e 0', ratio('generate, unchanged'), 2.5),
        atMost('generate, cold, ms', percentile(cold, 0.5), 3_000),
      ],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function lockEvents(folder: string): Promise<void> {
  const server = await startServer('registry', join(folder, 'registry.sqlite'));
  try {
    const client = createClient({ url: server.url });
    const events = shopEvents(EVENTS);
    for (const { subject = '', schema } of events) await client.register(subject, { schema });
    const consumes = Object.fromEntries(events.map(({ subject = '' }) => [subject, '^1']));
    await writeFile(join(folder, 'sluice.config.json'), JSON.stringify({ registry: server.url, consumes, output: { dir: 'src/events' } }));
    await timeOfProcess(folder, [MAIN, 'pull']);
  } finally {
    await server.stop();
  }
}
