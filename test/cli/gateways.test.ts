import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sluiceHere } from './in-process.ts';
import { folderWith } from './process.ts';
import { startHere } from './serve-here.ts';
import { until } from '../until.ts';

const ROUTES = {
  routes: [
    { path: '/', source: { kind: 'cloudevents' }, dispatch: 'durable', onInvalid: 'hold', targets: [{ name: 'fn', url: 'http://127.0.0.1:1/' }] },
  ],
};
const FREE = ['--registry-port', '0', '--gateway-port', '0', '--store', 'memory:'];

interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function ask(url: string, init: RequestInit = {}): Promise<Answered> {
  const response = await fetch(url, { ...init, headers: { 'content-type': 'application/json', ...init.headers } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function hold(registry: string, gateway: string): Promise<void> {
  await ask(`${registry}/api/v1/subjects/a.b/versions`, { method: 'POST', body: '{"schema":{"type":"integer"}}' });
  const event = JSON.stringify({ specversion: '1.0', id: '1', source: '/t', type: 'a.b', data: 'x' });
  const send = (): Promise<Answered> => ask(gateway, { method: 'POST', body: event, headers: { 'content-type': 'application/cloudevents+json' } });
  await until(async () => (await send()).status === 202);
}

test('up hands its own gateway through as local, with events, though nobody gave it a token', async () => {
  const cwd = await folderWith();
  await writeFile(join(cwd, 'gateway.json'), JSON.stringify(ROUTES));
  const { registry, gateway } = await startHere(['up', '--config', 'gateway.json', ...FREE], { cwd });
  await hold(registry, gateway);
  const base = `${registry}/api/v1/gateways`;
  expect(await ask(base)).toMatchObject({
    body: {
      items: [
        {
          ...{ name: 'local', reachable: true, version: expect.any(String), storesEvents: true, mayDecide: true },
          beside: { scheme: 'http', port: Number(new URL(gateway).port) },
        },
      ],
    },
  });
  expect(await ask(`${base}/local/events`)).toMatchObject({ body: { items: [{ id: 1, state: 'held' }] } });
  expect(await ask(`${base}/local/versions/a.b`)).toMatchObject({ body: { items: [{ invalid: 1 }] } });
  // Its own port is as closed as before.
  expect(await ask(`${gateway}/-/api/v1/events`)).toMatchObject({ status: 403 });
  expect(await ask(`${gateway}/-/api/v1/about`)).toMatchObject({ body: { mayDecide: false } });
});

test('up with an admin token at the gateway is no way around it while the registry asks nobody', async () => {
  const cwd = await folderWith();
  await writeFile(join(cwd, 'gateway.json'), JSON.stringify({ ...ROUTES, admin: { tokenEnv: 'SLUICE_ADMIN' } }));
  const { registry } = await startHere(['up', '--config', 'gateway.json', ...FREE], { cwd, env: { SLUICE_ADMIN: 'let-me-in' } });
  const base = `${registry}/api/v1/gateways`;
  expect(await ask(`${base}/local/events`)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  expect(await ask(`${base}/local/rates`)).toMatchObject({ status: 200 });
  expect(await ask(base)).toMatchObject({ body: { items: [{ mayDecide: false }] } });
});

test('an open registry that others reach hands no events through', async () => {
  const cwd = await folderWith();
  await writeFile(join(cwd, 'gateway.json'), JSON.stringify(ROUTES));
  const { registry } = await startHere(['up', '--config', 'gateway.json', '--host', '0.0.0.0', '--insecure', ...FREE], { cwd });
  const base = `${registry.replace('0.0.0.0', '127.0.0.1')}/api/v1/gateways`;
  expect(await ask(`${base}/local/events`)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  expect(await ask(`${base}/local/rates`)).toMatchObject({ status: 200 });
});

test('serve hands through the gateways that it is told of, each with its own token', async () => {
  const cwd = await folderWith();
  await writeFile(join(cwd, 'gateway.json'), JSON.stringify({ ...ROUTES, admin: { tokenEnv: 'SLUICE_ADMIN' } }));
  const first = await startHere(['serve', '--port', '0', '--store', 'memory:'], { cwd });
  const { gateway } = await startHere(['gateway', '--config', 'gateway.json', '--port', '0', '--registry', first.registry], {
    cwd,
    env: { SLUICE_ADMIN: 'let-me-in' },
  });
  await hold(first.registry, gateway);
  await writeFile(join(cwd, 'token'), 'let-me-in\n');
  await writeFile(
    join(cwd, 'registry.yaml'),
    `gateways:\n  file: { url: '${gateway}', tokenFile: token }\n  env: { url: '${gateway}', tokenEnv: SLUICE_THEIRS }\n  without: { url: '${gateway}' }\n  down: { url: 'http://127.0.0.1:1' }\n`,
  );
  const { registry } = await startHere(
    ['serve', '--port', '0', '--store', 'memory:', '--registry-config', 'registry.yaml', '--gateway', `flag-1=${gateway}/`, `wrong=${gateway}`],
    {
      cwd,
      env: {
        SLUICE_THEIRS: 'let-me-in',
        SLUICE_GATEWAY_TOKEN_FLAG_1: 'let-me-in',
        SLUICE_GATEWAY_TOKEN_WRONG: 'other',
        SLUICE_GATEWAY_TOKEN: 'for-one-only',
      },
    },
  );
  const base = `${registry}/api/v1/gateways`;
  const { items } = (await ask(base)).body as {
    items: readonly { readonly name: string; readonly mayDecide?: boolean; readonly problem?: { readonly code: string } }[];
  };
  expect(items.map(({ name, mayDecide, problem }) => `${name} ${problem?.code ?? mayDecide}`)).toEqual([
    'down gateway_failed',
    'env true',
    'file true',
    'flag-1 true',
    'without gateway_refused',
    'wrong gateway_refused',
  ]);
  expect(await ask(`${base}/file/events/1`)).toMatchObject({ body: { id: 1 } });
  // A file is read again when it changes.
  await writeFile(join(cwd, 'token'), 'another-one\n');
  expect(await ask(`${base}/file/events/1`)).toMatchObject({ status: 502, body: { code: 'gateway_refused' } });
});

test('a registry on this machine answers to localhost, and to names that it was told', async () => {
  const { registry } = await startHere(['serve', '--port', '0', '--store', 'memory:', '--allow-host', 'registry.test']);
  const { port } = new URL(registry);
  expect(await ask(`http://localhost:${port}/api/v1/subjects`)).toMatchObject({ status: 200 });
});

const WRONG: readonly { readonly args: readonly string[]; readonly says: RegExp }[] = [
  { args: ['serve', '--gateway', 'http://127.0.0.1:1'], says: /--gateway: expected NAME=URL|expected a name/ },
  { args: ['serve', '--gateway', '..=http://127.0.0.1:1'], says: /expected a name of letters/ },
  { args: ['serve', '--gateway', 'a=ftp://x'], says: /--gateway a: expected the http:\/\/ or https:\/\/ address/ },
  { args: ['serve', '--gateway', 'a=http://u:secret@x/'], says: /has no user and no password/ },
  { args: ['serve', '--gateway', 'a=http://x/', 'a=http://y/'], says: /two gateways are called "a"/ },
];

for (const { args, says } of WRONG) {
  test(`${args.join(' ')} is refused`, async () => {
    const { code, stderr } = await sluiceHere([...args, '--store', 'memory:', '--port', '0']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(says) as string });
    expect(stderr).not.toContain('secret');
  });
}
