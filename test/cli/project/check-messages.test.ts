import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { asyncApiHere, registryHere, sluiceHere } from '../in-process.ts';
import { folderWith } from '../process.ts';
import { guardedHere } from '../serve-here.ts';
import { edit, run } from './seeded.ts';
import { makeRepository } from '../repository.ts';

// `sluice check` says of the messages of an AsyncAPI document what `sluice import asyncapi` would come to.

const DOCUMENT = `asyncapi: 3.0.0
info: { title: Orders, version: 1.0.0 }
channels:
  orders:
    address: orders
    messages:
      Placed: { payload: { type: object, required: [id], properties: { id: { type: string }, price: { $ref: '#/components/schemas/Money' } } } }
      Paid: { $ref: 'messages.yaml#/Paid' }
operations:
  place: { action: send, channel: { $ref: '#/channels/orders' } }
components:
  schemas:
    Money: { type: object, required: [cents], properties: { cents: { type: integer } } }
`;
const PAID = 'Paid:\n  payload:\n    type: object\n    properties: { at: { type: string } }\n';
const asyncApi = asyncApiHere();

const RULE = { file: 'docs/orders.yaml', prefix: 'shop.' };

interface Checked {
  readonly ok: boolean;
  readonly projects: readonly {
    readonly messages: readonly { readonly subject: string; readonly verdict: { readonly kind: string } }[] | null;
    readonly findings: readonly object[];
  }[];
  readonly lost: readonly object[];
}

async function checkout(registry: string | undefined, rule: object = RULE): Promise<string> {
  return folderWith({
    'docs/orders.yaml': DOCUMENT,
    'docs/messages.yaml': PAID,
    'sluice.config.json': { ...(registry === undefined ? {} : { registry }), asyncapi: [rule] },
  });
}

async function check(cwd: string, ...flags: string[]): Promise<Checked & { readonly code: number | null }> {
  const { code, stdout } = await run(cwd, ['check', '--format', 'json', ...flags]);
  return { ...(JSON.parse(stdout) as Checked), code };
}

function kindsOf({ projects }: Checked): object {
  return Object.fromEntries((projects[0]?.messages ?? []).map(({ subject, verdict }) => [subject, verdict.kind]));
}

async function takeIn(cwd: string, registry: string): Promise<void> {
  const env = { SLUICE_REGISTRY: registry };
  expect(await asyncApi.run(['import', 'asyncapi', 'docs/orders.yaml', '--prefix', 'shop.'], { cwd, env })).toMatchObject({ code: 0 });
}

async function imported(registry: string, rule: object = RULE): Promise<string> {
  const cwd = await checkout(registry, rule);
  await takeIn(cwd, registry);
  return cwd;
}

test('messages and the schemas that they share are new, then there', async () => {
  const { registry } = await registryHere();
  const cwd = await checkout(registry);
  expect(await check(cwd)).toMatchObject({ code: 0, ok: true });
  expect(kindsOf(await check(cwd))).toEqual({ 'shop.schemas.Money': 'new', 'shop.Placed': 'new', 'shop.Paid': 'new' });
  await takeIn(cwd, registry);
  expect(kindsOf(await check(cwd))).toEqual({ 'shop.schemas.Money': 'unchanged', 'shop.Placed': 'unchanged', 'shop.Paid': 'unchanged' });
});

const NAMED = { ...RULE, subjectTemplate: '{prefix}{channel}.{name}', schemaTemplate: '{app}.{name}' };

test('templates of the configuration name what an import with the same ones names, and the code of it', async () => {
  const { registry } = await registryHere();
  const cwd = await checkout(registry, { ...NAMED, dir: 'src/orders' });
  expect(await run(cwd, ['generate'])).toMatchObject({ code: 0 });
  expect(readFileSync(join(cwd, 'src/orders/index.ts'), 'utf8')).toContain('"shop.orders.Paid"');
  expect(kindsOf(await check(cwd))).toEqual({ 'orders.Money': 'new', 'shop.orders.Placed': 'new', 'shop.orders.Paid': 'new' });
  const flags = ['--prefix', 'shop.', '--subject-template', NAMED.subjectTemplate, '--schema-template', NAMED.schemaTemplate];
  const env = { SLUICE_REGISTRY: registry };
  expect(await asyncApi.run(['import', 'asyncapi', 'docs/orders.yaml', ...flags], { cwd, env })).toMatchObject({ code: 0 });
  expect(kindsOf(await check(cwd))).toEqual({ 'orders.Money': 'unchanged', 'shop.orders.Placed': 'unchanged', 'shop.orders.Paid': 'unchanged' });
});

