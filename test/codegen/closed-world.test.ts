import { once } from 'node:events';
import { createServer } from 'node:http';
import { writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { generate } from '../../src/codegen/index.ts';
import { temporaryFolder } from './folder.ts';

async function countingServer(): Promise<{ readonly url: string; readonly hits: () => number }> {
  let hits = 0;
  const server = createServer((_, response) => {
    hits += 1;
    response.end('{ "type": "string" }');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/other.json`, hits: () => hits };
}

const KEYWORDS = ['$ref', '$dynamicRef'] as const;

for (const keyword of KEYWORDS) {
  test(`a ${keyword} that leaves the document is refused, and nothing is fetched`, async () => {
    const { url, hits } = await countingServer();
    const schema = { title: 'Away', properties: { a: { [keyword]: url } } };
    await expect(generate({ schemas: [{ schema }] })).rejects.toMatchObject({ code: 'reference_unresolved' });
    expect(hits()).toBe(0);
  });
}

test('addresses that are no references are not fetched either', async () => {
  const { url, hits } = await countingServer();
  const schema = {
    $id: url,
    title: 'Home',
    $comment: url,
    properties: { a: { $id: `${url}/a`, enum: [{ $ref: url }], default: { $ref: url }, examples: [{ $ref: url }] } },
  };
  await generate({ schemas: [{ schema }] });
  expect(hits()).toBe(0);
});

test('no file is read', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'other.json'), '{ "type": "string" }');
  for (const $ref of [join(folder, 'other.json'), pathToFileURL(join(folder, 'other.json')).href, 'package.json']) {
    await expect(generate({ schemas: [{ schema: { title: 'Away', properties: { a: { $ref } } } }] })).rejects.toMatchObject({
      code: 'reference_unresolved',
    });
  }
});

test('a member called $ref is no reference', async () => {
  const files = await generate({ schemas: [{ schema: { title: 'Odd', type: 'object', properties: { $ref: { type: 'string' } } } }] });
  expect(files.find(({ path }) => path === 'odd.ts')?.text).toContain('$ref?: string');
});

test('documents that are handed in are found', async () => {
  const documents = { 'money.json': { schema: { type: 'object', properties: { amount: { type: 'number' } } }, dialect: 'draft-07' } } as const;
  const files = await generate({ schemas: [{ schema: { title: 'Bill', properties: { total: { $ref: 'money.json' } } }, documents }] });
  expect(files.find(({ path }) => path === 'bill.ts')?.text).toContain('export interface Money ');
});
