import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chmod, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { access, engines, newest, room, settings, wholeness } from '../../cli/doctor/store.ts';
import { skew } from '../../cli/doctor/network.ts';
import { node } from '../../cli/doctor/programs.ts';
import { createClient } from '../../src/client/index.ts';
import { diskRoom } from '../../src/core/disk-room.ts';
import { createCertificate } from '../server/certificates.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith, sluice } from './process.ts';
import { serveHere, startHere } from './serve-here.ts';

interface Told {
  readonly healthy: boolean;
  readonly checks: readonly { readonly check: string; readonly status: string; readonly message: string; readonly remedy?: string }[];
}

async function doctor(cwd: string, ...args: string[]): Promise<{ readonly code: number | null; readonly told: Told }> {
  const { code, stdout } = await sluiceHere(['doctor', '--format', 'json', ...args], { cwd, env: { SLUICE_REGISTRY: '' } });
  return { code, told: JSON.parse(stdout) as Told };
}

let cwd = '';

beforeAll(async () => {
  cwd = await folderWith();
  await (await serveHere(['serve', '--port', '0'], { cwd })).stop();
});

test('a new store is healthy, and every warning says what to do', async () => {
  const { code, told } = await doctor(cwd);
  expect({ code, healthy: told.healthy }).toEqual({ code: 0, healthy: true });
  const status = Object.fromEntries(told.checks.map((one) => [one.check, one.status]));
  expect(status).toMatchObject({
    node: 'ok',
    sqlite: 'ok',
    store: 'ok',
    integrity: 'ok',
    'foreign keys': 'ok',
    wal: 'ok',
    permissions: 'ok',
    verdicts: 'ok',
    clock: 'ok',
    settings: 'ok',
  });
  expect(told.checks.filter((one) => (one.status === 'ok') !== (one.remedy === undefined))).toEqual([]);
  expect(Object.keys(status)).not.toContain('registry');
});

test('as text it is a line a check, and a last one that counts', async () => {
  const { code, stdout } = await sluice(['doctor'], { cwd, env: { SLUICE_REGISTRY: '' } });
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ok {4}sluice .*\n[^]*\n\n\d+ ok, \d+ to look at, 0 failed\n$/) });
});

test('a registry that is named is asked', async () => {
  const server = await startHere(['serve', '--port', '0', '--store', 'memory:'], { cwd });
  const { code, told } = await doctor(cwd, '--registry', server.registry);
  expect(code).toBe(0);
  expect(told.checks.filter(({ check }) => /registry|skew/.test(check)).map(({ check, status }) => `${check} ${status}`)).toEqual([
    'registry ok',
    'registry version ok',
    'clock skew ok',
  ]);
});

test('a registry behind something that asks for a login is not told, which is no failure of its version', async () => {
  const wall = createServer((_request, response) => response.writeHead(401, { 'content-type': 'text/html' }).end('<html>')).listen(0, '127.0.0.1');
  onTestFinished(() => void wall.close());
  await once(wall, 'listening');
  const { told } = await doctor(cwd, '--registry', `http://127.0.0.1:${(wall.address() as AddressInfo).port}`);
  expect(told.checks.find(({ check }) => check === 'registry version')).toMatchObject({ status: 'warn', message: 'not told: it answers 401' });
});

const OUTAGES = [
  {
    title: 'whose database is away: in its words, and what to do; its version is not told',
    body: JSON.stringify({ code: 'store_unavailable', detail: `the database is away ${'x'.repeat(400)}.`, next: 'Start the database.' }),
    registry: {
      status: 'fail',
      message: expect.stringMatching(/^http:\S+ is not ready: the database is away x{400}\.$/),
      remedy: 'Start the database.',
    },
    version: { status: 'warn', message: 'not told: it answers 503 (store_unavailable)' },
  },
  {
    title: 'behind a proxy that says so itself',
    body: '<html>down',
    registry: { status: 'fail', message: expect.stringContaining('/readyz answers 503, and not as a registry does') },
    version: { status: 'warn', message: 'not told: it answers 503' },
  },
];

