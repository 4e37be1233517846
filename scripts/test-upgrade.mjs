import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { readFlags } from './flags.mjs';
import { ROOT, say, setUp } from './setup.mjs';

const HELP = `npm run test:upgrade -- --from REF

Build the sluice of an earlier commit or tag beside this one, let it write a store, and open that with this one. Needs the git
history, and npm for the packages of then.

  npm run test:upgrade -- --from v0.1.0`;

const values = readFlags(HELP, {
  from: { isFine: (value) => value !== '', wanted: 'a commit or tag: which sluice wrote the store', isRequired: true },
});

const folder = mkdtempSync(join(tmpdir(), 'sluice-upgrade-'));
const store = `sqlite:${join(folder, 'registry.sqlite')}`;
const failures = [];
try {
  await setUp();
  const old = join(folder, 'old');
  step('git', ['clone', '--quiet', '--no-checkout', ROOT, old]);
  step('git', ['-C', old, 'checkout', '--quiet', values.from]);
  say(`building ${values.from}`);
  step(process.execPath, [join(old, 'scripts', 'build.mjs')], { cwd: old });
  const before = await withRegistry(old, async (url) => {
    await writeHistory(old, url);
    return readAll(url);
  });
  say(`${before.length} versions were written`);
  await withRegistry(ROOT, async (url) => {
    const after = await readAll(url);
    check('every version is there', after.length === before.length, `${after.length} of ${before.length}`);
    for (const [at, then] of before.entries())
      check(`${then.subject}@${then.version} says what it said`, isSame(then, after[at] ?? {}), JSON.stringify(after[at]));
    const file = write('wider.json', {
      type: 'object',
      required: ['id'],
      properties: { id: { type: 'string' }, note: { type: 'string' }, more: { type: 'string' } },
    });
    const flags = ['--subject', 'com.shop.order', '--registry', url];
    check('the next version is registered', sluice(ROOT, ['register', file, ...flags]).status === 0);
    check('what breaks is refused', sluice(ROOT, ['register', write('broken.json', { type: 'object', required: ['key'] }), ...flags]).status === 1);
    const snapshot = await getJson(`${url}/api/v1/snapshot`);
    check('a gateway gets all that is live', snapshot.versions.length >= before.filter(({ state }) => state !== 'retired').length);
  });
  check('the store is whole', sluice(ROOT, ['doctor', '--store', store]).status === 0);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(failures.length === 0 ? `what ${values.from} wrote opens\n` : `${failures.length} failed\n`);
process.exitCode = failures.length === 0 ? 0 : 1;

function check(what, isFine, found = '') {
  process.stdout.write(`${isFine ? 'ok     ' : `FAILED `}${what}${isFine || found === '' ? '' : `: ${found}`}\n`);
  if (!isFine) failures.push(what);
}

function step(command, words, options = {}) {
  const { status } = spawnSync(command, words, { stdio: ['ignore', 2, 2], ...options });
  if (status !== 0) throw new Error(`${command} ${words.join(' ')} ended with ${status}`);
}

function write(name, value) {
  writeFileSync(join(folder, name), JSON.stringify(value));
  return join(folder, name);
}

function sluice(home, words) {
  const done = spawnSync(process.execPath, [join(home, 'dist', 'cli', 'main.js'), ...words], { cwd: folder, encoding: 'utf8' });
  if (done.status !== 0) process.stderr.write(done.stderr);
  return done;
}

/** Histories of all kinds: versions, a reference, a breaking line, a retired one, settings. */
async function writeHistory(home, url) {
  const register = (name, schema, ...flags) =>
    sluice(home, ['register', write('schema.json', schema), '--subject', name, '--registry', url, ...flags]);
  const money = { $id: 'https://shop.example/money.json', type: 'object', required: ['amount'], properties: { amount: { type: 'integer' } } };
  register('com.shop.money', money);
  const order = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } };
  register('com.shop.order', order);
  register('com.shop.order', { ...order, properties: { ...order.properties, note: { type: 'string' } } });
  register('com.shop.paid', { type: 'object', properties: { total: { $ref: money.$id } } }, '--reference', `${money.$id}=com.shop.money@1`);
  register('com.shop.paid', { type: 'array' }, '--allow-breaking', '--reason', 'a list from now on');
  for (let number = 0; number < 40; number += 1) register(`com.shop.many${number}`, { title: `${number}`, enum: ['ä', '𝒳', number] });
  sluice(home, ['retire', 'com.shop.order@2', '--reason', 'a bad one', '--registry', url]);
}

/** On a connection of its own: one that ends while a command is waited for would look alive. */
async function getJson(url) {
  return (await fetch(url, { headers: { connection: 'close' } })).json();
}

async function readAll(url) {
  const get = (path) => getJson(`${url}/api/v1${path}`);
  const { items } = await get('/subjects?limit=1000');
  const versions = [];
  for (const { subject } of items) {
    const { versions: heads } = await get(`/subjects/${encodeURIComponent(subject)}`);
    for (const { version } of heads) versions.push(await get(`/subjects/${encodeURIComponent(subject)}/versions/${version}`));
  }
  return versions;
}

/** What it said then it says now; it may say more. */
function isSame(then, now) {
  return Object.entries(then).every(([name, value]) => isDeepStrictEqual(now[name], value));
}

async function withRegistry(home, work) {
  const words = [join(home, 'dist', 'cli', 'main.js'), 'serve', '--store', store, '--port', '0'];
  const server = spawn(process.execPath, words, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [ready] = await once(createInterface(server.stdout), 'line');
    return await work(/https?:\/\/\S+/.exec(ready)[0].replace(/\/$/, ''));
  } finally {
    server.kill('SIGTERM');
    await once(server, 'close');
  }
}
