import { expect, test } from 'vitest';
import { createClient, type Fetch } from '../../src/client/index.ts';

const TAKEN = { subject: 'a', version: 1, fingerprint: 'f', checks: [] };

/** A registry that refuses so many requests before it takes one, and what it was asked. */
function busy(
  refusals: number,
  answer: { readonly status?: number; readonly code?: string; readonly after?: string } = {},
): Fetch & { asked: string[] } {
  const { status = 429, code = 'rate_limited', after = '0' } = answer;
  const asked: string[] = [];
  const fetch: Fetch = async (url, { method, body = '' }) => {
    asked.push(`${method} ${url} ${body}`);
    if (asked.length > refusals) return Response.json(TAKEN);
    return Response.json({ code, detail: 'not now' }, { status, ...(after === '' ? {} : { headers: { 'retry-after': after } }) });
  };
  return Object.assign(fetch, { asked });
}

const url = 'http://registry.test';

test('with patience a request is sent again, the same one, when the registry takes it; each wait is told before', async () => {
  const fetch = busy(2);
  const waits: number[] = [];
  const client = createClient({ url, fetch, patience: { forMs: 1_000, onWait: (ms) => void waits.push(ms) } });
  await expect(client.register('a', { schema: {} })).resolves.toEqual(TAKEN);
  expect(new Set(fetch.asked)).toEqual(new Set(['POST http://registry.test/api/v1/subjects/a/versions {"schema":{}}']));
  expect([fetch.asked.length, waits]).toEqual([3, [100, 100]]);
});

const REFUSED = [
  { title: 'without patience', fetch: busy(1), patience: undefined, asked: 1 },
  { title: 'for longer than there is patience', fetch: busy(1, { after: '2' }), patience: { forMs: 1_999 }, asked: 1 },
  { title: 'again and again, longer than there is patience in all', fetch: busy(9), patience: { forMs: 250 }, asked: 3 },
  { title: 'without a time', fetch: busy(1, { after: '' }), patience: { forMs: 1_000 }, asked: 1 },
  { title: 'with words for a time', fetch: busy(1, { after: 'soon' }), patience: { forMs: 1_000 }, asked: 1 },
];

for (const { title, fetch, patience, asked } of REFUSED) {
  test(`refused ${title}: rate_limited, after ${asked} requests`, async () => {
    const client = createClient({ url, fetch, ...(patience && { patience }) });
    await expect(client.whoami()).rejects.toMatchObject({ code: 'rate_limited' });
    expect(fetch.asked).toHaveLength(asked);
  });
}

test('what may have been done is not sent again', async () => {
  const fetch = busy(1, { status: 503, code: 'store_unavailable' });
  await expect(createClient({ url, fetch, patience: { forMs: 1_000 } }).whoami()).rejects.toMatchObject({ code: 'store_unavailable' });
  expect(fetch.asked).toHaveLength(1);
});
