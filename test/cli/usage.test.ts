import { afterAll, beforeAll, expect, test } from 'vitest';
import { ORDER_EVENT, ORDER_V1, ORDER_V2 } from './contracts.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith } from './process.ts';
import { serveHere, type ServerHere } from './serve-here.ts';

const CONFIG = { admin: { tokenEnv: 'ADMIN_TOKEN' }, routes: [{ path: '/events', source: { kind: 'cloudevents' }, targets: [] }] };

let cwd = '';
let up: ServerHere;

beforeAll(async () => {
  cwd = await folderWith({
    'gateway.json': CONFIG,
    'v1.json': ORDER_V1,
    'v2.json': ORDER_V2,
    'cart.json': { type: 'object', properties: { order: { $ref: 'order.json' } } },
  });
  up = await serveHere(['up', '--config', 'gateway.json', '--registry-port', '0', '--gateway-port', '0', '--store', 'memory:'], {
    cwd,
    env: { ADMIN_TOKEN: 'let-me-in' },
  });
  await run('register', 'v1.json', '--subject', 'order');
  await run('register', 'v2.json', '--subject', 'order');
  await run('register', 'cart.json', '--subject', 'cart', '--reference', 'order.json=order@1');
});

afterAll(async () => {
  await up.stop();
});

function run(...args: string[]): ReturnType<typeof sluiceHere> {
  return sluiceHere([...args, '--registry', up.registry], { cwd, env: { SLUICE_GATEWAY_TOKEN: 'let-me-in' } });
}

const REFERRED = [
  { selector: 'order', versions: [1, 2], referencedBy: [{ subject: 'cart', version: 1, refersTo: 1 }] },
  { selector: 'order@1', versions: [1], referencedBy: [{ subject: 'cart', version: 1, refersTo: 1 }] },
  { selector: 'order@latest', versions: [2], referencedBy: [] },
  { selector: 'cart', versions: [1], referencedBy: [] },
];
for (const { selector, versions, referencedBy } of REFERRED) {
  test(`usage ${selector} names its versions and who refers to them`, async () => {
    const answer = JSON.parse((await run('usage', selector, '--format', 'json')).stdout) as {
      versions: { version: number }[];
      referencedBy: unknown;
    };
    expect([answer.versions.map(({ version }) => version), answer.referencedBy]).toEqual([versions, referencedBy]);
  });
}

test('usage --gateway says who sends it', async () => {
  const headers = { 'content-type': 'application/cloudevents+json' };
  const event = { specversion: '1.0', id: '1', source: '/checkout', type: 'order', data: ORDER_EVENT };
  // The gateway has what was registered once it accepts an event of it.
  await expect.poll(async () => (await fetch(`${up.gateway}/events`, { method: 'POST', headers, body: JSON.stringify(event) })).status).toBe(204);
  const { stdout } = await run('usage', 'order', '--gateway', up.gateway);
  expect(stdout).toMatch(/Live versions that refer to it:\n {2}cart@1 refers to version 1[^]*\/checkout +1/);
});

const WRONG = [
  { args: ['usage', 'nobody'], code: 2 },
  { args: ['usage', 'order@9'], code: 2 },
  { args: ['usage', 'order', '--gateway', 'http://127.0.0.1:2'], code: 3 },
];
for (const { args, code } of WRONG) {
  test(`${args.join(' ')} exits with ${code}`, async () => expect(await run(...args)).toMatchObject({ code, stdout: '' }));
}
