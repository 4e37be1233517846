import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startRegistry, type RegistryServer } from '../gateway/registry-server.ts';
import { asyncApiHere } from './in-process.ts';
import { folderWith, type Finished } from './process.ts';

const DOCUMENT = `asyncapi: 3.0.0
info: { title: Shop, version: 1.0.0 }
channels:
  orders:
    address: shop/v2/orders
    messages:
      placed: { $ref: '#/components/messages/Placed' }
      paid: { $ref: '#/components/messages/Paid' }
  bills:
    address: shop/bills
    messages:
      paid: { $ref: '#/components/messages/Paid' }
operations:
  place:
    action: send
    channel: { $ref: '#/channels/orders' }
    messages: [{ $ref: '#/channels/orders/messages/placed' }]
  pay:
    action: send
    channel: { $ref: '#/channels/orders' }
    messages: [{ $ref: '#/channels/orders/messages/paid' }]
components:
  messages:
    Placed: { name: Placed, payload: { type: object, properties: { id: { type: string } } } }
    Paid: { name: Paid, payload: { type: object, properties: { sum: { type: integer } } } }
`;
const PAY = /\n {2}pay:\n.*\n.*\n.*/;
const BILLS = /\n {2}bills:\n.*\n.*\n.*/;

const { run } = asyncApiHere();
let server: RegistryServer;
let cwd = '';

beforeEach(async () => {
  server = await startRegistry();
  cwd = await folderWith({ 'shop.yaml': DOCUMENT });
});

afterEach(() => server.close());

function importing(...more: readonly string[]): Promise<Finished> {
  return run(['import', 'asyncapi', 'shop.yaml', '--registry', server.url, ...more], { cwd });
}

async function again(document: string, ...more: readonly string[]): Promise<Finished> {
  await importing();
  await writeFile(join(cwd, 'shop.yaml'), document);
  return importing(...more);
}

const ADDRESS = DOCUMENT.replace('shop/v2/orders', 'shop/v3/orders');
const CHANGES = [
  { title: 'an address', now: ADDRESS, code: 'address_changed', says: /breaking {2}.*shop\/v2\/orders.*shop\/v3\/orders.*\n {4}shop\.yaml:5:/ },
  { title: 'an operation that is gone', now: DOCUMENT.replace(PAY, ''), code: 'operation_removed', says: /breaking {2}.*Paid.*orders/ },
  { title: 'a channel that is gone', now: DOCUMENT.replace(BILLS, ''), code: 'channel_removed', says: /breaking {2}the channel "bills".* is gone/ },
  {
    title: 'an operation that is called otherwise',
    now: DOCUMENT.replace('pay:', 'settle:'),
    code: 'operation_renamed',
    says: /compatible {2}.*"settle"/,
  },
];

for (const { title, now, code, says } of CHANGES) {
  test(`${title} is told when a document is imported again, in the dry run as well`, async () => {
    const plan = await again(now, '--dry-run');
    expect(plan).toMatchObject({ code: 0, stdout: expect.stringMatching(says) as string });
    expect(plan.stdout).toContain(`(${code})`);
    expect(plan.stdout).toContain('of them would change; nothing was written');
    const done = await importing();
    expect(done).toMatchObject({ code: 0, stdout: expect.stringMatching(says) as string });
    expect(done.stdout).toContain('of them changed');
  });
}

test('what is told is at its line in the formats of CI systems, and in JSON', async () => {
  const { stdout } = await again(ADDRESS, '--dry-run', '--format', 'github');
  expect(stdout).toContain('::warning file=shop.yaml,line=5,col=');
  const { changes } = JSON.parse((await importing('--dry-run', '--format', 'json')).stdout) as { readonly changes: readonly object[] };
  expect(changes).toEqual([
    expect.objectContaining({ application: 'shop', code: 'address_changed', severity: 'breaking', file: 'shop.yaml', line: 5 }),
  ]);
});

const SILENT = [
  { title: 'the same document', now: DOCUMENT },
  { title: 'a document of an application that was not there', now: ADDRESS.replace('title: Shop', 'title: Other') },
];

for (const { title, now } of SILENT) {
  test(`nothing changes of channels and operations with ${title}`, async () => {
    const { changes } = JSON.parse((await again(now, '--dry-run', '--format', 'json')).stdout) as { readonly changes: readonly object[] };
    expect(changes).toEqual([]);
  });
}

test('a document of 2.x that is as it was changes nothing', async () => {
  const old = `asyncapi: 2.6.0
info: { title: Shop, version: 1.0.0 }
channels:
  shop/{region}:
    parameters: { region: { schema: { type: string } } }
    publish: { message: { name: Placed, payload: { type: object } } }
`;
  await writeFile(join(cwd, 'shop.yaml'), old);
  const { changes } = JSON.parse((await again(old, '--dry-run', '--format', 'json')).stdout) as { readonly changes: readonly object[] };
  expect(changes).toEqual([]);
});
