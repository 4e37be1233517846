import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Metafile } from 'esbuild';
import { expect, test } from 'vitest';
import { loadUnplugin } from '../../src/unplugin/load-unplugin.ts';
import { WITHOUT_SOCKETS } from '../cli/project/no-sockets.ts';
import { runBundle, SAID, seededApps } from './app.ts';

const ROOT = dirname(dirname(import.meta.dirname));

const apps = seededApps();

const ROLLUP_BUILD = `import { rollup } from 'rollup';
import { rollup as sluice } from 'sluice/unplugin';
const bundle = await rollup({ input: 'src/main.js', plugins: [sluice()] });
await bundle.write({ dir: 'out' });
`;

const WEBPACK_CONFIG = `const { webpack } = require('sluice/unplugin');
module.exports = { context: __dirname, mode: 'development', target: 'node', devtool: false, entry: './src/main.js',
  experiments: { outputModule: true }, output: { path: __dirname + '/out', filename: 'main.js', module: true }, plugins: [webpack()] };
`;

const WEBPACK_BUILD = `require('webpack')(require('./webpack.config.cjs'), (error, stats) => {
  if (error || stats.hasErrors()) { console.error(String(error ?? stats)); process.exitCode = 1; }
});
`;

test('the packed package builds, and opens no socket', async () => {
  const folder = await apps.app({ 'build.js': ROLLUP_BUILD });
  await install(folder);
  await node(folder, 'build.js', WITHOUT_SOCKETS);
  expect(await runBundle(folder)).toEqual(SAID);
});

test('a configuration in CommonJS can require it', async () => {
  const folder = await apps.app({ 'webpack.config.cjs': WEBPACK_CONFIG, 'build.cjs': WEBPACK_BUILD });
  await install(folder);
  await node(folder, 'build.cjs');
  expect(await runBundle(folder)).toEqual(SAID);
});

test('without the package unplugin it says which one to install', async () => {
  const folder = await apps.app({ 'build.js': ROLLUP_BUILD });
  await install(folder, ['unplugin']);
  await expect(node(folder, 'build.js')).rejects.toThrow(
    'sluice/unplugin needs the package unplugin, which was not found; run `npm install --save-dev unplugin`',
  );
});

test('what kept unplugin from loading is the cause', () => {
  const cause = new Error('half an installation');
  const load = (): never => {
    throw cause;
  };
  expect(() => loadUnplugin(load)).toThrow(expect.objectContaining({ code: 'module_missing', cause }));
});

test('neither the command line nor a server is in the way', async () => {
  const entryPoints = [join(ROOT, 'src/unplugin/index.ts')];
  const { metafile } = await build({
    entryPoints,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  expect(packagesOf(metafile)).toEqual(['@eslint-community/regexpp', 'ajv', 'semver']);
});

function packagesOf({ inputs }: Metafile): readonly string[] {
  const paths = Object.values(inputs).flatMap(({ imports }) => imports.filter(({ external }) => external).map(({ path }) => path));
  const names = paths
    .filter((path) => !path.startsWith('node:'))
    .map((path) =>
      path
        .split('/')
        .slice(0, path.startsWith('@') ? 2 : 1)
        .join('/'),
    );
  return [...new Set(names)].toSorted();
}

/** What `npm install` leaves: the packed files, and links to all other packages but these. */
async function install(folder: string, without: readonly string[] = []): Promise<void> {
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(join(ROOT, 'node_modules')))
    if (!without.includes(name)) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  for (const name of ['dist/src', 'dist/chunks', 'package.json']) await cp(join(ROOT, name), join(modules, 'sluice', name), { recursive: true });
}

async function node(folder: string, script: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
  await promisify(execFile)(process.execPath, [script], { cwd: folder, env: { PATH: process.env['PATH'], ...env } });
}