for (const { title, body, registry, version } of OUTAGES) {
  test(`a registry ${title}`, async () => {
    const away = createServer((_request, response) => response.writeHead(503).end(body)).listen(0, '127.0.0.1');
    onTestFinished(() => void away.close());
    await once(away, 'listening');
    const { code, told } = await doctor(cwd, '--registry', `http://127.0.0.1:${(away.address() as AddressInfo).port}`);
    expect(code).toBe(1);
    const look = (name: string): object | undefined => told.checks.find(({ check }) => check === name);
    expect(look('registry')).toMatchObject(registry);
    expect(look('registry version')).toMatchObject(version);
  });
}

test.each([
  [0, /agree to the second/],
  [999, /agree to the second/],
  [-400, /agree to the second/],
  [4_000, /is 3 s ahead of u/],
  [-4_000, /is 4 s behind u/],
])('a Date header has whole seconds: %i ms after it begins', (after, said) => {
  expect(skew('u', 'Thu, 01 Jan 2026 00:00:00 GMT', Date.UTC(2026, 0, 1) + after).message).toMatch(said);
});

describe('the configuration of a gateway that somebody names', () => {
  const route = { path: '/', source: { kind: 'cloudevents' }, targets: [] };
  const rows: readonly { readonly title: string; readonly config?: object; readonly code: number; readonly said: RegExp }[] = [
    {
      title: 'fits',
      config: { listen: '127.0.0.1:1', routes: [route] },
      code: 0,
      said: /ok +gateway configuration +conf\/g\.json: 1 routes[^]* port 1 /,
    },
    {
      title: 'has a member that is none',
      config: { routes: [{ ...route, target: [] }] },
      code: 1,
      said: /fail +gateway configuration +conf\/g\.json:\d+:\d+.*did you mean "targets"/,
    },
    {
      title: 'names a port that is none',
      config: { listen: '127.0.0.1:99999', routes: [] },
      code: 1,
      said: /listen: expected HOST:PORT .* found "127\.0\.0\.1:99999"/,
    },
    { title: 'names a file that is not there', config: { registryTokenFile: 'none', routes: [] }, code: 1, said: /cannot read .*conf\/none/ },
    {
      title: 'names a variable that is not set',
      config: { admin: { tokenEnv: 'NOT_SET' }, routes: [] },
      code: 1,
      said: /environment variable NOT_SET/,
    },
    { title: 'is not there', code: 1, said: /fail +gateway configuration +cannot read conf\/g\.json/ },
  ];
  for (const { title, config, code, said } of rows) {
    test(title, async () => {
      const folder = await folderWith({ 'sluice.gateway.json': '{ "routes": 7 }', ...(config === undefined ? {} : { 'conf/g.json': config }) });
      const told = await sluiceHere(['doctor', '--gateway-config', 'conf/g.json'], { cwd: folder, env: { SLUICE_REGISTRY: '' } });
      expect(told).toMatchObject({ code, stdout: expect.stringMatching(said) as string });
      expect(told.stdout).toContain('no SLUICE_ variable is set');
    });
  }
});

const FAILING = [
  { title: 'a registry that does not answer', check: 'registry', args: ['--registry', 'http://127.0.0.1:2'] },
  { title: "another program's database", check: 'store', args: ['--store', 'sqlite:other.sqlite'] },
  { title: 'a file that is no database', check: 'store', args: ['--store', 'sqlite:text.sqlite'] },
  { title: 'a gateway configuration that is none', check: 'gateway configuration', args: [] },
];

for (const { title, check, args } of FAILING) {
  test(`${title} fails with exit code 1`, async () => {
    const folder = await folderWith({ 'text.sqlite': 'no database '.repeat(500), 'sluice.gateway.json': '{ "routes": 7 }' });
    const other = new Sqlite(join(folder, 'other.sqlite'));
    other.exec('CREATE TABLE theirs (x)');
    other.close();
    const { code, told } = await doctor(folder, ...args);
    expect({ code, healthy: told.healthy }).toEqual({ code: 1, healthy: false });
    expect(told.checks.find((one) => one.check === check)).toMatchObject({ status: 'fail', remedy: expect.any(String) });
  });
}

test('a damaged store fails, with what to do', async () => {
  const folder = await folderWith();
  await (await serveHere(['serve', '--port', '0'], { cwd: folder })).stop();
  const file = await open(join(folder, '.sluice-data', 'registry.sqlite'), 'r+');
  await file.write(Buffer.alloc(30_000, 0xff), 0, 30_000, 8_192);
  await file.close();
  const { code, told } = await doctor(folder);
  expect(code).toBe(1);
  expect(told.checks.filter(({ status }) => status === 'fail')).toMatchObject([{ remedy: expect.stringMatching(/restore a backup/) }]);
});

