import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createClient, type Client } from '../../../src/client/index.ts';
import type { GatewayLine } from '../../../src/core/gateway-resources.ts';
import { listen } from '../../gateway/listen.ts';
import { objectSchema } from '../../gateway/registry-server.ts';
import { GATE, ORDER, placeOf, startGatewayBehind, type GatewayBehind } from '../gateway-behind.ts';
import { startTestServer } from '../test-server.ts';

interface World {
  readonly behind: GatewayBehind;
  readonly client: Client;
}

async function start(url?: (behind: GatewayBehind) => string): Promise<World> {
  const behind = await startGatewayBehind({ answer: (_received, response) => response.writeHead(204).end() });
  const place = placeOf(url?.(behind) ?? behind.gateway.url);
  const server = await startTestServer({ gateways: { places: [place], mayDecide: true } });
  onTestFinished(async () => {
    await server.close();
    await behind.close();
  });
  return { behind, client: createClient({ url: server.url }) };
}

async function all(lines: AsyncIterable<GatewayLine>): Promise<readonly GatewayLine[]> {
  const found = [];
  for await (const line of lines) found.push(line);
  return found;
}

test('what was held is judged by a candidate, let in when the contract has it, and counted; the audit log says who', async () => {
  const { behind, client } = await start();
  for (let count = 0; count < 299; count += 1) await behind.send('/', { type: ORDER, data: { n: `text ${count}` }, id: String(count + 2) });
  const candidate = objectSchema({ n: { type: ['integer', 'string'] } }, ['n']);
  const judged = await all(client.rejudgeGatewayEvents(GATE, { state: ['held'], schema: candidate }));
  expect(judged).toMatchObject([
    { kind: 'progress', judged: 250 },
    { kind: 'summary', judged: 300, wouldPass: 300, wouldFail: 0 },
  ]);
  expect(await all(client.replayGatewayEvents(GATE, { state: ['held'], limit: 1 }))).toMatchObject([{ outcome: 'still_invalid' }, { looked: 1 }]);
  await behind.registry.client.register(ORDER, { schema: candidate, allowBreaking: { reason: 'texts as well' } });
  await behind.gateway.reached(2);
  const replayed = await all(client.replayGatewayEvents(GATE, { state: ['held'] }));
  expect(replayed).toHaveLength(301);
  expect(replayed.at(-1)).toMatchObject({ kind: 'summary', looked: 300, counts: { replayed: 300 } });
  await behind.gateway.holds();
  expect(behind.fn.received).toHaveLength(300);
  const { items } = await client.listAudit({ action: 'events.replay', name: GATE });
  expect(items.map(({ after }) => after)).toMatchObject([
    { phase: 'asked', state: ['held'], limit: 1 },
    { phase: 'done', counts: { still_invalid: 1 } },
    { phase: 'asked', state: ['held'] },
    { phase: 'done', looked: 300, counts: { replayed: 300 } },
  ]);
  expect(await client.listGatewayEvents(GATE)).toEqual({ items: [] });
  expect(await client.getGatewayVersions(GATE, ORDER)).toMatchObject({ items: [{ version: 1, accepted: 0, invalid: 300, lastAccepted: null }] });
});

test('numbers of events go through as they came', async () => {
  const { behind, client } = await start();
  const server = client.url;
  await behind.gateway.send({
    headers: ['Content-Type: application/cloudevents+json'],
    body: `{"specversion":"1.0","id":"9","source":"/t","type":"${ORDER}","data":{"n":9007199254740993.5}}`,
  });
  const text = await (await fetch(`${server}/api/v1/gateways/${GATE}/events/2`)).text();
  expect(text).toContain('9007199254740993.5');
});

test('a gateway that goes away and comes back is said to be so', async () => {
  let stands: string | undefined;
  const { behind, client } = await start(() => 'http://127.0.0.1:1');
  expect(await client.listGateways()).toMatchObject({ items: [{ reachable: false, problem: { code: 'gateway_failed' } }] });
  await expect(client.getGatewayRates(GATE)).rejects.toMatchObject({ code: 'gateway_failed', data: { gateway: GATE } });
  const server = await startTestServer({ gateways: { places: [{ ...placeOf(''), url: () => stands }], mayDecide: true } });
  const other = createClient({ url: server.url });
  await expect(other.getGatewayRates(GATE)).rejects.toMatchObject({
    code: 'gateway_failed',
    message: expect.stringContaining('not started yet') as string,
  });
  stands = behind.gateway.url;
  expect(await other.listGateways()).toMatchObject({ items: [{ reachable: true, storesEvents: true }] });
  await server.close();
});

test('an answer that goes wrong after its head is thrown by the client', async () => {
  const broken = await listen(
    createServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end('{"kind":"progress","discarded":1}\n'),
    ),
  );
  const { client } = await start(() => broken.url);
  const seen: GatewayLine[] = [];
  const follow = async (): Promise<void> => {
    for await (const line of client.discardGatewayEvents(GATE, { ids: [1], reason: 'r' })) seen.push(line);
  };
  await expect(follow()).rejects.toMatchObject({ code: 'gateway_failed' });
  expect(seen).toEqual([{ kind: 'progress', discarded: 1 }]);
  await broken.close();
});

test('a mode that is set through the registry is in force, and taken back', async () => {
  const { behind, client } = await start();
  await client.setGatewayRouteMode(GATE, '/', { mode: 'observe', forMs: 60_000 });
  expect((await behind.send('/', { type: ORDER, data: {}, id: '5' })).body).toMatchObject({ state: 'accepted' });
  await client.clearGatewayRouteMode(GATE, '/');
  expect((await behind.send('/', { type: ORDER, data: {}, id: '6' })).body).toMatchObject({ state: 'held' });
  expect((await client.listAudit({ action: 'gateway.mode' })).items.map(({ after }) => after)).toEqual([
    { phase: 'asked', route: '/', mode: 'observe', forMs: 60_000 },
    { phase: 'done', route: '/', mode: 'observe', forMs: 60_000 },
    { phase: 'asked', route: '/', mode: null },
    { phase: 'done', route: '/', mode: null },
  ]);
});
