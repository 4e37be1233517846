import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { typeCheck } from '../../codegen/type-check.ts';
import { folderWith } from '../process.ts';
import { WITHOUT_SOCKETS } from './no-sockets.ts';
import { edit, run } from './seeded.ts';

const document = (title: string, action: string): string => `asyncapi: 3.0.0
info: { title: ${title}, version: 1.0.0 }
channels:
  orders: { address: orders, messages: { OrderPlaced: { $ref: 'messages.yaml#/OrderPlaced' } } }
operations:
  it: { action: ${action}, channel: { $ref: '#/channels/orders' } }
`;

const MESSAGES = `OrderPlaced:
  payload: { type: object, required: [id], properties: { id: { type: string } } }
`;

const FILES = {
  'package.json': { type: 'module' },
  'docs/shop.yaml': document('Shop', 'send'),
  'docs/bill.yaml': document('Billing', 'receive'),
  'docs/messages.yaml': MESSAGES,
  'sluice.config.json': {
    asyncapi: [
      { file: 'docs/shop.yaml', dir: 'src/shop', prefix: 'com.shop.' },
      { file: 'docs/bill.yaml', dir: 'src/bill', prefix: 'com.shop.' },
    ],
  },
};

const USE = `import { createConsumer } from './bill/index.js';
import { createProducer } from './shop/index.js';

const consumer = createConsumer({ 'com.shop.OrderPlaced': ({ data }) => data.id });
void createProducer({ source: '/shop', send: (event) => consumer.handle(event) }).orderPlaced({ id: 'a' });
`;

test('each document of a project has its code in its folder, without a socket, and check sees when it has not', async () => {
  const cwd = await folderWith(FILES);
  const made = await run(cwd, ['generate'], WITHOUT_SOCKETS);
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^src\/shop: 4 created.*src\/bill: 4 created/s) });
  writeFileSync(join(cwd, 'src/use.ts'), USE);
  expect(await typeCheck(join(cwd, 'src'))).toBe('');
  expect(await run(cwd, ['check'], WITHOUT_SOCKETS)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('src/bill is the code of docs/bill.yaml'),
  });
  expect(await run(cwd, ['generate', '--check'])).toMatchObject({ code: 0 });

  edit(cwd, 'docs/messages.yaml', (text) => text.replace('type: string', 'type: integer'));
  const stale = await run(cwd, ['check', '--format', 'json']);
  expect(JSON.parse(stale.stdout)).toMatchObject({
    ok: false,
    projects: [
      {
        asyncapi: [{ file: 'docs/shop.yaml', dir: 'src/shop', fits: false }, { fits: false }],
        findings: [{ code: 'output_differs', file: 'src/shop' }, {}],
      },
    ],
  });
  expect(await run(cwd, ['generate', '--check'])).toMatchObject({ code: 1 });

  edit(cwd, 'docs/messages.yaml', (text) => text.replace('type: integer', 'type: int'));
  const wrong = await run(cwd, ['check', '--format', 'json']);
  expect(wrong.code).toBe(1);
  expect(JSON.parse(wrong.stdout)).toMatchObject({ projects: [{ findings: [{ places: [{ file: 'docs/messages.yaml', line: 2 }] }, {}] }] });
  rmSync(join(cwd, 'docs/bill.yaml'));
  expect(await run(cwd, ['generate'])).toMatchObject({ code: 1, stderr: expect.stringContaining('docs/messages.yaml:2') });
}, 120_000);
