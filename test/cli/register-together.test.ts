import { expect, onTestFinished, test } from 'vitest';
import { registerTogether, REGISTERED_TOGETHER } from '../../cli/register-together.ts';
import { createClient, type Client } from '../../src/client/index.ts';
import { TokenBuckets } from '../../src/http/kit/token-bucket.ts';
import { startTestServer, type TestServerOptions } from '../http/test-server.ts';

interface Setting extends TestServerOptions {
  /** As a registry that has no such route. */
  readonly isEarlier?: true;
}

/** A client of a registry, and what was sent to it. */
async function start({ isEarlier, ...options }: Setting = {}): Promise<{ readonly client: Client; readonly sent: string[] }> {
  const server = await startTestServer(options);
  onTestFinished(() => server.close());
  const sent: string[] = [];
  const send = async (url: string, init: RequestInit): Promise<Response> => {
    sent.push(url.slice(url.lastIndexOf('/')));
    return fetch(isEarlier === true ? url.replace('/registrations', '/nowhere') : url, init);
  };
  return { client: createClient({ url: server.url, fetch: send, patience: { forMs: 5_000 } }), sent };
}

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `s${index}`);

test('what is asked for at once goes in a few requests, and each has its own answer', async () => {
  const { client, sent } = await start();
  const register = registerTogether(client);
  const answers = await Promise.all(names(REGISTERED_TOGETHER).map((name, at) => register(name, { schema: { max: at } })));
  expect(answers.map(({ subject, version }) => [subject, version])).toEqual(names(REGISTERED_TOGETHER).map((name) => [name, 1]));
  expect(sent).toEqual(['/registrations', '/registrations']);
});

test('one alone is sent alone', async () => {
  const { client, sent } = await start();
  await expect(registerTogether(client)('s', { schema: { max: 1 }, dryRun: true })).resolves.toMatchObject({ subject: 's' });
  expect(sent).toEqual(['/versions']);
});

test('large schemas do not share a request, so that none is too large', async () => {
  const { client, sent } = await start();
  const register = registerTogether(client);
  await Promise.all(names(3).map((name) => register(name, { schema: { max: 1, title: 'x'.repeat(400_000) } })));
  expect(sent).toEqual(['/versions', '/versions', '/versions']);
});

const REFUSED = [
  { title: 'a break', subject: 'old', request: { schema: { max: 1 } }, options: {} },
  { title: 'a name', subject: 'a.*', request: { schema: { max: 1 } }, options: {} },
  { title: 'no schema', subject: 'new', request: { schema: { max: 'x' } }, options: {} },
  { title: 'an epoch', subject: 'old', request: { schema: { max: 5, title: 't' } }, options: { ifMatch: 9 } },
  { title: 'a reference to nothing', subject: 'new', request: { schema: {}, references: [{ name: 'a', subject: 'z', version: 1 }] }, options: {} },
];

for (const { title, subject, request, options } of REFUSED) {
  test(`${title} is refused as it is alone, and the one beside it is not`, async () => {
    const { client, sent } = await start();
    await client.register('old', { schema: { max: 5 } });
    const problemOf = (thrown: unknown): object => ({ ...(thrown as object), message: (thrown as Error).message });
    const alone = await client.register(subject, { ...request, dryRun: true }, options).then(() => undefined, problemOf);
    sent.length = 0;
    const register = registerTogether(client);
    const both = await Promise.allSettled([register(subject, { ...request, dryRun: true }, options), register('fine', { schema: { max: 1 } })]);
    expect(sent).toEqual(['/registrations']);
    expect(both.map((one) => (one.status === 'rejected' ? problemOf(one.reason) : one.value))).toMatchObject([
      { ...alone, data: expect.anything() },
      { version: 1 },
    ]);
  });
}

test('a registry that does not take several is sent each alone', async () => {
  const { client, sent } = await start({ isEarlier: true });
  const register = registerTogether(client);
  const outcomes = await Promise.allSettled([register('a', { schema: { max: 1 } }), register('b.*', { schema: { max: 1 } })]);
  expect(outcomes).toMatchObject([
    { status: 'fulfilled', value: { subject: 'a', version: 1 } },
    { status: 'rejected', reason: { code: 'subject_invalid' } },
  ]);
  expect(sent).toEqual(['/registrations', '/versions', '/versions']);
});

test('what is too many for now is sent again alone', async () => {
  const clock = { now: 0 };
  // Time goes on with each look at the clock, so that who asks again is let in.
  const rate = new TokenBuckets({ limit: { perSecond: 1, burst: 2 }, now: () => (clock.now += 400) });
  const { client, sent } = await start({ rate });
  const register = registerTogether(client);
  const answers = await Promise.all(names(5).map((name) => register(name, { schema: { max: 1 } })));
  expect(answers.map(({ version }) => version)).toEqual([1, 1, 1, 1, 1]);
  expect(sent.slice(1)).toContain('/versions');
});

test('a registry that is away is told to each', async () => {
  const client = createClient({ url: 'http://127.0.0.1:1' });
  const register = registerTogether(client);
  const outcomes = await Promise.allSettled(names(2).map((name) => register(name, { schema: {} })));
  expect(outcomes).toMatchObject(names(2).map(() => ({ status: 'rejected', reason: { code: 'registry_unavailable' } })));
});
