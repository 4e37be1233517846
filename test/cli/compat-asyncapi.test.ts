import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sluiceHere } from './in-process.ts';
import { folderWith, sluice } from './process.ts';
import { git, makeRepository } from './repository.ts';

const DOCUMENT = `asyncapi: 3.0.0
info: { title: Shop, version: 1.0.0 }
channels:
  orders:
    address: orders
    messages:
      placed: { $ref: '#/components/messages/Placed' }
operations:
  place:
    action: receive
    channel: { $ref: '#/channels/orders' }
components:
  messages:
    Placed:
      name: Placed
      payload:
        type: object
        required: [id]
        properties:
          id: { type: string }
          to: { $ref: '#/components/schemas/Address' }
  schemas:
    Address:
      type: object
      properties:
        street: { type: string }
`;

const REQUIRED = 'required: [id]';
const SENDS = DOCUMENT.replace('action: receive', 'action: send');

const SCHEMAS = [
  { title: 'a member that is received must not become required', old: DOCUMENT, now: DOCUMENT.replace(REQUIRED, 'required: [id, to]'), code: 1 },
  { title: 'a member that is received may become optional', old: DOCUMENT, now: DOCUMENT.replace(REQUIRED, 'required: []'), code: 0 },
  { title: 'a member that is sent may become required', old: SENDS, now: SENDS.replace(REQUIRED, 'required: [id, to]'), code: 0 },
  { title: 'a member that is sent must not become optional', old: SENDS, now: SENDS.replace(REQUIRED, 'required: []'), code: 1 },
  {
    title: 'an optional member may come either way',
    old: SENDS,
    now: SENDS.replace('id: { type: string }', 'id: { type: string }\n          note: { type: string }'),
    code: 0,
  },
  {
    title: 'what a shared schema says counts',
    old: DOCUMENT,
    now: DOCUMENT.replace('street: { type: string }', 'street: { type: integer }'),
    code: 1,
  },
  {
    title: 'headers that are received must not become required',
    old: DOCUMENT,
    now: DOCUMENT.replace('name: Placed', 'name: Placed\n      headers: { required: [trace] }'),
    code: 1,
  },
  {
    title: 'headers that are sent may be new',
    old: SENDS,
    now: SENDS.replace('name: Placed', 'name: Placed\n      headers: { required: [trace] }'),
    code: 0,
  },
  {
    title: 'a message that no operation has is judged both ways',
    old: DOCUMENT.replace(/^operations:(?:\n .*)+/m, ''),
    now: DOCUMENT.replace(/^operations:(?:\n .*)+/m, '').replace(REQUIRED, 'required: []'),
    code: 1,
  },
];

for (const { title, old, now, code } of SCHEMAS) {
  test(title, async () => {
    const cwd = await folderWith({ 'old.yaml': old, 'new.yaml': now });
    expect(await sluiceHere(['compat', 'new.yaml', '--against', 'old.yaml'], { cwd })).toMatchObject({ code, stderr: '' });
  });
}

test('a broken schema comes with the event and with both places', async () => {
  const cwd = await folderWith({ 'old.yaml': DOCUMENT, 'new.yaml': DOCUMENT.replace('street: { type: string }', 'street: { type: integer }') });
  const { stdout } = await sluice(['compat', 'new.yaml', '--against', 'old.yaml'], { cwd });
  expect(stdout).toContain('message Placed, received from orders: payload');
  expect(stdout).toMatch(/"street": "/);
  expect(stdout).toContain('reader  new.yaml:26:25');
  expect(stdout).toContain('writer  old.yaml:26:25');
});

test('a removed channel is at the line of what held it, and says where it was', async () => {
  const cwd = await folderWith({
    'old.yaml': DOCUMENT,
    'new.yaml': DOCUMENT.replace(/^channels:(?:\n .*)+/m, 'channels: {}').replace(/^operations:(?:\n .*)+/m, ''),
  });
  const github = await sluiceHere(['compat', 'new.yaml', '--against', 'old.yaml', '--format', 'github'], { cwd });
  expect(github).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('::error file=new.yaml,line=3,col=11,title=sluice compat%3A channel_removed') as string,
  });
  expect(github.stdout).toContain('was: old.yaml:5:5');
  const json = JSON.parse((await sluiceHere(['compat', 'new.yaml', '--against', 'old.yaml', '--format', 'json'], { cwd })).stdout) as object;
  expect(json).toMatchObject({ kind: 'asyncapi', compatible: false, changes: [{ code: 'channel_removed', severity: 'breaking', was: { line: 5 } }] });
});