test('settings for names that no subject has or begins with are pointed out', async () => {
  const folder = await folderWith();
  const server = await serveHere(['serve', '--port', '0'], { cwd: folder });
  const client = createClient({ url: server.registry });
  await client.register('com.shop.order', { schema: {} });
  for (const name of ['', 'com.shop.*', 'com.shop.order', 'com.shop.odrer', 'com.shp.*']) await client.putConfig(name, { level: 'FULL' });
  await client.putMode('com.zzz', { mode: 'READONLY' });
  await server.stop();
  const { code, told } = await doctor(folder);
  expect(code).toBe(0);
  expect(told.checks.find(({ check }) => check === 'settings')).toMatchObject({
    status: 'warn',
    message: expect.stringMatching(/ for "com\.shop\.odrer", "com\.shp\.\*", "com\.zzz"$/),
  });
});

test('a store that anybody may write to fails', async () => {
  const folder = await folderWith();
  await (await serveHere(['serve', '--port', '0'], { cwd: folder })).stop();
  await chmod(join(folder, '.sluice-data'), 0o777);
  const { code, told } = await doctor(folder);
  expect(code).toBe(1);
  expect(told.checks.filter(({ check }) => check === 'permissions').map(({ status }) => status)).toEqual(['fail', 'ok']);
});

test('a file that is no database is told so, not that it is damaged or to ask the doctor', async () => {
  const folder = await folderWith({ 'text.sqlite': 'no database '.repeat(500) });
  const { told } = await doctor(folder, '--store', 'sqlite:text.sqlite');
  expect(told.checks.find(({ check }) => check === 'store')).toMatchObject({
    message: expect.stringMatching(/is not a database: choose another path/),
    remedy: 'Choose another path with --store, or restore a backup.',
  });
  expect(JSON.stringify(told)).not.toContain('sluice doctor');
});

const WHOLE = { isOurs: true, format: 2, known: 2, damages: [], orphans: 0, isRestoring: false, newestAt: undefined, idleSettings: [], verdicts: [] };
const MIB = 1_024 ** 2;

const rows = [
  { title: 'node 20.18 is too old', found: [node('20.18.3')], status: ['fail'] },
  { title: 'node 20.19 and 22.0 are fine', found: [node('20.19.0'), node('22.0.0')], status: ['ok', 'ok'] },
  { title: 'a newer format', found: wholeness('f', { ...WHOLE, format: 3 }), status: ['fail', 'ok', 'ok'] },
  { title: 'an earlier format', found: wholeness('f', { ...WHOLE, format: 1 }), status: ['warn', 'ok', 'ok'] },
  { title: 'damages and orphans', found: wholeness('f', { ...WHOLE, damages: ['page 3'], orphans: 1 }), status: ['ok', 'fail', 'fail'] },
  {
    title: 'modes',
    found: [0o700, 0o755, 0o777].map((bits) => access({ path: 'p', mode: '700', bits })),
    status: ['ok', 'warn', 'fail'],
  },
  {
    title: 'many damages on one line',
    found: wholeness('f', { ...WHOLE, damages: Array.from({ length: 10 }, (_, at) => `page ${at}`) }).filter(({ message }) =>
      /^page 0; page 1; page 2; and more$/.test(message),
    ),
    status: ['fail'],
  },
  {
    title: 'room',
    found: [2_048, 500, 10].map((free) => room('d', diskRoom({ freeBytes: free * MIB, sizeBytes: 20_000 * MIB }))),
    status: ['ok', 'warn', 'fail'],
  },
  { title: 'settings that nobody is meant by', found: [settings({ idleSettings: ['a'] }), settings({ idleSettings: [] })], status: ['warn', 'ok'] },
  { title: 'verdicts of an older engine', found: [engines({ verdicts: [{ engine: 'old', count: 3 }] })], status: ['warn'] },
  {
    title: 'a version of the future',
    found: ['2026-01-01T00:00:30Z', '2026-01-01T01:00:00Z', undefined].map((newestAt) => newest({ newestAt }, Date.UTC(2026, 0, 1))),
    status: ['ok', 'warn', 'ok'],
  },
  {
    title: 'another time there',
    found: ['Thu, 01 Jan 2026 00:00:05 GMT', 'Thu, 01 Jan 2026 00:05:00 GMT', null].map((date) => skew('u', date, Date.UTC(2026, 0, 1))),
    status: ['ok', 'warn', 'ok'],
  },
];