test('with "envelope" all of a CloudEvent is held against the registry, and code is of its data', async () => {
  const { registry } = await registryHere();
  const cwd = await checkout(registry, { ...RULE, envelope: true, dir: 'src/orders' });
  const paid = {
    type: 'object',
    required: ['specversion', 'id', 'source', 'type', 'data'],
    properties: { data: { title: 'Payment', type: 'string' } },
  };
  const attributes = { specversion: { const: '1.0' }, id: { type: 'string' }, source: { type: 'string' }, type: { const: 'shop.Paid' } };
  const payload = { ...paid, properties: { ...attributes, ...paid.properties } };
  writeFileSync(join(cwd, 'docs/messages.yaml'), JSON.stringify({ Paid: { payload } }));
  expect(await run(cwd, ['generate'])).toMatchObject({ code: 0 });
  expect(readFileSync(join(cwd, 'src/orders/paid.ts'), 'utf8')).toMatch(/export type Paid = string/);
  const env = { SLUICE_REGISTRY: registry };
  expect(await asyncApi.run(['import', 'asyncapi', 'docs/orders.yaml', '--prefix', 'shop.', '--envelope'], { cwd, env })).toMatchObject({ code: 0 });
  expect(kindsOf(await check(cwd))).toMatchObject({ 'shop.Paid': 'unchanged' });
});

test('a template that names what a message has not is an error at the message', async () => {
  const { registry } = await registryHere();
  const cwd = await checkout(registry, { ...RULE, subjectTemplate: '{type}' });
  const message = 'the template "{type}" names {type}, which the message has not';
  expect(await check(cwd)).toMatchObject({ code: 1, projects: [{ findings: [{ severity: 'error', message, file: 'docs/orders.yaml', line: 7 }] }] });
});

for (const { title, rule, command } of [
  { title: 'a prefix', rule: RULE, command: 'sluice import asyncapi docs/orders.yaml --prefix shop.' },
  {
    title: 'templates, in quotes',
    rule: { ...NAMED, envelope: true, pointOfView: 'client' },
    command:
      "sluice import asyncapi docs/orders.yaml --prefix shop. --subject-template '{prefix}{channel}.{name}' --schema-template '{app}.{name}' --point-of-view client --envelope",
  },
]) {
  test(`publish says with which import a document is registered: with ${title}`, async () => {
    const cwd = await checkout('http://127.0.0.1:2', rule);
    const json = await run(cwd, ['publish', '--format', 'json']);
    const finding = { severity: 'warning', code: 'document_not_published', file: 'docs/orders.yaml' };
    expect({ code: json.code, ...(JSON.parse(json.stdout) as object) }).toMatchObject({
      code: 0,
      findings: [{ ...finding, message: expect.stringContaining(`\`${command}\``) as string }],
    });
    const text = await run(cwd, ['publish']);
    expect(text.stdout).toContain(command);
    expect(text.stdout).toMatch(/\nnothing is published here\n$/);
  });
}

for (const [title, registry, rule] of [
  ['no registry is named', undefined, RULE],
  ['others publish it', 'http://127.0.0.1:2', { ...RULE, registry: false }],
] as const) {
  test(`publish says nothing of a document where ${title}`, async () => {
    const { code, stdout } = await run(await checkout(registry, rule), ['publish', '--format', 'json']);
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 0, findings: [] });
  });
}

