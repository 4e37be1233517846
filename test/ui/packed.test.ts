import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { openPage } from './open-page.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

test('a package that was packed and installed serves the pages, without the packages that made them', async () => {
  const { cli, folder } = await install();
  const url = await serve(cli, folder);
  const { page, troubles, close } = await openPage(url, '/ui/settings', { isFirstVisit: true });
  await page.getByRole('rowheader', { name: 'The registry' }).waitFor();
  expect(troubles).toEqual([]);
  await close();
});

/** What `npm pack` packs, with links to what the package asks to be installed with it, and no more. */
async function install(): Promise<{ readonly cli: string; readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-packed-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await run('npm', ['pack', '--ignore-scripts', '--silent', '--offline', '--pack-destination', folder], {
    cwd: ROOT,
    env: { ...process.env, npm_config_cache: join(folder, 'cache') },
  });
  const { version, dependencies, optionalDependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as Manifest & {
    readonly version: string;
  };
  const home = join(folder, 'node_modules', 'sluice');
  await mkdir(home, { recursive: true });
  await run('tar', ['-xzf', join(folder, `sluice-${version}.tgz`), '-C', home, '--strip-components=1']);
  for (const name of [...Object.keys(dependencies), ...Object.keys(optionalDependencies)]) {
    await mkdir(join(folder, 'node_modules', name, '..'), { recursive: true });
    await symlink(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  }
  return { cli: join(home, 'dist', 'cli', 'main.js'), folder };
}

async function serve(cli: string, cwd: string): Promise<string> {
  const server = spawn(process.execPath, [cli, 'serve', '--store', 'memory:', '--port', '0'], { cwd, stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(async () => {
    server.kill();
    await once(server, 'close');
  });
  const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
  return /registry=(\S+)/.exec(line)?.[1] ?? '';
}