for (const { title, found, status } of rows) {
  test(`${title}: ${status.join(', ')}`, () => expect(found.map((one) => one.status)).toEqual(status));
}

test('in a project it looks at what belongs to it, and at its registry', async () => {
  const server = await startHere(['serve', '--port', '0', '--store', 'memory:']);
  const schemas = await folderWith({ 'order.json': { title: 'Order', type: 'object' } });
  await sluiceHere(['register', 'order.json', '--subject', 'order', '--registry', server.registry], { cwd: schemas });
  const project = await folderWith({
    'sluice.config.json': { $schema: './s.json', registry: server.registry, produces: { order: '^1' }, output: { dir: 'out' } },
  });
  const statuses = async (): Promise<Readonly<Record<string, string>>> => {
    const { told } = await doctor(project);
    return Object.fromEntries(told.checks.map((one) => [one.check, one.status]));
  };
  const env = { SLUICE_REGISTRY: '' };
  expect(await statuses()).toMatchObject({ project: 'ok', editor: 'warn', lock: 'warn', registry: 'ok', 'registry version': 'ok', key: 'ok' });
  await sluiceHere(['pull'], { cwd: project, env });
  expect(await statuses()).toMatchObject({ lock: 'ok', 'vendored schemas': 'ok', 'generated files': 'warn' });
  await sluiceHere(['generate'], { cwd: project, env });
  await writeFile(join(project, 's.json'), '{}');
  expect(await statuses()).toMatchObject({ editor: 'ok', 'generated files': 'ok' });
  await rm(join(project, '.sluice'), { recursive: true });
  expect(await statuses()).toMatchObject({ 'vendored schemas': 'fail' });
  await writeFile(join(project, 'sluice.config.json'), '{ "regitsry": 1 }');
  expect(await statuses()).toMatchObject({ project: 'fail' });
});

test('it says that a key does not go where only the project says', async () => {
  const project = await folderWith({ 'sluice.config.json': { registry: 'http://0.0.0.0:9' } });
  const { stdout } = await sluiceHere(['doctor'], { cwd: project, env: { SLUICE_REGISTRY: '', SLUICE_TOKEN: 'x' } });
  expect(stdout).toMatch(
    /\nwarn {2}key +SLUICE_TOKEN was not sent to http:\/\/0\.0\.0\.0:9, which only sluice\.config\.json names\n +→ set SLUICE_REGISTRY=/,
  );
});

const DAY_MS = 24 * 3_600_000;

const REGISTRY_FILES = [
  { title: 'a good one', config: { auth: { keys: true }, rateLimit: { perSecond: 5, burst: 5 } }, status: 'ok', message: 'auth, rateLimit' },
  { title: 'a member that there is not', config: { aut: {} }, status: 'fail', message: 'registry.json:2' },
  { title: 'a variable that is not set', config: { gateways: { a: { url: 'http://x', tokenEnv: 'NOT_SET' } } }, status: 'fail', message: 'NOT_SET' },
  { title: 'a certificate that is not there', config: { tls: { cert: 'gone.pem', key: 'key.pem' } }, status: 'fail', message: 'gone.pem' },
] as const;

for (const { title, config, status, message } of REGISTRY_FILES) {
  test(`the configuration of a registry is read as serve reads it: ${title}`, async () => {
    const { told } = await doctor(await folderWith({ 'registry.json': config }), '--registry-config', 'registry.json');
    expect(told.checks.find(({ check }) => check === 'registry configuration')).toMatchObject({ status, message: expect.stringContaining(message) });
  });
}

for (const { days, status } of [
  { days: 30, status: 'ok' },
  { days: 3, status: 'warn' },
  { days: -1, status: 'fail' },
]) {
  test(`a certificate of the registry that ends in ${days} days: ${status}`, async () => {
    const { cert, key } = await createCertificate('registry', { notAfterDate: new Date(Date.now() + days * DAY_MS) });
    const folder = await folderWith({ 'cert.pem': cert, 'key.pem': key, 'registry.json': { tls: { cert: 'cert.pem', key: 'key.pem' } } });
    const { told } = await doctor(folder, '--registry-config', 'registry.json');
    expect(told.checks.find(({ check }) => check === 'certificate')).toMatchObject({ status });
  });
}
