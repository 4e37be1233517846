import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonValue } from '../../src/core/json/value.ts';
import { ORDER_BROKEN, ORDER_EVENT, ORDER_V1, ORDER_V2, WRONG_EVENT } from './contracts.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith, serve, type Finished } from './process.ts';
import { serveHere, startHere, type ServerHere } from './serve-here.ts';
import { until } from '../until.ts';

const ORDER = 'com.shop.order';
const TOKEN = 'let-me-in';
const CONFIG = { admin: { tokenEnv: 'SLUICE_ADMIN' }, routes: [{ path: '/events', source: { kind: 'cloudevents' }, targets: [] }] };
const UP = ['up', '--config', 'gateway.json', '--registry-port', '0', '--gateway-port', '0', '--store', 'memory:'];

let cwd = '';
let up: ServerHere;

beforeAll(async () => {
  cwd = await folderWith({ 'gateway.json': CONFIG, 'v1.json': ORDER_V1, 'v2.json': ORDER_V2, 'broken.json': ORDER_BROKEN, 'cut.json': '{ "a": ' });
  up = await serveHere(UP, { cwd, env: { SLUICE_ADMIN: TOKEN } });
  expect(await run('register', 'v1.json', '--subject', ORDER)).toMatchObject({ code: 0 });
  expect(await run('register', 'v2.json', '--subject', ORDER)).toMatchObject({ code: 0 });
  await knowsBoth(up.gateway);
});

afterAll(() => up.stop());

function run(...args: string[]): Promise<Finished> {
  return sluiceHere(args, { cwd, env: { SLUICE_REGISTRY: up.registry, SLUICE_GATEWAY: up.gateway, SLUICE_GATEWAY_TOKEN: TOKEN } });
}

async function runJson(...args: string[]): Promise<{ readonly code: number | null; readonly json: unknown }> {
  const { code, stdout } = await run(...args, '--format', 'json');
  return { code, json: JSON.parse(stdout) };
}

async function post(gateway: string, data: JsonValue, source = '/test'): Promise<number> {
  const body = JSON.stringify({ specversion: '1.0', id: '1', source, type: ORDER, data });
  return (await fetch(`${gateway}/events`, { method: 'POST', headers: { 'content-type': 'application/cloudevents+json' }, body })).status;
}

/** Once the gateway judges by both versions that were registered. */
async function knowsBoth(gateway: string): Promise<void> {
  await until(async () => /^sluice_gateway_snapshot_position 2$/m.test(await (await fetch(`${gateway}/-/metrics`)).text()));
}

for (const place of ['/events', ORDER]) {
  test(`observe ${place}: for a time, shown, and ended`, async () => {
    expect(await post(up.gateway, WRONG_EVENT)).toBe(422);
    expect(await run('observe', place, '--for', '15m')).toMatchObject({ code: 0, stdout: expect.stringMatching(/: observe until 20/) });
    expect(await post(up.gateway, WRONG_EVENT)).toBe(204);
    expect((await run('observe')).stdout).toMatch(new RegExp(`^${place} +observe +20`, 'm'));
    const { json } = await runJson('observe');
    expect(JSON.stringify(json)).toContain('"observe"');
    expect(await run('observe', place, '--end')).toMatchObject({ code: 0 });
    expect(await post(up.gateway, WRONG_EVENT)).toBe(422);
  });
}

test('shadow: a file and a version are tried, reported by producer, and ended', async () => {
  const started = await runJson('shadow', ORDER, 'broken.json', '--for', '1h');
  expect(started).toMatchObject({ code: 0, json: { subject: ORDER, label: 'broken.json', judged: 0 } });
  await post(up.gateway, ORDER_EVENT, '/shop');
  const told = await run('shadow', ORDER);
  expect(told).toMatchObject({ code: 0, stdout: expect.stringMatching(/judged +1\n.*\nPRODUCER +JUDGED +REFUSED\n\/shop +1 +1\n/s) });
  expect(await runJson('shadow')).toMatchObject({ json: { items: [{ label: 'broken.json', judged: 1 }] } });
  expect(await runJson('shadow', `${ORDER}@1`)).toMatchObject({ code: 0, json: { label: `${ORDER}@1`, judged: 0 } });
  await post(up.gateway, ORDER_EVENT, '/shop');
  expect(await runJson('shadow', ORDER, '--end')).toMatchObject({ json: { judged: 1, refused: 0 } });
  expect(await run('shadow')).toMatchObject({ code: 0, stdout: 'no candidate is under trial\n' });
});

test('seen, and retire --dry-run --gateway, say who sends a version, and when last', async () => {
  await post(up.gateway, ORDER_EVENT, '/checkout');
  const seen = await run('seen', ORDER);
  expect(seen).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^since .*\nVERSION .*\ncom\.shop\.order@2 +\d+ +20.*\n +\/checkout +\d+ +20/s),
  });
  expect(await runJson('seen', `${ORDER}@1`)).toMatchObject({ json: { items: [] } });
  const dry = await run('retire', `${ORDER}@2`, '--dry-run', '--gateway', up.gateway);
  expect(dry).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/nothing was stored.*\ntraffic: since 20.* events under @2, the last at .*\/checkout/s),
  });
  const { json } = await runJson('retire', `${ORDER}@2`, '--dry-run', '--gateway', up.gateway);
  const { traffic } = json as { readonly traffic: { readonly accepted: number; readonly producers: readonly object[] } };
  expect(traffic.accepted).toBeGreaterThan(0);
  expect(traffic.producers).toContainEqual(expect.objectContaining({ producer: '/checkout' }));
  expect((await run('retire', `${ORDER}@1`, '--dry-run', '--gateway', up.gateway)).stdout).toContain('accepted no event under @1');
});

