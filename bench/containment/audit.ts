import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atMost } from '../bar.ts';
import type { Report } from '../report.ts';
import { MAIN, timeOfProcess } from '../run-cli.ts';
import { octokitReleases } from './octokit.ts';

const LEVELS = ['BACKWARD', 'FORWARD', 'FULL'] as const;
const BROKE = 1;

/** `sluice audit` as a process over all releases of GitHub's webhook schemas, each action of an event a contract of its own. */
export async function measureAudit(): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  try {
    const releases = octokitReleases('action');
    for (const { version, contracts } of releases) {
      await mkdir(join(folder, version));
      for (const [name, schema] of contracts) await writeFile(join(folder, version, `${encodeURIComponent(name)}.json`), JSON.stringify(schema));
    }
    const rows = [];
    for (const level of LEVELS) {
      rows.push([level, (await timeOfProcess(folder, [MAIN, 'audit', '.', '--level', level], BROKE)) / 1_000] as const);
    }
    return {
      tables: [
        {
          title: `sluice audit, ${releases.length} releases, ${releases.reduce((sum, { contracts }) => sum + contracts.size, 0)} files`,
          note: 'one process each; ends with 1, since steps broke readers',
          columns: ['level', 's'],
          rows,
        },
      ],
      bars: rows.map(([level, seconds]) => atMost(`audit --level ${level}, s`, seconds, 30)),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
