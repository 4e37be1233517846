import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../process.ts';
import { edit, run, seededRegistry } from './seeded.ts';

const registry = seededRegistry();

describe('in a monorepo', () => {
  async function monorepo(): Promise<string> {
    const cwd = await folderWith({
      '.gitignore': 'node_modules\n',
      'packages/a/sluice.config.json': registry.config({ consumes: {} }),
      'packages/b/sluice.config.json': registry.config({ produces: {} }),
      'packages/b/node_modules/c/sluice.config.json': '{ broken',
      'packages/docs/readme.md': 'x',
    });
    const git = (...args: string[]): string =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd, encoding: 'utf8' });
    git('init', '-q', '-b', 'main');
    await run(cwd, ['pull']);
    await run(cwd, ['generate']);
    git('add', '-A');
    git('commit', '-qm', 'all');
    return cwd;
  }

  test('commands at the root do every package, below it only the one', async () => {
    const cwd = await monorepo();
    expect((await run(cwd, ['generate'])).stdout).toBe('packages/a/src/events: 4 files, up to date\npackages/b/src/events: 8 files, up to date\n');
    expect((await run(join(cwd, 'packages/a'), ['generate'])).stdout).toBe('src/events: 4 files, up to date\n');
    expect((await run(join(cwd, 'packages/b/src'), ['pull'])).stdout).toBe('../sluice.lock: 2 events, up to date\n');
    expect((await run(cwd, ['check', '--config', 'packages/a/sluice.config.json'])).stdout).not.toContain('packages/b');
  });

  for (const { title, change, affected } of [
    { title: 'nothing', change: () => {}, affected: [] },
    { title: 'another file', change: (cwd: string) => writeFileSync(join(cwd, 'packages/docs/readme.md'), 'y'), affected: [] },
    {
      title: 'a configuration',
      change: (cwd: string) => edit(cwd, 'packages/b/sluice.config.json', (text) => `${text}\n`),
      affected: ['packages/b'],
    },
    {
      title: 'a generated file',
      change: (cwd: string) => edit(cwd, 'packages/a/src/events/index.ts', (text) => `${text}\n`),
      affected: ['packages/a'],
    },
    {
      title: 'a new file in the store',
      change: (cwd: string) => writeFileSync(join(cwd, 'packages/a/.sluice/store/x.json'), '{}'),
      affected: ['packages/a'],
    },
  ]) {
    test(`--affected after a change of ${title}: ${affected.join(', ') || 'none'}`, async () => {
      const cwd = await monorepo();
      change(cwd);
      const { projects } = JSON.parse((await run(cwd, ['check', '--offline', '--affected', 'main', '--format', 'json'])).stdout) as {
        projects: { project: string }[];
      };
      expect(projects.map(({ project }) => project)).toEqual(affected);
    });
  }

  test('--affected names a revision that git knows', async () => {
    const cwd = await monorepo();
    expect(await run(cwd, ['check', '--affected', 'nowhere'])).toMatchObject({ code: 2, stderr: expect.stringContaining('file_unreadable') });
    expect(await run(cwd, ['check', '--affected', '--all'])).toMatchObject({ code: 2 });
  });
});
