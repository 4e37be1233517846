import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { parseGatewayConfig } from '../../src/gateway/config.ts';
import type * as StartBoth from '../../src/server/start-both.ts';
import { openPage } from './open-page.ts';

// As it was built: the engine runs in a thread of its own, which has to be JavaScript.
const BUILT = new URL('../../dist/src/server/start-both.js', import.meta.url);
const SUBJECT = 'com.shop.order.placed';
// Nobody is there: what counts is what the gate says before.
const CONFIG = { routes: [{ path: '/', source: { kind: 'cloudevents' }, dispatch: 'sync', targets: [{ name: 'fn', url: 'http://127.0.0.1:9/' }] }] };

test('the timeline says when the gateway beside the registry saw a version last, and events go to where it is', async () => {
  const { startBoth } = (await import(BUILT.href)) as typeof StartBoth;
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-ui-'));
  const address = { host: '127.0.0.1', port: 0, insecure: false };
  const both = await startBoth({
    config: await parseGatewayConfig({ file: 'gateway.json', text: JSON.stringify(CONFIG), env: {}, format: jsonSchemaFormat }),
    store: { kind: 'memory' },
    dataDir,
    addresses: { registry: { ...address, flag: '--registry-port' }, gateway: { ...address, flag: '--gateway-port' } },
    log: pino({ level: 'silent' }),
  });
  const client = createClient({ url: both.registry });
  await client.register(SUBJECT, { schema: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } });
  await client.register(SUBJECT, { schema: { type: 'object', required: ['id'], properties: { id: { type: 'string' }, note: { type: 'string' } } } });
  const send = async (dataschema: string, data: object): Promise<number> => {
    const event = { specversion: '1.0', id: crypto.randomUUID(), source: '/a', type: SUBJECT, dataschema, data };
    const headers = { 'content-type': 'application/cloudevents+json' };
    return (await fetch(both.gateway, { method: 'POST', headers, body: JSON.stringify(event) })).status;
  };
  const first = `${both.registry}/api/v1/subjects/${SUBJECT}/versions/1`;
  await expect.poll(() => send(first, { id: 'a' })).toBe(502);
  expect(await send(first, { id: 7 })).toBe(422);

  const { page, troubles, close } = await openPage(both.registry, `/ui/subjects/${SUBJECT}?tab=versions`);
  await page.getByRole('columnheader', { name: 'Last seen at a gate' }).waitFor();
  const cells = await page.getByRole('row').nth(2).getByRole('cell').allInnerTexts();
  expect(cells[3]).toMatch(/^just now\s+\d+ accepted, 1 refused$/);
  expect(await page.getByRole('row').nth(1).getByRole('cell').nth(3).innerText()).toBe('not seen');
  await page.getByRole('tab', { name: 'Produce and consume' }).click();
  await expect.poll(() => page.getByLabel('Address of the gateway').inputValue()).toBe(both.gateway);
  expect(troubles).toEqual([]);
  await close();
  await both.close();
  await rm(dataDir, { recursive: true, force: true });
});
