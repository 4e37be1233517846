// `npm run test:package`: pack, look at the package as its users' tools do, and use it from an empty folder on each Node that it is for.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { ROOT, run, say, setUp } from './setup.mjs';

const TOOLS = join(ROOT, 'scripts', 'package');
const NODES = ['node20', 'node22', 'node24'];
const BELONGS = /^(?:dist\/(?:chunks|cli|src|ui)\/|schemas\/|docs\/|action\/|action\.yml$|CHANGELOG\.md$|LICENSE$|README\.md$|package\.json$)/;
const [MAX_PACKED_MB, MAX_FILES] = [2, 800];
const ENTRIES = ['sluice', 'sluice/client', 'sluice/codegen', 'sluice/containment', 'sluice/gateway', 'sluice/unplugin'];

const failures = [];
const folder = mkdtempSync(join(tmpdir(), 'sluice-package-'));
try {
  await setUp();
  await installTools();
  const tarball = pack();
  await checkWithTools(tarball);
  for (const name of NODES) await useOn(name, tarball);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(failures.length === 0 ? 'the package is fine\n' : `${failures.length} failed\n`);
process.exitCode = failures.length === 0 ? 0 : 1;

function check(what, isFine, found = '') {
  process.stdout.write(`${isFine ? 'ok     ' : 'FAILED '}${what}${found === '' ? '' : `: ${found}`}\n`);
  if (!isFine) failures.push(what);
}

async function installTools() {
  const stamp = join(TOOLS, 'node_modules', '.package-lock.json');
  const isNew = existsSync(stamp) && NODES.every((name) => existsSync(nodeOf(name)));
  if (isNew) return;
  say('installing what looks at a package, and three versions of Node (once; half a GB)');
  const code = await run('npm', ['ci', '--prefix', TOOLS, '--ignore-scripts=false', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: TOOLS });
  if (code !== 0) throw new Error(`npm ci in ${TOOLS} ended with ${code}`);
}

function nodeOf(name) {
  return join(TOOLS, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

function pack() {
  const { status, stdout } = spawnSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm pack ended with ${status}`);
  const [packed] = JSON.parse(stdout);
  const [mb, whole] = [packed.size / 1e6, packed.unpackedSize / 1e6].map((size) => size.toFixed(2));
  check(
    `packed, at most ${MAX_PACKED_MB} MB and ${MAX_FILES} files`,
    mb <= MAX_PACKED_MB && packed.entryCount <= MAX_FILES,
    `${mb} MB, unpacked ${whole} MB, ${packed.entryCount} files`,
  );
  const strays = packed.files.map(({ path }) => path).filter((path) => !BELONGS.test(path));
  check('nothing in it that does not belong there', strays.length === 0, strays.join(', '));
  return join(folder, packed.filename);
}

async function checkWithTools(tarball) {
  const load = async (name) => import(pathToFileURL(createRequire(join(TOOLS, 'package.json')).resolve(name)).href);
  const { publint } = await load('publint');
  const { formatMessage } = await load('publint/utils');
  const bytes = readFileSync(tarball);
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) }, strict: true });
  check('publint', messages.length === 0, messages.map((message) => formatMessage(message, pkg)).join('; '));
  const { checkPackage, createPackageFromTarballData } = await load('@arethetypeswrong/core');
  const { problems = [] } = await checkPackage(createPackageFromTarballData(new Uint8Array(bytes)));
  // It is a package of modules: `require` finds them from Node 20.19 on, and TypeScript's older resolutions do not look at `exports`.
  const meant = problems.filter(({ kind, resolutionKind }) => kind !== 'CJSResolvesToESM' && resolutionKind !== 'node10');
  check('are the types wrong', meant.length === 0, meant.map((problem) => JSON.stringify(problem)).join('; '));
}

async function useOn(name, tarball) {
  const node = nodeOf(name);
  const home = join(folder, name);
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{ "name": "app", "private": true, "type": "module" }');
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  const env = { ...process.env, PATH: `${dirname(node)}:${process.env.PATH}`, ...headersOf(node) };
  const installed = spawnSync(node, [npmCli(), 'install', tarball, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: home,
    env,
    encoding: 'utf8',
  });
  check(`${version}: npm install in an empty folder`, installed.status === 0, installed.status === 0 ? '' : installed.stderr.slice(-500));
  if (installed.status !== 0) return;
  // From here on nothing may be fetched: whoever tried would find nobody.
  const nowhere = 'http://127.0.0.1:9';
  const offline = { ...env, HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere, npm_config_offline: 'true' };
  const sluice = (...words) =>
    spawnSync(node, [join('node_modules', 'sluice', 'dist', 'cli', 'main.js'), ...words], { cwd: home, env: offline, encoding: 'utf8' });
  check(`${version}: sluice --version`, /^\S+ \d+\.\d+\.\d+|^\d+\.\d+\.\d+/.test(sluice('--version').stdout), sluice('--version').stdout.trim());
  for (const entry of ENTRIES) {
    const { status, stderr } = spawnSync(node, ['--input-type=module', '-e', `await import('${entry}')`], {
      cwd: home,
      env: offline,
      encoding: 'utf8',
    });
    // Whoever uses the plugin has a bundler, and unplugin.
    const isFine = entry === 'sluice/unplugin' ? status === 0 || stderr.includes("'unplugin'") : status === 0;
    check(`${version}: import '${entry}'`, isFine, isFine ? '' : stderr.slice(-300));
  }
  const required = spawnSync(node, ['-e', "console.log(typeof require('sluice/client').createClient)"], {
    cwd: home,
    env: offline,
    encoding: 'utf8',
  });
  check(`${version}: require('sluice/client')`, required.stdout.trim() === 'function', required.stderr.slice(-300));
  await goThrough(version, { node, home, env: offline, sluice });
}

/** From a schema to an event at a function, as the README does it. */
async function goThrough(version, { node, home, env, sluice }) {
  const target = await startTarget();
  const up = spawn(
    node,
    [join('node_modules', 'sluice', 'dist', 'cli', 'main.js'), 'up', '--registry-port', '0', '--gateway-port', '0', '--target', target.url],
    { cwd: home, env, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  try {
    const [ready] = await once(createInterface(up.stdout), 'line');
    const [, registry, gateway] = /registry=(\S+) gateway=(\S+)/.exec(ready) ?? [];
    const order = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } };
    writeFileSync(join(home, 'order.json'), JSON.stringify(order));
    writeFileSync(join(home, 'renamed.json'), JSON.stringify({ ...order, required: ['key'], properties: { key: { type: 'string' } } }));
    const flags = ['--subject', 'com.shop.order', '--registry', registry];
    check(`${version}: a contract is registered`, sluice('register', 'order.json', ...flags).status === 0);
    check(`${version}: one that breaks is refused`, sluice('register', 'renamed.json', ...flags).status === 1);
    const post = async (data) =>
      (
        await fetch(gateway, {
          method: 'POST',
          headers: { 'content-type': 'application/cloudevents+json' },
          body: JSON.stringify({ specversion: '1.0', id: '1', source: '/', type: 'com.shop.order', data }),
        })
      ).status;
    check(`${version}: the gate lets a valid event through, and no other`, (await post({ id: 'a' })) === 204 && (await post({ id: 1 })) === 422);
    const pages = await fetch(`${registry}/ui/`);
    check(`${version}: the web pages are there`, pages.status === 200 && (await pages.text()).includes('<script'));
    writeFileSync(
      join(home, 'sluice.config.json'),
      JSON.stringify({ registry, consumes: { 'com.shop.order': '^1' }, output: { dir: 'events', language: 'js' } }),
    );
    const [pulled, generated] = [sluice('pull'), sluice('generate')];
    check(
      `${version}: code is generated`,
      pulled.status === 0 && generated.status === 0 && existsSync(join(home, 'events', 'index.js')),
      `${pulled.stderr}${generated.stderr}`.trim().slice(-300),
    );
  } finally {
    up.kill();
    await once(up, 'close');
    target.close();
  }
}

async function startTarget() {
  const { createServer } = await import('node:http');
  const server = createServer((request, response) => request.resume().once('end', () => response.writeHead(204).end()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** Where SQLite has to be compiled: the headers that came with this Node. */
function headersOf(node) {
  const require = createRequire(node);
  const found = require.resolve
    .paths('x')
    .map((path) => join(path, `node-${process.platform}-${process.arch}`))
    .find((path) => existsSync(join(path, 'include', 'node', 'node.h')));
  return found === undefined ? {} : { npm_config_nodedir: found };
}

/** The npm of whoever runs this, run by the Node that is tried. */
function npmCli() {
  return process.env.npm_execpath ?? join(dirname(dirname(process.execPath)), 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
}