test('a document of several files is read as it was at a revision', async () => {
  const address = { type: 'object', properties: { street: { type: 'string' } } };
  const cwd = await folderWith({
    'docs/shop.yaml': DOCUMENT.replace("'#/components/schemas/Address'", 'schemas/address.json'),
    'docs/schemas/address.json': address,
  });
  makeRepository(cwd);
  const asking = ['compat', 'docs/shop.yaml', '--against', 'git:HEAD'];
  expect(await sluiceHere(asking, { cwd })).toMatchObject({ code: 0, stdout: expect.stringContaining('no change') as string });
  await writeFile(join(cwd, 'docs/schemas/address.json'), JSON.stringify({ ...address, required: ['street'] }));
  expect(await sluiceHere(asking, { cwd })).toMatchObject({ code: 1, stdout: expect.stringContaining('docs/schemas/address.json:1:') as string });
  expect(await sluiceHere(['compat', 'docs/shop.yaml', '--against', 'git:HEAD', '--level', 'NONE'], { cwd })).toMatchObject({ code: 0 });
  await writeFile(join(cwd, 'docs/new.yaml'), DOCUMENT);
  expect(await sluiceHere(['compat', 'docs/new.yaml', '--against', 'git:HEAD', '--allow-new'], { cwd })).toMatchObject({ code: 0 });
});

test('of two commits, what breaks is at the lines of the newer one, in every format as it is for the file', async () => {
  const cwd = await folderWith({
    'docs/shop.yaml': DOCUMENT.replace("'#/components/schemas/Address'", 'schemas/address.json'),
    'docs/schemas/address.json': { type: 'object', properties: { street: { type: 'string' } } },
  });
  makeRepository(cwd);
  const now = DOCUMENT.replace(REQUIRED, 'required: [id, to]').replace('address: orders', 'address: placed');
  await writeFile(join(cwd, 'docs/shop.yaml'), now.replace("'#/components/schemas/Address'", 'schemas/address.json'));
  await writeFile(join(cwd, 'docs/schemas/address.json'), '{\n  "type": "object", "properties": { "street": { "type": "integer" } }\n}');
  git(cwd, 'checkout -qb next', 'commit -qam second');
  const told = async (file: string, format: string): Promise<string> =>
    (await sluiceHere(['compat', file, '--against', 'git:main', '--format', format], { cwd })).stdout;
  const github = await told('git:next:docs/shop.yaml', 'github');
  const places = (text: string): readonly string[] => [...text.matchAll(/^::error (file=\S+,line=\d+,col=\d+)/gm)].map(([, place]) => place ?? '');
  expect(places(github)).toEqual(places(await told('docs/shop.yaml', 'github')));
  expect(places(github)).toEqual(
    expect.arrayContaining([expect.stringMatching(/shop\.yaml/), expect.stringMatching(/docs\/schemas\/address\.json,line=2,/)]),
  );
  for (const format of ['sarif', 'gitlab', 'junit', 'ndjson', 'markdown']) {
    expect(await told('git:next:docs/shop.yaml', format)).not.toMatch(/(?:"(?:uri|path|file)": ?"|file=")(?:main|next):/);
  }
});

test('a difference is told by place, and is none to fail for unless that is asked', async () => {
  const cwd = await folderWith({ 'old.yaml': DOCUMENT, 'new.yaml': DOCUMENT.replace('street: { type: string }', 'street: { type: integer }') });
  const diff = await sluiceHere(['diff', 'new.yaml', '--against', 'old.yaml'], { cwd });
  expect(diff).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('schema schemas.Address: type: "string" → "integer"\n    new.yaml:26:25') as string,
  });
  expect(await sluiceHere(['diff', 'old.yaml', 'new.yaml', '--exit-code'], { cwd })).toMatchObject({ code: 1 });
  expect(await sluiceHere(['diff', 'old.yaml', 'old.yaml', '--exit-code'], { cwd })).toMatchObject({ code: 0 });
});

const WRONG = [
  { title: 'nothing to compare with', args: ['compat', 'new.yaml'], code: 2, says: 'usage_invalid' },
  { title: 'a subject to compare with', args: ['compat', 'new.yaml', '--against', 'com.shop.placed'], code: 2, says: 'import asyncapi' },
  { title: 'a schema beside a document', args: ['compat', 'schema.json', '--against', 'new.yaml'], code: 2, says: 'compare two of them' },
  { title: 'their difference', args: ['diff', 'schema.json', '--against', 'new.yaml'], code: 2, says: 'compare two of them' },
  { title: 'their difference, the older one first,', args: ['diff', 'new.yaml', 'schema.json'], code: 2, says: 'compare two of them' },
  { title: 'a document that has not the form', args: ['compat', 'new.yaml', '--against', 'broken.yaml'], code: 1, says: 'broken.yaml:3:1' },
];

for (const { title, args, code, says } of WRONG) {
  test(`${title} is refused`, async () => {
    const cwd = await folderWith({
      'schema.json': { type: 'object' },
      'new.yaml': DOCUMENT,
      'broken.yaml': DOCUMENT.replace('channels:\n  orders', 'chanels:\n  orders'),
    });
    expect(await sluiceHere(args, { cwd })).toMatchObject({ code, stderr: expect.stringContaining(says) as string });
  });
}
