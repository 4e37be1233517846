import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Contents } from '../../../cli/project/contents.ts';
import type { Project } from '../../../cli/project/project.ts';
import { createClient, type Fetch } from '../../../src/client/index.ts';
import { parseProjectConfig } from '../../../src/project/config.ts';
import { listen, type Running } from '../../gateway/listen.ts';
import { startRegistry, type RegistryServer } from '../../gateway/registry-server.ts';
import { folderWith } from '../process.ts';

let registry: RegistryServer;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.close());

async function emptyProject(): Promise<Project> {
  const config = parseProjectConfig({ file: 'sluice.config.json', text: '{}' });
  return { folder: await folderWith(), config, misfits: [], label: (path) => path };
}

test('a schema is got with all that it refers to, each once, however often it is referred to', async () => {
  const { client, url } = registry;
  const name = (subject: string): string => `urn:${subject}`;
  const refers = (title: string, subjects: readonly string[]): object => ({
    schema: { title, allOf: subjects.map((subject) => ({ $ref: name(subject) })) },
    references: subjects.map((subject) => ({ name: name(subject), subject, version: 1 })),
  });
  await client.register('d', { schema: { type: 'string' } });
  for (const [subject, subjects] of [
    ['c', ['d']],
    ['b', ['d']],
    ['a', ['b', 'c', 'd']],
  ] as const) {
    await client.register(subject, refers(subject, subjects) as Parameters<typeof client.register>[1]);
  }
  const asked: string[] = [];
  const fetched: Fetch = (address, init) => {
    asked.push(address);
    return fetch(address, init);
  };
  const contents = new Contents(await emptyProject(), async () => createClient({ url, fetch: fetched }));
  const { fingerprint } = await client.getVersion('a', 1);
  const wanted = await Promise.all(['b', 'c', 'd'].map(async (subject) => (await client.getVersion(subject, 1)).fingerprint));
  expect(await contents.closureOf(fingerprint, { subject: 'a', version: 1 })).toEqual(new Set(wanted));
  expect((await contents.textsOf(wanted)).size).toBe(3);
  expect(asked.filter((address) => address.includes('/subjects/a/'))).toHaveLength(1);
});

test('versions that refer to each other, which no fingerprints can, are refused', async () => {
  const fingerprints = { a: 'a'.repeat(64), b: 'b'.repeat(64) };
  const answer = (subject: 'a' | 'b'): object => ({
    ...{
      subject,
      version: 1,
      semver: '1.0.0',
      fingerprint: fingerprints[subject],
      format: 'json-schema',
      dialect: 'draft-2020-12',
      schema: {},
      state: 'active',
      labels: {},
    },
    references: [{ name: 'other', subject: subject === 'a' ? 'b' : 'a', version: 1 }],
  });
  const server: Running = await listen(
    createServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer(request.url?.includes('/subjects/a/') === true ? 'a' : 'b')));
    }),
  );
  const contents = new Contents(await emptyProject(), async () => createClient({ url: server.url }));
  await expect(contents.closureOf(fingerprints.a, { subject: 'a', version: 1 })).rejects.toMatchObject({
    code: 'registry_unavailable',
    message: expect.stringContaining('whose fingerprint is') as unknown,
  });
  await server.close();
});
