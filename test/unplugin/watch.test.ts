import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { context as esbuildContext } from 'esbuild';
import { watch as watchWithRollup } from 'rollup';
import { build as buildWithVite, type Rolldown } from 'vite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import webpackBuild from 'webpack';
import { rollup } from '../../src/unplugin/index.ts';
import { edit, run } from '../cli/project/seeded.ts';
import { ENTRY, seededApps } from './app.ts';
import { esbuildOptions, viteConfig, webpackOptions } from './bundlers.ts';
import { outcomes, type Outcomes } from './outcomes.ts';

const apps = seededApps();

beforeEach(() => vi.stubEnv('CI', ''));
afterEach(() => vi.unstubAllEnvs());

interface Watching {
  readonly name: string;
  /** Bundle `out/main.js` whenever something changes. */
  readonly watch: (folder: string) => Promise<Outcomes>;
}

const BUNDLERS: readonly Watching[] = [
  {
    name: 'rollup',
    async watch(folder) {
      const watcher = watchWithRollup({
        input: join(folder, ENTRY),
        output: { dir: join(folder, 'out'), format: 'esm' },
        plugins: [rollup({ root: folder })],
        onwarn: () => {},
      });
      const builds = outcomes(() => watcher.close());
      watcher.on('event', (event) => {
        if (event.code === 'ERROR') builds.add(event.error.message);
        if (event.code === 'BUNDLE_END') builds.add('');
      });
      return builds;
    },
  },
  {
    name: 'vite build --watch',
    async watch(folder) {
      const { build, ...config } = viteConfig(folder);
      const watcher = (await buildWithVite({ ...config, build: { ...build, watch: {} } })) as Rolldown.RolldownWatcher;
      const builds = outcomes(() => watcher.close());
      watcher.on('event', (event) => {
        if (event.code === 'ERROR') builds.add(event.error.message);
        if (event.code === 'BUNDLE_END') builds.add('');
      });
      return builds;
    },
  },
  {
    name: 'esbuild',
    async watch(folder) {
      const options = esbuildOptions(folder);
      const report = { name: 'report', setup: (build: { onEnd(told: (result: { errors: { text: string }[] }) => void): void }) => build.onEnd(tell) };
      const tell = ({ errors }: { errors: { text: string }[] }): void => builds.add(errors.map(({ text }) => text).join('\n'));
      const context = await esbuildContext({ ...options, plugins: [...(options.plugins ?? []), report] });
      const builds = outcomes(() => context.dispose());
      await context.watch();
      return builds;
    },
  },
  {
    name: 'webpack',
    async watch(folder) {
      const compiler = webpackBuild(webpackOptions(folder));
      const watching = compiler.watch({}, (error, stats) => {
        const { errors = [] } = stats?.toJson({ all: false, errors: true }) ?? {};
        builds.add(error?.message ?? errors.map(({ message }) => message).join('\n'));
      });
      const builds = outcomes(() => new Promise<void>((resolve) => watching?.close(() => compiler.close(() => resolve()))));
      return builds;
    },
  },
];

describe.each(BUNDLERS)('$name', ({ watch }) => {
  test('builds again with what a pull has locked', async () => {
    const folder = await apps.app();
    writeFileSync(join(folder, ENTRY), "export * from './events/index.js';\n");
    const builds = await watch(folder);
    await builds.until((said) => said === '' && bundleOf(folder).includes('Moved'));
    edit(folder, 'sluice.config.json', (text) => text.replace(/,\s*"p.moved":[^,]*"\n/, '\n'));
    expect(await run(folder, ['pull'])).toMatchObject({ code: 0, stderr: '' });
    await builds.until((said) => said === '' && !bundleOf(folder).includes('Moved'));
    expect(readdirSync(join(folder, 'src/events'))).not.toContain('moved.js');
    await builds.close();
  });

  test('tells an error, at the start or later, and goes on when it is mended', async () => {
    const folder = await apps.app();
    const lock = readFileSync(join(folder, 'sluice.lock'), 'utf8');
    writeFileSync(join(folder, 'sluice.lock'), '{');
    const builds = await watch(folder);
    await builds.until((said) => said.includes('lock_invalid'));
    await builds.write(join(folder, 'sluice.lock'), lock, isFine);
    rmSync(join(folder, 'src/events'), { recursive: true });
    const [stored = ''] = readdirSync(join(folder, '.sluice/store'));
    const path = join(folder, '.sluice/store', stored);
    const schema = readFileSync(path, 'utf8');
    await builds.write(path, '{}', (said) => said.includes(`vendored_invalid: .sluice/store/${stored}`));
    await builds.write(path, schema, isFine);
    expect(readdirSync(join(folder, 'src/events'))).toContain('index.js');
    await builds.close();
  });
});

function isFine(said: string): boolean {
  return said === '';
}

function bundleOf(folder: string): string {
  return readFileSync(join(folder, 'out/main.js'), 'utf8');
}
