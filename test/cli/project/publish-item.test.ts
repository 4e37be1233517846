import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishItem } from '../../../cli/project/publish-item.ts';
import type { PublishItem } from '../../../cli/project/publish-plan.ts';
import { createClient, type Client, type Fetch } from '../../../src/client/index.ts';
import { objectSchema, startRegistry, type RegistryServer } from '../../gateway/registry-server.ts';

let registry: RegistryServer;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.close());

// The plan was made before somebody else registered: only the registry knows that it no longer holds.
const item = (subject: string): PublishItem => ({
  subject,
  file: { label: 'order.json', text: '' },
  rule: { files: '*.json', subject: '{name}', references: {}, level: 'BACKWARD' },
  references: [],
  schema: objectSchema({ b: { type: 'integer' } }, ['b']),
  verdict: { kind: 'next', changeKind: null, checks: [] },
  level: { from: 'FULL', to: 'BACKWARD' },
});

const ROWS = [
  { title: 'a level of its own', subject: 'own', config: { level: 'FULL' } },
  { title: 'the level of the registry', subject: 'inherited', config: undefined },
] as const;

for (const { title, subject, config } of ROWS) {
  test(`a registration that is refused leaves the level as it was: ${title}`, async () => {
    const { client } = registry;
    if (config !== undefined) await client.putConfig(subject, config);
    await client.register(subject, { schema: objectSchema({ a: { type: 'integer' } }, ['a']) });
    const { level, own } = await client.getConfig(subject);
    await expect(publishItem(client, item(subject))).rejects.toMatchObject({ code: 'incompatible' });
    expect(await client.getConfig(subject)).toMatchObject({ level, own });
    expect((await client.getSubject(subject)).versions).toHaveLength(1);
  });
}

/** A client whose registry is gone as soon as a request of this method was answered. */
function goneAfter(method: string): Client {
  let isGone = false;
  const fetched: Fetch = async (url, init) => {
    if (isGone) throw new TypeError('fetch failed');
    isGone = init.method === method;
    return fetch(url, init);
  };
  return createClient({ url: registry.url, fetch: fetched });
}

test('a level that cannot be set back, since the registry is gone, is told', async () => {
  await expect(publishItem(goneAfter('PUT'), item('gone'))).rejects.toMatchObject({
    code: 'registry_unavailable',
    message: expect.stringContaining(
      '; the level of gone was set to BACKWARD before that, and could not be set back: look at `sluice config gone`',
    ) as unknown,
  });
  expect(await registry.client.getConfig('gone')).toMatchObject({ level: 'BACKWARD' });
});

test('a version that is registered, where its owner cannot be set any more, is told', async () => {
  const { level: _, ...owned } = { ...item('owned'), owner: { from: undefined, to: 'shop' } };
  await expect(publishItem(goneAfter('POST'), owned)).rejects.toMatchObject({
    code: 'registry_unavailable',
    message: expect.stringContaining('; owned@1 is registered, and its owner is not set: publish again') as unknown,
  });
  expect(await registry.client.getVersion('owned', 1)).toMatchObject({ subject: 'owned' });
});
