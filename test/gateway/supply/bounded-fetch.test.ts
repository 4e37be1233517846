import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClient } from '../../../src/client/index.ts';
import { boundedFetch, limitsOf, type AnswerLimits } from '../../../src/gateway/supply/bounded-fetch.ts';
import { SILENT_LOG } from '../../../src/http/kit/log.ts';
import { serializeErrors } from '../../../src/server/log-error.ts';
import { startTestGateway, structured, STRUCTURED } from '../gateway-server.ts';
import { listen } from '../listen.ts';
import { objectSchema, startRegistry } from '../registry-server.ts';
import { until } from '../../until.ts';

let closing: (() => Promise<void>)[];
beforeEach(() => {
  closing = [];
});
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
});

const HEADER = '{"position":1,"subjects":[]}\n';

/** A registry that begins a good answer to whatever it is asked, and goes on for ever: `pace` says how. `closed`: whether every connection that came was closed by who asked. */
async function startEndless(pace: 'drips' | 'floods'): Promise<{ readonly url: string; readonly closed: () => boolean }> {
  let [asked, closed] = [0, 0];
  const server = createServer((request, response) => {
    asked += 1;
    response.setHeader('content-type', request.url?.includes('/snapshot') === true ? 'application/x-ndjson' : 'application/json');
    response.write(HEADER);
    const more = (): boolean => response.write(pace === 'drips' ? ' ' : '{}\n'.repeat(1_000));
    const timer = setInterval(more, 1);
    response.once('close', () => {
      clearInterval(timer);
      closed += 1;
    });
  });
  const running = await listen(server);
  closing.push(() => running.close());
  return { url: running.url, closed: () => closed === asked };
}

const LATE: AnswerLimits = { maxMs: 200, maxBytes: 1_000_000_000 };
const LARGE: AnswerLimits = { maxMs: 60_000, maxBytes: 100_000 };

for (const [title, pace, limits, says] of [
  ['drips', 'drips', LATE, /did not come to the end of its answer within 0\.2 s to GET \/api\/v1\/snapshot$/],
  ['has no end', 'floods', LARGE, /sent more than 100000 bytes to GET \/api\/v1\/snapshot$/],
] as const) {
  test(`a snapshot that ${title} is broken off, and its connection closed`, async () => {
    const registry = await startEndless(pace);
    const client = createClient({ url: registry.url, fetch: boundedFetch({ limits: () => limits }) });
    await expect(client.snapshot()).rejects.toMatchObject({ code: 'registry_unavailable', message: expect.stringMatching(says) as string });
    await until(() => Promise.resolve(registry.closed()));
  });
}

test('so is an answer about a version', async () => {
  const registry = await startEndless('drips');
  const client = createClient({ url: registry.url, fetch: boundedFetch({ limits: () => LATE }) });
  await expect(client.getFingerprint('0'.repeat(64))).rejects.toMatchObject({ code: 'registry_unavailable' });
  await until(() => Promise.resolve(registry.closed()));
});

test('what is whole in time is read, and the feed has no limit of time', async () => {
  const registry = await startRegistry();
  closing.push(() => registry.close());
  await registry.client.register('a', { schema: true });
  const client = createClient({ url: registry.url, fetch: boundedFetch() });
  expect(await client.snapshot()).toMatchObject({ snapshot: { versions: [{ subject: 'a' }] } });
  const { etag } = (await client.snapshot()) as { etag: string };
  expect(await client.snapshot({ etag })).toBe('not_modified');
  const of = (path: string): number | undefined => limitsOf(new URL(`http://r.example/base/api/v1${path}`))?.maxMs;
  expect([of('/changes?from=1'), of('/snapshot'), of('/snapshot?subject=a'), of('/schemas/x')]).toEqual([undefined, 600_000, 60_000, 10_000]);
});

test('a gate before a registry that drips goes on with the snapshot at hand, and says so', async () => {
  const good = await startRegistry();
  closing.push(() => good.close());
  await good.client.register('a', { schema: objectSchema({ n: { type: 'integer' } }, ['n']) });
  const dripping = await startEndless('drips');
  let isGood = true;
  const fetch = boundedFetch({ limits: () => (isGood ? undefined : LATE) });
  const [first, then] = [createClient({ url: good.url, fetch }), createClient({ url: dripping.url, fetch })];
  const lines: { readonly err: unknown; readonly message: string }[] = [];
  const logged = serializeErrors({ stacks: false });
  const gateway = await startTestGateway({
    registryUrl: good.url,
    source: {
      ...first,
      snapshot: (options) => (isGood ? first : then).snapshot(options),
      // oxlint-disable-next-line require-yield -- a feed that ends at once, after which a snapshot is asked for again
      changes: async function* ends() {
        isGood = false;
      },
    },
    log: { ...SILENT_LOG, warn: (data: { readonly err?: unknown }, message: string) => void lines.push({ err: logged(data.err), message }) },
    config: { routes: [{ path: '/', source: { kind: 'cloudevents' }, targets: [] }] },
  });
  closing.push(() => gateway.close());
  await until(async () => (await gateway.readiness()).body['registry'] === 'not answering');
  await until(() => Promise.resolve(lines.length > 0));
  const statusOf = async (data: object): Promise<number> =>
    (await gateway.send({ headers: STRUCTURED, body: structured({ type: 'a', data }) })).status;
  expect([await statusOf({ n: 1 }), await statusOf({ n: 'x' })]).toEqual([204, 422]);
  const { body } = await gateway.readiness();
  expect(body).toMatchObject({
    registry: 'not answering',
    trouble: expect.stringMatching(/within 0\.2 s.*the schemas at hand stay in force/) as string,
  });
  expect(lines[0]).toMatchObject({
    message: 'the registry does not answer; going on with the schemas at hand',
    err: { code: 'registry_unavailable' },
  });
  const metrics = (await gateway.send({ method: 'GET', path: '/-/metrics', headers: [] })).body;
  expect(metrics).toMatch(/^sluice_gateway_registry_failures_total [1-9]/m);
  expect(metrics).toMatch(/^sluice_gateway_registry_following 0$/m);
});
