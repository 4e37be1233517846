import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sluiceHere } from './in-process.ts';
import { folderWith } from './process.ts';

// Something that answers everything with 200 and JSON, and is no registry.

const LIES = [
  { title: 'a list', answer: [] },
  { title: 'nothing in it', answer: {} },
  { title: 'members of other kinds', answer: { items: 5, versions: 'x', schema: 7, labels: [], checks: null, findings: {}, own: 1, mode: 3 } },
  { title: 'items that are none', answer: { items: [null, { subject: 7 }] } },
  { title: 'a page that leads to itself', answer: { items: [], cursor: 'again' }, commands: ['list', 'generate --all --out out', 'export asyncapi'] },
];
const COMMANDS = [
  'list',
  'show com.shop.order',
  'show com.shop.order@1',
  'register s.json --subject com.shop.order',
  'validate s.json --subject com.shop.order',
  'compat s.json --against com.shop.order',
  'diff s.json com.shop.order@1',
  'generate --all --out out',
  'usage com.shop.order',
  'config com.shop.order',
  'mode com.shop.order',
  'retire com.shop.order@1',
  'whoami',
  'export asyncapi',
  'webhook list',
  'keys list',
  'audit-log',
];

let server: Server;
let answer: unknown;

beforeAll(async () => {
  server = createServer((_request, response) => void response.setHeader('content-type', 'application/json').end(JSON.stringify(answer)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => server.close());

test('import confluent names a subject of its source that no path can have', async () => {
  answer = ['com.shop.\ud83d'];
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const run = await sluiceHere(['import', 'confluent', url, '--to', `${url}/to`, '--dry-run'], { cwd: await folderWith() });
  expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('the text "com.shop.\\ud83d" has half of a surrogate pair') as string });
});

for (const { title, answer: lie, commands = COMMANDS } of LIES) {
  for (const command of commands) {
    test(`${command.split(' --')[0]}, answered with ${title}, says that it is no registry`, async () => {
      answer = lie;
      const cwd = await folderWith({ 's.json': { type: 'object' } });
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const run = await sluiceHere(command.split(' '), { cwd, env: { SLUICE_REGISTRY: url } });
      expect(run).toMatchObject({ code: 3, stderr: expect.stringContaining('with something else than the API of a registry') as string });
    });
  }
}
