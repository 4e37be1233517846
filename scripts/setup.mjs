// What `npm start` and `npm test` do first, with nothing but Node's own modules: install the packages and build.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const INSTALL_STAMP = join(ROOT, 'node_modules', '.sluice-installed');
const BUILD_STAMP = join(ROOT, 'dist', '.sluice-built');
const LOCK = join(ROOT, '.setup.lock');

export function say(message) {
  process.stderr.write(`[sluice] ${message}\n`);
}

/** Install and build where needed; one process at a time, the others wait for it. */
export async function setUp({ build = true } = {}) {
  checkNode();
  await takeLock();
  try {
    await install();
    if (build) await buildIfStale();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  say(`Node ${process.versions.node} is too old: sluice needs Node 20.19 or newer`);
  process.exit(2);
}

async function takeLock() {
  for (let told = false; ; told = true) {
    try {
      mkdirSync(LOCK);
      writeFileSync(join(LOCK, 'pid'), String(process.pid));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!isHolderAlive()) {
      rmSync(LOCK, { recursive: true, force: true });
      continue;
    }
    if (!told) say('another run is setting up; waiting for it');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function isHolderAlive() {
  try {
    const pid = Number(readFileSync(join(LOCK, 'pid'), 'utf8'));
    // An empty file: the holder has made the folder and is about to write its number.
    return pid === 0 || process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM' || (error.code === 'ENOENT' && existsSync(LOCK));
  }
}

async function install() {
  const wanted = installKey();
  if (readStamp(INSTALL_STAMP) !== wanted) {
    const fresh = !existsSync(join(ROOT, 'node_modules'));
    say(fresh ? 'installing packages (the first time takes a minute or two: SQLite may be compiled)' : 'packages changed; bringing them up to date');
    // `npm ci` would throw a compiled SQLite away.
    await npm([...(fresh ? ['ci'] : ['install', '--no-save']), '--include=dev', '--include=optional']);
  }
  if (!loadsSqlite()) {
    say('SQLite does not load; building it');
    await npm(['rebuild', 'better-sqlite3']);
    if (!loadsSqlite()) say('SQLite still does not load: the default store needs it; a C++ compiler and python3 are needed to build it');
  }
  writeFileSync(INSTALL_STAMP, wanted);
}

function installKey() {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', 'package.json']) hash.update(existsSync(join(ROOT, file)) ? readFileSync(join(ROOT, file)) : '');
  return hash.update(`${process.versions.modules} ${process.platform} ${process.arch}`).digest('hex');
}

function loadsSqlite() {
  try {
    const Database = createRequire(join(ROOT, 'package.json'))('better-sqlite3');
    new Database(':memory:').close();
    return true;
  } catch {
    return false;
  }
}

async function npm(parameters) {
  const prefix = dirname(dirname(process.execPath));
  const headers = existsSync(join(prefix, 'include', 'node', 'node.h')) ? { npm_config_nodedir: prefix } : {};
  const env = { ...headers, ...process.env, npm_config_ignore_scripts: 'false' };
  const viaNode = process.env.npm_execpath?.endsWith('.js') === true;
  const [command, first] = viaNode ? [process.execPath, [process.env.npm_execpath]] : ['npm', []];
  const code = await run(command, [...first, ...parameters, '--no-audit', '--no-fund', '--loglevel=error'], { env, stdio: ['ignore', 2, 2] });
  if (code === 0) return;
  say(`npm ${parameters.join(' ')} failed with code ${code}; see above`);
  process.exit(1);
}

export async function buildIfStale() {
  const wanted = buildKey();
  if (readStamp(BUILD_STAMP) === wanted) return;
  say('building');
  rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
  for (const step of [
    [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json'],
    [join(ROOT, 'scripts', 'build-package.mjs')],
    [join(ROOT, 'scripts', 'build-ui.mjs')],
  ]) {
    const code = await run(process.execPath, step, { stdio: ['ignore', 2, 2] });
    if (code === 0) continue;
    say('the build failed; see above');
    process.exit(1);
  }
  writeFileSync(BUILD_STAMP, wanted);
}

function buildKey() {
  const hash = createHash('sha256').update(installKey());
  for (const folder of ['src', 'cli', 'examples', 'bench']) hashFolder(hash, join(ROOT, folder));
  const files = ['tsconfig.json', 'tsconfig.build.json', ...['build-package', 'build-ui', 'bundle'].map((name) => `scripts/${name}.mjs`)];
  for (const file of files) hash.update(readFileSync(join(ROOT, file)));
  return hash.digest('hex');
}

function hashFolder(hash, folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name === 'node_modules') continue;
    if (entry.isDirectory()) hashFolder(hash, path);
    else hash.update(path.slice(ROOT.length)).update(readFileSync(path));
  }
}

function readStamp(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Run a command in the project's folder; gives its exit code. */
export function run(command, parameters, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { cwd: ROOT, stdio: 'inherit', ...options });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** Run one of the project's development tools by the file that its package names. */
export function tool(packageName, bin, parameters, options = {}) {
  const folder = join(ROOT, 'node_modules', packageName);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[bin];
  return run(process.execPath, [join(folder, file), ...parameters], options);
}
