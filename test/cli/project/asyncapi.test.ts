import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { typeCheck } from '../../codegen/type-check.ts';
import { folderWith, MAIN } from '../process.ts';
import { COMMIT_ALL, git } from '../repository.ts';
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
});

for (const { title, parts, file } of [
  { title: 'the document', parts: 'messages.yaml', file: 'docs/shop.yaml' },
  { title: 'a part beside it', parts: 'messages.yaml', file: 'docs/messages.yaml' },
  { title: 'a part in a folder below', parts: 'parts/deep/messages.yaml', file: 'docs/parts/deep/messages.yaml' },
]) {
  test(`--watch makes the code again after a change of ${title}`, async () => {
    const shop = document('Shop', 'send').replace('messages.yaml', parts);
    const config = { asyncapi: [{ file: 'docs/shop.yaml', dir: 'src/shop' }] };
    const cwd = await folderWith({ 'docs/shop.yaml': shop, [`docs/${parts}`]: MESSAGES, 'sluice.config.json': config });
    const child = spawn(process.execPath, [MAIN, 'generate', '--watch'], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    child.stdout.setEncoding('utf8');
    child.stderr.setEncoding('utf8');
    let said = '';
    child.stdout.on('data', (chunk: string) => (said += chunk));
    while (!String(await once(child.stderr, 'data')).includes('watching 1 project')) continue;
    expect(said).toContain('src/shop: 4 created');
    edit(cwd, file, (text) => text.replace('OrderPlaced: { $ref', 'OrderMade: { $ref').replace('{ id: {', '{ number: { type: integer }, id: {'));
    while (!/~ |- order-placed/.test(said)) await once(child.stdout, 'data');
    const made = file === 'docs/shop.yaml' ? 'order-made.ts' : 'order-placed.ts';
    expect(readFileSync(join(cwd, 'src/shop', made), 'utf8')).toContain(file === 'docs/shop.yaml' ? 'OrderMade' : 'number?: number');
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([130, null]);
  });
}

let two = '';
beforeAll(async () => {
  const config = { asyncapi: [{ file: 'docs/shop.yaml', dir: 'src/shop' }] };
  const project = { 'docs/shop.yaml': document('Shop', 'send'), 'docs/messages.yaml': MESSAGES, 'sluice.config.json': config };
  two = await folderWith(Object.fromEntries(['a', 'b'].flatMap((name) => Object.entries(project).map(([path, text]) => [`${name}/${path}`, text]))));
  git(two, 'init -q -b main');
  await run(two, ['generate']);
  git(two, ...COMMIT_ALL);
});

for (const { title, change, affected } of [
  { title: 'nothing', change: () => {}, affected: [] },
  { title: 'its document', change: (cwd: string) => edit(cwd, 'a/docs/shop.yaml', (text) => `${text}\n`), affected: ['a'] },
  { title: 'a part of it', change: (cwd: string) => edit(cwd, 'a/docs/messages.yaml', (text) => `${text}\n`), affected: ['a'] },
  { title: 'a file below its folder', change: (cwd: string) => writeFileSync(join(cwd, 'a/docs/new.json'), '{}'), affected: ['a'] },
  { title: 'its code', change: (cwd: string) => edit(cwd, 'a/src/shop/index.ts', (text) => `${text}\n`), affected: ['a'] },
  { title: 'another file', change: (cwd: string) => writeFileSync(join(cwd, 'a/docs/readme.md'), 'x'), affected: [] },
]) {
  test(`--affected after a change of ${title}: ${affected.join(', ') || 'none'}`, async () => {
    const cwd = await folderWith();
    cpSync(two, cwd, { recursive: true });
    change(cwd);
    const { projects } = JSON.parse((await run(cwd, ['check', '--affected', 'main', '--format', 'json'])).stdout) as {
      projects: { project: string }[];
    };
    expect(projects.map((each) => each.project)).toEqual(affected);
  });
}