for (const { title, file, from, to, kinds, findings } of [
  {
    title: 'a payload in another file breaks',
    file: 'docs/messages.yaml',
    from: 'type: object\n',
    to: 'type: object\n    required: [at]\n',
    kinds: { 'shop.Placed': 'unchanged', 'shop.Paid': 'refused' },
    findings: [{ severity: 'error', code: 'incompatible', subject: 'shop.Paid', file: 'docs/messages.yaml', places: [{ line: 4 }] }],
  },
  {
    title: 'a shared schema breaks, and with it what refers to it',
    file: 'docs/orders.yaml',
    from: 'required: [cents]',
    to: 'required: [cents, currency]',
    kinds: { 'shop.schemas.Money': 'refused', 'shop.Placed': 'refused', 'shop.Paid': 'unchanged' },
    findings: [
      { subject: 'shop.schemas.Money', file: 'docs/orders.yaml', places: [{ line: 13 }] },
      { subject: 'shop.Placed', file: 'docs/orders.yaml', places: [{ line: 13 }] },
    ],
  },
  {
    title: 'a member more is a next version',
    file: 'docs/messages.yaml',
    from: 'at: { type: string }',
    to: 'at: { type: string }, by: { type: string }',
    kinds: { 'shop.Paid': 'next' },
    findings: [],
  },
  {
    title: 'a misspelt keyword is warned of, at its line',
    file: 'docs/messages.yaml',
    from: 'type: object\n',
    to: 'type: object\n    requird: [at]\n',
    kinds: { 'shop.Paid': 'next' },
    findings: [{ severity: 'warning', code: 'unknown_keyword', subject: 'shop.Paid', file: 'docs/messages.yaml', line: 4 }],
  },
  {
    title: 'a schema that is none is an error at its line, and nothing is asked',
    file: 'docs/messages.yaml',
    from: 'at: { type: string }',
    to: 'at: { type: int }',
    kinds: {},
    findings: [{ severity: 'error', code: 'schema_invalid', file: 'docs/messages.yaml', line: 4 }],
  },
  {
    title: 'a message in another format is warned of',
    file: 'docs/messages.yaml',
    from: PAID,
    to: "Paid: { payload: { schemaFormat: 'application/vnd.apache.avro;version=1.9.0', schema: { type: string } } }\n",
    kinds: { 'shop.Placed': 'unchanged' },
    findings: [{ severity: 'warning', code: 'format_unsupported', file: 'docs/messages.yaml', line: 1 }],
  },
]) {
  test(title, async () => {
    const { registry } = await registryHere();
    const cwd = await imported(registry);
    edit(cwd, file, (text) => text.replace(from, to));
    const checked = await check(cwd);
    const errors = findings.filter((finding) => !('severity' in finding) || finding.severity === 'error');
    expect({ code: checked.code, ok: checked.ok }).toEqual({ code: errors.length === 0 ? 0 : 1, ok: errors.length === 0 });
    expect(kindsOf(checked)).toMatchObject(kinds);
    expect(Object.keys(kindsOf(checked)).length === 0).toBe(Object.keys(kinds).length === 0);
    expect(checked.projects[0]?.findings).toMatchObject(findings);
    expect(checked.projects[0]?.findings).toHaveLength(findings.length);
  });
}

test('what breaks is told with its event, its line, and how it is released on purpose', async () => {
  const { registry } = await registryHere();
  const cwd = await imported(registry);
  edit(cwd, 'docs/messages.yaml', (text) => text.replace('type: object\n', 'type: object\n    required: [at]\n'));
  const said = await run(cwd, ['check', '--also', 'github=out.txt']);
  expect(said).toMatchObject({ code: 1, stdout: expect.stringContaining('the reader requires "at", which the writer may leave out') as string });
  expect(said.stdout).toContain('docs/messages.yaml:4:15 (/required)');
  expect(said.stdout).toContain('sluice import asyncapi docs/orders.yaml --prefix shop. --allow-breaking --reason TEXT');
  const github = await run(cwd, ['check', '--format', 'github']);
  expect(github.stdout).toMatch(/^::error file=docs\/messages\.yaml,line=4,col=15,title=sluice check%3A required_missing::/m);
});

for (const { title, registry, rule, flags, messages } of [
  { title: 'where no registry is named', registry: undefined, rule: RULE, flags: [], messages: null },
  { title: 'offline', registry: 'http://127.0.0.1:2', rule: RULE, flags: ['--offline'], messages: null },
  { title: 'where the document says so', registry: 'http://127.0.0.1:2', rule: { ...RULE, registry: false }, flags: [], messages: null },
]) {
  test(`nothing is asked ${title}`, async () => {
    const cwd = await checkout(registry, rule);
    expect(await check(cwd, ...flags)).toMatchObject({
      code: 0,
      projects: [{ messages, asyncapi: [{ file: 'docs/orders.yaml', dir: null, fits: true }] }],
    });
    expect(await run(cwd, ['generate'])).toMatchObject({ code: 0 });
  });
}

