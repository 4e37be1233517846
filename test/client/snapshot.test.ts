import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { createClient, type Client } from '../../src/client/index.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';
import { startTestServer } from '../http/test-server.ts';

const SUBJECTS = 70;
const filled = createMemoryStore();
let failsAt = Infinity;
const server = await startTestServer({
  formats: [jsonSchemaFormat],
  store: {
    ...filled,
    async readSchema(id) {
      if (id >= failsAt) throw new RegistryError('store_unavailable', 'the store is gone');
      return filled.readSchema(id);
    },
  },
});
const client = createClient({ url: server.url });

afterAll(() => server.close());

test('a snapshot whose store goes away in the middle of the lines is not taken for a whole one', async () => {
  // So long that the first lines are under way when a later one is read.
  for (let at = 0; at < SUBJECTS; at += 1) await client.register(`s${at}`, { schema: { description: `${at} ${'x'.repeat(4_000)}` } });
  expect(await client.snapshot()).toMatchObject({ snapshot: { versions: { length: SUBJECTS } } });
  failsAt = SUBJECTS;
  await expect(client.snapshot()).rejects.toMatchObject({ code: 'registry_unavailable' });
});

/** A registry that answers with these lines, whatever it is asked. */
async function answering(lines: readonly object[]): Promise<Client> {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const spoken = createServer((_, response) => void response.setHeader('content-type', 'application/x-ndjson').end(text)).listen(0, '127.0.0.1');
  onTestFinished(() => void spoken.close());
  await once(spoken, 'listening');
  return createClient({ url: `http://127.0.0.1:${(spoken.address() as AddressInfo).port}` });
}

test('who finds that the lines of a snapshot are none lets go of the connection', async () => {
  let gone: () => void = () => {};
  const closed = new Promise<void>((resolve) => (gone = resolve));
  const spoken = createServer((_, response) => {
    response.once('close', gone);
    response.setHeader('content-type', 'application/x-ndjson').write('no JSON\n');
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void spoken.close());
  await once(spoken, 'listening');
  const asking = createClient({ url: `http://127.0.0.1:${(spoken.address() as AddressInfo).port}` });
  await expect(asking.snapshot()).rejects.toMatchObject({ code: 'registry_unavailable' });
  await closed;
});

const [HEADER, ONE, TWO] = [
  { position: 2, subjects: [] },
  { subject: 'a', version: 1 },
  { subject: 'a', version: 2 },
];

const whole: readonly { readonly title: string; readonly lines: readonly object[]; readonly versions: readonly object[] }[] = [
  { title: 'as many versions as the first line says', lines: [{ ...HEADER, versionCount: 2 }, ONE, TWO], versions: [ONE, TWO] },
  { title: 'fewer, and the last one says how many', lines: [{ ...HEADER, versionCount: 5 }, ONE, { ...TWO, leftOut: 3 }], versions: [ONE, TWO] },
  { title: 'none', lines: [{ ...HEADER, versionCount: 0 }], versions: [] },
  { title: 'an older registry, which does not count', lines: [HEADER, ONE], versions: [ONE] },
];

for (const { title, lines, versions } of whole) {
  test(`a whole snapshot has ${title}`, async () => {
    const asking = await answering(lines);
    expect(await asking.snapshot()).toMatchObject({ snapshot: { ...HEADER, versions } });
    expect(Object.keys(((await asking.snapshot()) as { snapshot: object }).snapshot).toSorted()).toEqual(['position', 'subjects', 'versions']);
  });
}

for (const lines of [[{ ...HEADER, versionCount: 2 }, ONE], [{ ...HEADER, versionCount: 1 }], [{ ...HEADER, versionCount: 1 }, ONE, TWO]]) {
  test(`a snapshot of ${lines.length - 1} versions where there should be ${(lines[0] as { versionCount: number }).versionCount} is none`, async () => {
    const asking = await answering(lines);
    await expect(asking.snapshot()).rejects.toMatchObject({
      code: 'registry_unavailable',
      message: expect.stringMatching(/broke off: \d of the \d versions/) as string,
    });
  });
}