test('accept-history changes nothing where the registry is the one that is followed', async () => {
  for (const args of [['accept-history', '--dry-run'], ['accept-history']])
    expect(await run(...args)).toMatchObject({ code: 0, stdout: expect.stringContaining('there is nothing to accept') });
});

const WRONG: readonly { readonly args: readonly string[]; readonly code: number; readonly says: string }[] = [
  { args: ['observe', '/nowhere'], code: 2, says: 'no route of this gateway has the path /nowhere' },
  { args: ['observe', 'com.nope'], code: 2, says: 'expected a subject with a live version' },
  { args: ['observe', '/events', '--for', 'ever'], code: 2, says: '--for: expected a time such as 90s' },
  { args: ['observe', '/events', '--for', '60d'], code: 2, says: '30 days' },
  { args: ['observe', '--end'], code: 2, says: 'expected a route or a subject' },
  { args: ['observe', '/events', '--end', '--for', '1h'], code: 2, says: 'contradict' },
  { args: ['shadow', 'com.nope', 'v1.json'], code: 2, says: 'expected a subject with a live version' },
  { args: ['shadow', ORDER, 'cut.json'], code: 1, says: 'cut.json:1' },
  { args: ['shadow', ORDER, 'missing.json'], code: 2, says: 'cannot read missing.json' },
  { args: ['shadow', `${ORDER}@1`, 'v1.json'], code: 2, says: 'found both' },
  { args: ['shadow', `${ORDER}@9`], code: 2, says: 'version' },
  { args: ['shadow', ORDER], code: 2, says: 'no candidate is under trial' },
  { args: ['shadow', ORDER, '--for', '1h'], code: 2, says: 'found neither' },
  { args: ['retire', `${ORDER}@1`, '--gateway', 'http://127.0.0.1:1'], code: 2, says: '--gateway goes with --dry-run' },
  { args: ['seen', '--gateway', 'http://127.0.0.1:1'], code: 3, says: 'the gateway at http://127.0.0.1:1 does not answer' },
  { args: ['seen', '--gateway', 'gateway'], code: 2, says: '--gateway: expected an http' },
];

for (const { args, code, says } of WRONG) {
  test(`${args.join(' ')} ends with ${code}`, async () => {
    expect(await run(...args)).toMatchObject({ code, stderr: expect.stringContaining(says) });
  });
}

test('a registry is not a gateway, and says so', async () => {
  expect(await run('seen', '--gateway', up.registry)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/nothing is served at \/-\/api\/v1[^]*why: .* is no gateway[^]*next: .*--gateway/),
  });
});

test('without the token, or with another one, nothing is changed', async () => {
  for (const [token, said] of [
    ['', 'is not set'],
    ['another', 'is another one'],
  ] as const) {
    const env = { SLUICE_GATEWAY: up.gateway, SLUICE_GATEWAY_TOKEN: token };
    const answer = await sluiceHere(['observe', '/events'], { cwd, env });
    expect(answer).toMatchObject({ code: 3, stderr: expect.stringMatching(/why: .*admin token[^]*next: .*SLUICE_GATEWAY_TOKEN/) });
    expect(answer.stderr).toContain(
      `${up.gateway}, which SLUICE_GATEWAY names, asks for the admin token that the gateway was started with: SLUICE_GATEWAY_TOKEN ${said}.`,
    );
    expect(answer.stderr).not.toMatch(/SLUICE_TOKEN|sluice keys/);
  }
});

test('a registry that is killed and restored as docs/operations.md says is followed again after accept-history', async () => {
  const folder = await folderWith({ 'gateway.json': CONFIG, 'v1.json': ORDER_V1, 'broken.json': ORDER_BROKEN });
  const store = join(folder, 'data', 'registry.sqlite');
  const options = { cwd: folder, env: { SLUICE_ADMIN: TOKEN } };
  const first = await serve(['serve', '--port', '0', '--dir', 'data'], options);
  const port = new URL(first.registry).port;
  const gateway = await startHere(['gateway', '--config', 'gateway.json', '--registry', first.registry, '--port', '0', '--dir', 'gate'], options);
  const command = (...args: string[]): Promise<Finished> =>
    sluiceHere(args, { cwd: folder, env: { SLUICE_REGISTRY: first.registry, SLUICE_GATEWAY: gateway.gateway, SLUICE_GATEWAY_TOKEN: TOKEN } });
  const says = async (state: string): Promise<void> => {
    await until(async () => ((await (await fetch(`${gateway.gateway}/-/readyz`)).json()) as { readonly registry: string }).registry === state);
  };

  await command('register', 'v1.json', '--subject', ORDER);
  expect(await command('backup', 'copy.sqlite', '--dir', 'data')).toMatchObject({ code: 0 });
  await command('register', 'broken.json', '--subject', ORDER, '--allow-breaking', '--reason', 'test');
  await knowsBoth(gateway.gateway);
  await first.stop('SIGKILL');
  for (const end of ['', '-wal', '-shm']) await rm(store + end, { force: true });
  await copyFile(join(folder, 'copy.sqlite'), store);
  await startHere(['serve', '--port', port, '--dir', 'data'], options);
  await says('another history');

  expect(await command('accept-history', '--dry-run')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/position 2 before, 1 there\nwould no longer be accepted: com\.shop\.order@2\n.*\nnothing was changed\n$/),
  });
  expect(await command('accept-history')).toMatchObject({ code: 0, stdout: expect.stringContaining('now follows another history') });
  await says('following');
  expect(await command('accept-history')).toMatchObject({ code: 0, stdout: expect.stringContaining('there is nothing to accept') });
  const { stderr } = await gateway.stop();
  expect(stderr.match(/the registry has another history/g)).toHaveLength(1);
});