test('a document without code that has not the form of one is an error', async () => {
  const cwd = await checkout(undefined);
  edit(cwd, 'docs/orders.yaml', (text) => text.replace('channels:', 'chanels:'));
  expect(await check(cwd)).toMatchObject({ code: 1, projects: [{ findings: [{ severity: 'error', line: 3 }] }] });
});

test('where nobody answers, check ends with 3', async () => {
  expect(await run(await checkout('http://127.0.0.1:2'), ['check'])).toMatchObject({ code: 3 });
});

test('two documents that say otherwise of a subject are an error at the second', async () => {
  const { registry } = await registryHere();
  const cwd = await checkout(registry);
  writeFileSync(join(cwd, 'other.yaml'), DOCUMENT.replace("{ $ref: 'messages.yaml#/Paid' }", '{ payload: { type: string } }'));
  edit(cwd, 'sluice.config.json', (text) => text.replace('"asyncapi": [', '"asyncapi": [{ "file": "other.yaml", "prefix": "shop." },'));
  expect(await check(cwd)).toMatchObject({ code: 1, projects: [{ findings: [{ code: 'subject_collision', file: 'docs/messages.yaml' }] }] });
});

test('a key that only reads is enough', async () => {
  const guarded = await guardedHere();
  const [read, register] = [await guarded.keyWith('read:*'), await guarded.keyWith('register:*')];
  const cwd = await checkout(guarded.registry);
  const env = (key: string): Record<string, string> => ({ SLUICE_REGISTRY: guarded.registry, SLUICE_TOKEN: key });
  const as = (key: string, ...args: string[]): ReturnType<typeof sluiceHere> => sluiceHere(args, { cwd, env: env(key) });
  expect(await as(read, 'check')).toMatchObject({ code: 0, stdout: expect.stringContaining('as shop.Paid: the first version') as string });
  expect(await as(register, 'import', 'asyncapi', 'docs/orders.yaml', '--prefix', 'shop.')).toMatchObject({ code: 0 });
  expect(await as(read, 'check')).toMatchObject({ code: 0, stdout: expect.stringContaining('as shop.Paid: is version 1') as string });
  edit(cwd, 'docs/messages.yaml', (text) => text.replace('type: object\n', 'type: object\n    required: [at]\n'));
  edit(cwd, 'docs/orders.yaml', (text) => text.replace('cents: { type: integer }', 'cents: { type: integer }, currency: { type: string }'));
  const said = await as(read, 'check');
  expect(said).toMatchObject({ code: 1, stdout: expect.stringContaining('shop.Paid: refused\n  incompatible: ') as string });
  expect(said.stdout).toContain('as shop.schemas.Money: the next version');
  await guarded.close();
});

for (const { title, change, lost } of [
  { title: 'nothing', change: () => {}, lost: [] },
  {
    title: 'a message',
    change: (cwd: string) => edit(cwd, 'docs/orders.yaml', (text) => text.replace(/ {6}Paid:.*\n/, '')),
    lost: [
      {
        ...{ code: 'contract_lost', subject: 'shop.Paid', file: 'sluice.config.json' },
        message: expect.stringContaining('was published from docs/orders.yaml, and nothing publishes it now: put its message back') as string,
      },
    ],
  },
  {
    title: 'the rule of its document',
    change: (cwd: string) => writeFileSync(join(cwd, 'sluice.config.json'), '{}'),
    lost: [{ subject: 'shop.Paid' }, { subject: 'shop.Placed' }, { subject: 'shop.schemas.Money' }],
  },
  { title: 'what makes it a document', change: (cwd: string) => writeFileSync(join(cwd, 'docs/orders.yaml'), 'a: 1\n'), lost: [] },
]) {
  test(`--affected tells of what is lost with ${title}`, async () => {
    const cwd = await checkout('http://127.0.0.1:2');
    writeFileSync(join(cwd, 'package.json'), '{}');
    makeRepository(cwd);
    change(cwd);
    const checked = await check(cwd, '--offline', '--affected', 'main');
    expect(checked.lost).toMatchObject(lost);
    expect(checked.lost).toHaveLength(lost.length);
  });
}
