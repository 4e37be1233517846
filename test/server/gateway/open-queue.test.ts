import { expect, test } from 'vitest';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { parseGatewayConfig } from '../../../src/gateway/config.ts';
import { openQueue, queuePlace } from '../../../src/server/gateway/open-queue.ts';

const rows = [
  { store: 'postgres://u:geheim@127.0.0.1:2/d', code: 'config_invalid', why: /leave the password out, and set SLUICE_QUEUE_PASSWORD_FILE/ },
  {
    store: 'postgres://u@127.0.0.1:2/d?sslmode=prefer&x=geheim',
    code: 'config_invalid',
    why: /^queue.store: the address of PostgreSQL: .*x= means nothing here/,
  },
  { store: 'postgres://u@127.0.0.1:2/d', code: 'queue_unavailable', why: /the connection was refused/ },
];

test.each(rows)('$store: $code', async ({ store, code, why }) => {
  const target = { url: 'http://127.0.0.1:2/' };
  const routes = [{ path: '/', source: { kind: 'cloudevents' }, dispatch: 'durable', targets: [target] }];
  const text = JSON.stringify({ queue: { store }, routes });
  const config = await parseGatewayConfig({ file: 'gateway.json', text, env: {}, format: jsonSchemaFormat });
  const failure = await openQueue(config, { folder: '/none', isOneOfMany: true }).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  expect(failure).toMatchObject({ code, message: expect.stringMatching(why) as string });
  expect(failure?.message).not.toMatch(/geheim/);
});

const places = [
  { dispatch: 'durable', store: undefined, place: '/data/queue.sqlite' },
  { dispatch: 'durable', store: 'sqlite:/elsewhere/q.sqlite', place: '/elsewhere/q.sqlite' },
  { dispatch: 'durable', store: 'postgres://u@db.example.com/d', place: 'postgres://u@db.example.com/d' },
  { dispatch: 'sync', store: 'sqlite:/elsewhere/q.sqlite', place: undefined },
] as const;

test.each(places)('the start says where the queue of $store is: $place', async ({ dispatch, store, place }) => {
  const routes = [{ path: '/', source: { kind: 'cloudevents' }, dispatch, targets: [{ url: 'http://127.0.0.1:2/' }] }];
  const text = JSON.stringify({ ...(store === undefined ? {} : { queue: { store } }), routes });
  const config = await parseGatewayConfig({ file: 'gateway.json', text, env: {}, format: jsonSchemaFormat });
  expect(queuePlace(config, '/data')).toBe(place);
});
