import { once } from 'node:events';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { applyImport } from '../../cli/asyncapi/apply-import.ts';
import { checkDocument, type CheckedDocument, type CheckOptions } from '../../cli/asyncapi/check-document.ts';
import { mergeContracts, planImport } from '../../cli/asyncapi/plan-import.ts';
import type { Client } from '../../src/client/index.ts';
import { ioIn } from '../asyncapi/registry-trip.ts';
import { startRegistry, type RegistryServer } from '../gateway/registry-server.ts';
import { asyncApiHere, sluiceHere } from './in-process.ts';
import { folderWith, sluice, type Finished } from './process.ts';

const { run } = asyncApiHere();

async function registry(): Promise<RegistryServer> {
  const server = await startRegistry();
  onTestFinished(() => server.close());
  return server;
}

const SHOP = `asyncapi: 3.0.0
info:
  title: Shop
  version: 1.0.0
servers:
  live: { host: kafka.example.com, protocol: kafka }
channels:
  orders:
    address: shop/{region}/orders
    parameters: { region: { enum: [eu, us] } }
    messages:
      placed: { $ref: '#/components/messages/OrderPlaced' }
      cancelled: { $ref: '#/components/messages/OrderCancelled' }
operations:
  sendPlaced:
    action: send
    channel: { $ref: '#/channels/orders' }
    messages: [{ $ref: '#/channels/orders/messages/placed' }]
components:
  messages:
    OrderPlaced:
      name: OrderPlaced
      summary: Somebody ordered
      x-cloudevents-type: com.shop.order.placed
      headers: { type: object, properties: { trace: { type: string } } }
      payload:
        type: object
        required: [id]
        properties:
          id: { type: string }
          to: { $ref: '#/components/schemas/Address' }
    OrderCancelled:
      payload: { type: object, properties: { to: { $ref: '#/components/schemas/Address' } } }
  schemas:
    Address: { type: object, properties: { street: { type: string } } }
`;

function importing(url: string, cwd: string, ...more: readonly string[]): Promise<Finished> {
  return run(['import', 'asyncapi', ...more, '--registry', url], { cwd });
}

async function subjectsOf(client: Client): Promise<readonly string[]> {
  return (await client.listSubjects()).items.map(({ subject }) => subject).toSorted();
}

test('a plan writes nothing; an import by the program itself registers everything, and once more nothing', async () => {
  const { url, client } = await registry();
  const cwd = await folderWith({ 'asyncapi.yaml': SHOP });
  const flags = ['asyncapi.yaml', '--prefix', 'com.shop.', '--owner', 'orders', '--label', 'team=blue'];
  const plan = await importing(url, cwd, ...flags, '--dry-run');
  expect(plan).toMatchObject({ code: 0, stdout: expect.stringContaining('sent to shop/{region}/orders') as string });
  expect(await subjectsOf(client)).toEqual([]);

  const program = await sluice(['import', 'asyncapi', ...flags, '--registry', url], { cwd });
  expect(program).toMatchObject({ code: 0, stdout: expect.stringContaining('4 registered') as string });
  expect(await subjectsOf(client)).toEqual([
    'com.shop.OrderCancelled',
    'com.shop.order.placed',
    'com.shop.order.placed-headers',
    'com.shop.schemas.Address',
  ]);
  const before = await client.listAudit({ limit: 1_000 });

  expect(await importing(url, cwd, ...flags)).toMatchObject({ code: 0, stdout: expect.stringContaining('0 registered, 4 there already') as string });
  expect((await client.listAudit({ limit: 1_000 })).items).toHaveLength(before.items.length);
});

test('what the document says beside its schemas is in labels, owner and description, and what others wrote stays', async () => {
  const { url, client } = await registry();
  const cwd = await folderWith({ 'asyncapi.yaml': SHOP });
  await importing(url, cwd, 'asyncapi.yaml');
  await client.updateSubject('com.shop.order.placed', {
    description: 'mine',
    labels: { own: 'yes', ...(await client.getSubject('com.shop.order.placed')).labels },
  });
  await importing(url, cwd, 'asyncapi.yaml', '--owner', 'orders');
  const { description, labels, owner } = await client.getSubject('com.shop.order.placed');
  expect({ description, owner, own: labels['own'], channels: labels['asyncapi.channels'] }).toEqual({
    description: 'mine',
    owner: 'orders',
    own: 'yes',
    channels: 'shop/{region}/orders',
  });
  expect(JSON.parse(labels['asyncapi.app.shop'] ?? '')).toMatchObject({
    application: { title: 'Shop', version: '1.0.0' },
    channels: [{ name: 'orders', address: 'shop/{region}/orders', servers: ['live'] }],
    operations: [{ name: 'sendPlaced', action: 'send' }],
    servers: [{ name: 'live', protocol: 'kafka' }],
  });
});

test('what somebody else writes to a subject between plan and import stays, whether it gets a version or not', async () => {
  const { url, client } = await registry();
  const cwd = await folderWith({ 'asyncapi.yaml': SHOP });
  await importing(url, cwd, 'asyncapi.yaml');
  const next = SHOP.replace('title: Shop', 'title: Other').replace('properties: { to:', 'properties: { why: { type: string }, to:');
  await writeFile(join(cwd, 'asyncapi.yaml'), next);
  const missing = { check: () => Promise.resolve(undefined), prepare: () => {}, close: () => Promise.resolve() };
  const document = await checkDocument(ioIn(cwd), 'asyncapi.yaml', missing, {});
  const plan = await planImport(client, mergeContracts([document]).merged, { labels: {}, consent: {} }, () => {});
  const subjects = ['com.shop.order.placed', 'OrderCancelled'];
  for (const subject of subjects) {
    const { labels } = await client.getSubject(subject);
    await client.updateSubject(subject, { labels: { ...labels, own: 'yes' }, description: null });
  }
  const { items, stopped } = await applyImport(client, plan, { consent: {} }, () => {});
  expect({ stopped, steps: items.map(({ step }) => step.kind) }).toEqual({ stopped: undefined, steps: ['there', 'there', 'there', 'imported'] });
  for (const subject of subjects) {
    const { labels } = await client.getSubject(subject);
    expect(Object.keys(labels)).toEqual(expect.arrayContaining(['asyncapi.app.other', 'asyncapi.app.shop', 'own']));
  }
  expect((await client.getSubject('com.shop.order.placed')).description).toBe('Somebody ordered');
});

test('the address of a shared schema is shared, and its next version moves those that refer to it', async () => {
  const { url, client } = await registry();
  const cwd = await folderWith({ 'asyncapi.yaml': SHOP });
  await importing(url, cwd, 'asyncapi.yaml');
  await writeFile(join(cwd, 'asyncapi.yaml'), SHOP.replace('street: { type: string }', 'street: { type: string }, zip: { type: string }'));
  expect(await importing(url, cwd, 'asyncapi.yaml')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('3 registered, 1 there already') as string,
  });
  const { references } = await client.getVersion('com.shop.order.placed', 'latest');
  expect(references).toEqual([{ name: 'urn:sluice-subject:schemas.Address', subject: 'schemas.Address', version: 2 }]);
});

test('a message that breaks a reader refuses the whole import, with the event', async () => {
  const { url, client } = await registry();
  const cwd = await folderWith({ 'asyncapi.yaml': SHOP });
  await importing(url, cwd, 'asyncapi.yaml');
  const next = SHOP.replace('id: { type: string }', 'id: { type: integer }').replace(
    'components:\n  messages:\n',
    'components:\n  messages:\n    Brand:\n      payload: {}\n',
  );
  await writeFile(join(cwd, 'asyncapi.yaml'), next);
  const refused = await importing(url, cwd, 'asyncapi.yaml');
  expect(refused).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/refused.*com\.shop\.order\.placed[\s\S]*asyncapi\.yaml:\d+:\d+[\s\S]*nothing was registered/) as string,
  });
  expect(await subjectsOf(client)).not.toContain('Brand');
  const released = await run(['import', 'asyncapi', 'asyncapi.yaml', '--allow-breaking', '--reason', 'ids are numbers', '--registry', url], {
    cwd,
  });
  expect(released.code).toBe(0);
  expect(await client.getVersion('com.shop.order.placed', 'latest')).toMatchObject({ line: 2 });
});

test('a break in a schema of another file is told at its line there, also of the messages that refer to it', async () => {
  const { url } = await registry();
  const files = (units: string): Readonly<Record<string, string>> => ({
    'asyncapi.yaml': `asyncapi: 3.0.0
info: { title: Prices, version: 1.0.0 }
components:
  messages:
    Changed:
      payload: { type: object, required: [price], properties: { price: { $ref: 'parts/price.yaml#/Price' } } }
`,
    'parts/price.yaml': `Price:
  type: object
  required: [unit]
  properties:
    unit: { enum: ${units} }
`,
  });
  await importing(url, await folderWith(files('[EUR, USD]')), 'asyncapi.yaml');
  const { code, stdout } = await importing(url, await folderWith(files('[EUR, USD, PLN]')), 'asyncapi.yaml', '--format', 'github');
  expect(code).toBe(1);
  const places = stdout.match(/file=[^,]+,line=\d+,col=\d+/g);
  expect(places).toEqual(Array.from({ length: 2 }, () => 'file=parts/price.yaml,line=5,col=19'));
});

test('a dangling reference into another file is told as somebody would write it', async () => {
  const { url } = await registry();
  const cwd = await folderWith({
    'asyncapi.yaml': `asyncapi: 3.0.0
info: { title: Prices, version: 1.0.0 }
components: { messages: { A: { payload: { $ref: 'parts/price.yaml#/Prise' } }, B: { payload: { $ref: 'parts/price.yaml#/x/y' } } } }
`,
    'parts/price.yaml': 'Price: { type: object }\n',
  });
  const { stdout } = await importing(url, cwd, 'asyncapi.yaml');
  expect(stdout).toContain('$ref "parts/price.yaml#/Prise" leads nowhere; did you mean parts/price.yaml#/Price?');
  expect(stdout).not.toContain('x-sluice-files');
});

const WRONG = [
  {
    title: 'a misspelt field',
    from: 'channels:',
    to: 'chanels:',
    says: /asyncapi\.yaml:7:1: the document has no "chanels"; did you mean channels\?/,
  },
  {
    title: 'a wrong type in a payload',
    from: 'id: { type: string }',
    to: 'id: { type: int }',
    says: /asyncapi\.yaml:30:23: type: expected .*found "int"; did you mean integer\?/,
  },
  {
    title: 'a dangling reference',
    from: "'#/channels/orders' }\n    mess",
    to: "'#/channels/order' }\n    mess",
    says: /asyncapi\.yaml:17:\d+: \$ref "#\/channels\/order" leads nowhere; did you mean #\/channels\/orders\?/,
  },
  {
    title: 'what only the official parser knows',
    from: 'protocol: kafka }',
    to: 'protocol: kafka, security: [{ type: nonsense }] }',
    says: /asyncapi\.yaml:6:\d+/,
  },
];

for (const { title, from, to, says } of WRONG) {
  test(`${title} is told at its line, and nothing is registered`, async () => {
    const { url, client } = await registry();
    const cwd = await folderWith({ 'asyncapi.yaml': SHOP.replace(from, to) });
    expect(await importing(url, cwd, 'asyncapi.yaml')).toMatchObject({ code: 1, stdout: expect.stringMatching(says) as string });
    expect(await subjectsOf(client)).toEqual([]);
  });
}

test('the official parser is not asked about what is refused without it, but for its words in JSON', async () => {
  const cwd = await folderWith({
    'wrong.yaml': SHOP.replace('  version: 1.0.0', '  version: 1'),
    'right.yaml': SHOP,
    'other.yaml': 'asyncapi: 1.2.0\n',
  });
  const asked: string[] = [];
  const official = {
    check: () => Promise.resolve(void asked.push('check')),
    prepare: () => void asked.push('prepare'),
    close: () => Promise.resolve(),
  };
  const check = async (file: string, options: CheckOptions = {}): Promise<CheckedDocument> =>
    (await checkDocument(ioIn(cwd), file, official, options)).judged;
  for (const file of ['wrong.yaml', 'other.yaml']) expect(await check(file)).not.toHaveProperty('isParserMissing');
  expect(asked).toEqual([]);
  expect(await check('wrong.yaml', { details: true })).toMatchObject({ findings: [{}], isParserMissing: true });
  expect(await check('right.yaml')).toMatchObject({ findings: [], isParserMissing: true });
  expect(asked).toEqual(['check', 'check']);
});

test('JSON has findings with places, and what the official parser says below', async () => {
  const { url } = await registry();
  const cwd = await folderWith({ 'asyncapi.yaml': SHOP.replace('  version: 1.0.0', '  version: 1') });
  const { code, stdout } = await importing(url, cwd, 'asyncapi.yaml', '--format', 'json');
  expect({ code, report: JSON.parse(stdout) as unknown }).toMatchObject({
    code: 1,
    report: {
      schemaVersion: 1,
      findings: [{ code: 'wrong_type', file: 'asyncapi.yaml', line: 4, column: 12, pointer: '/info/version' }],
      documents: [{ file: 'asyncapi.yaml', details: expect.arrayContaining([expect.objectContaining({ isError: true })]) as unknown }],
    },
  });
});

test.each(['github', 'sarif'])('--format %s names the finding', async (format) => {
  const { url } = await registry();
  const cwd = await folderWith({ 'asyncapi.yaml': SHOP.replace('channels:', 'chanels:') });
  expect(await importing(url, cwd, 'asyncapi.yaml', '--format', format)).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('chanels') as string,
  });
});

/** A socket that counts who comes. */
async function silentSocket(): Promise<{ readonly port: number; readonly visitors: () => number }> {
  let visitors = 0;
  const server = createServer((socket) => {
    visitors += 1;
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, visitors: () => visitors };
}

const head = { asyncapi: '3.0.0', info: { title: 'h', version: '1' } };
const payload = (schema: object): object => ({ ...head, components: { messages: { M: { payload: schema } } } });

const HOSTILE: readonly { readonly title: string; readonly file: (address: string) => string; readonly code: string; readonly yaml?: true }[] = [
  { title: 'a schema elsewhere', file: (address) => JSON.stringify(payload({ $ref: `${address}/a.json` })), code: 'asyncapi_unsafe' },
  {
    title: 'a message elsewhere',
    file: (address) => JSON.stringify({ ...head, components: { messages: { M: { $ref: `${address}/a.json#/M` } } } }),
    code: 'asyncapi_unsafe',
  },
  {
    title: 'a binding elsewhere',
    file: (address) => JSON.stringify({ ...head, components: { messages: { M: { bindings: { kafka: { key: { $ref: `${address}/k` } } } } } } }),
    code: 'asyncapi_unsafe',
  },
  { title: 'a file of the machine', file: () => JSON.stringify(payload({ $ref: '/etc/passwd' })), code: 'asyncapi_unsafe' },
  { title: 'a file of the machine as a URL', file: () => JSON.stringify(payload({ $ref: 'file:///etc/passwd' })), code: 'asyncapi_unsafe' },
  { title: 'a file outside of the folder', file: () => JSON.stringify(payload({ $ref: '../secret.json' })), code: 'asyncapi_unsafe' },
  { title: 'a symbolic link out of the folder', file: () => JSON.stringify(payload({ $ref: 'link.json' })), code: 'asyncapi_unsafe' },
  { title: 'a file behind a linked folder', file: () => JSON.stringify(payload({ $ref: 'up/secret.json' })), code: 'asyncapi_unsafe' },
  {
    title: 'references that double',
    file: () => {
      const schemas = Object.fromEntries(
        Array.from({ length: 20 }, (_, i) => [
          `s${i}`,
          { items: [{ $ref: `#/components/schemas/s${i + 1}` }, { $ref: `#/components/schemas/s${i + 1}` }] },
        ]),
      );
      return JSON.stringify({ ...head, components: { schemas: { ...schemas, s20: {} } } });
    },
    code: 'asyncapi_unsafe',
  },
  {
    title: 'aliases that double',
    file: () =>
      ['asyncapi: 3.0.0', 'x-a0: &a0 [1, 1]', ...Array.from({ length: 40 }, (_, i) => `x-a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)].join('\n'),
    code: 'schema_too_large',
    yaml: true,
  },
  { title: 'absurd nesting', file: () => `{"asyncapi":"3.0.0","x-a":${'['.repeat(900)}${']'.repeat(900)}}`, code: 'too_deep' },
  { title: 'absurd nesting in YAML', file: () => `asyncapi: 3.0.0\nx-a: ${'['.repeat(900)}${']'.repeat(900)}`, code: 'too_deep', yaml: true },
  {
    title: 'a number that no double holds',
    file: () => '{"asyncapi":"3.0.0","info":{"title":"h","version":"1"},"x-a":1e400}',
    code: 'number_inexact',
  },
  { title: 'a prototype', file: () => '{"asyncapi":"3.0.0","__proto__":{"info":1}}', code: 'json_forbidden_key' },
];

for (const { title, file, code, yaml } of HOSTILE) {
  test(`${title} is refused, and nobody is asked`, async () => {
    const { port, visitors } = await silentSocket();
    const text = file(`http://127.0.0.1:${port}`);
    const parent = await folderWith({ 'secret.json': '{"type":"string"}', [`in/doc.${yaml === true ? 'yaml' : 'json'}`]: text });
    await symlink('../secret.json', join(parent, 'in', 'link.json'));
    await symlink('..', join(parent, 'in', 'up'));
    // Not even the registry is asked: it is the silent socket.
    const { code: exit, stdout } = await importing(
      `http://127.0.0.1:${port}`,
      join(parent, 'in'),
      `doc.${yaml === true ? 'yaml' : 'json'}`,
      '--format',
      'json',
    );
    expect({ exit, code: (JSON.parse(stdout) as { code?: string }).code, visitors: visitors() }).toEqual({
      exit: expect.any(Number) as number,
      code,
      visitors: 0,
    });
    expect(exit).not.toBe(0);
    expect(text.length).toBeLessThan(2_048);
  });
}

for (const version of ['2.6.0', '3.0.0', '3.1.0']) {
  test(`in ${version} a folder whose parts lead elsewhere is refused, and nobody is asked`, async () => {
    const { port, visitors } = await silentSocket();
    const cwd = await folderWith({
      'docs/fine.json': { ...head, asyncapi: version, channels: {} },
      'docs/app.json': { ...head, asyncapi: version, channels: {}, components: { messages: { M: { $ref: 'parts/m.yaml#/M' } } } },
      'docs/parts/m.yaml': 'M: { payload: { $ref: "deep/s.json" } }\n',
      'docs/parts/deep/s.json': { properties: { a: { $ref: `http://127.0.0.1:${port}/a.json` } } },
    });
    const { code, stdout } = await importing(`http://127.0.0.1:${port}`, cwd, 'docs', '--format', 'json');
    expect({ code, error: JSON.parse(stdout) as unknown, visitors: visitors() }).toEqual({
      code: 1,
      error: expect.objectContaining({ code: 'asyncapi_unsafe', file: 'docs/parts/deep/s.json', line: 3 }) as unknown,
      visitors: 0,
    });
  });
}

const WITH_EXAMPLES = `asyncapi: 3.0.0
info: { title: Shop, version: 1.0.0 }
components:
  messages:
    Placed:
      headers: { type: object, properties: { n: { type: integer } } }
      payload: { type: object, required: [id], properties: { id: { $ref: '#/components/schemas/Id' } } }
      examples:
        - { payload: { id: a }, headers: { n: 1 } }
        - { payload: { id: 1 }, headers: { n: x } }
    Wrapped:
      contentType: application/cloudevents+json
      payload: { type: object, properties: { type: { const: a }, data: { type: object, required: [b] } } }
      examples: [{ payload: { type: a, data: { b: 1 } } }, { payload: { type: a, data: {} } }]
  schemas: { Id: { type: string } }
`;

test('an example that its own schema refuses is a warning at its line, and refuses nothing', async () => {
  const { url, client } = await registry();
  const cwd = await folderWith({ 'doc.yaml': WITH_EXAMPLES });
  const { code, stdout } = await importing(url, cwd, 'doc.yaml', '--format', 'json');
  const { warnings, findings } = JSON.parse(stdout) as { readonly warnings: readonly object[]; readonly findings: readonly object[] };
  expect({ code, findings, places: warnings.map((found) => ({ ...found, message: '' })) }).toEqual({
    code: 0,
    findings: [],
    places: [
      { code: 'example_invalid', message: '', file: 'doc.yaml', line: 10, column: 28, pointer: '/components/messages/Placed/examples/1/payload/id' },
      { code: 'example_invalid', message: '', file: 'doc.yaml', line: 10, column: 47, pointer: '/components/messages/Placed/examples/1/headers/n' },
      {
        code: 'example_invalid',
        message: '',
        file: 'doc.yaml',
        line: 14,
        column: 88,
        pointer: '/components/messages/Wrapped/examples/1/payload/data',
      },
    ],
  });
  expect(await subjectsOf(client)).toContain('Placed');
  const text = await importing(url, cwd, 'doc.yaml', '--dry-run');
  expect(text.stdout).toContain(
    'warning example_invalid: doc.yaml:10:28: the example is not what the schema of the payload says: /id: expected type string',
  );
});

test('examples, extensions and schemas of Avro may name addresses: they are imported without, or left out by name', async () => {
  const { port, visitors } = await silentSocket();
  const { url } = await registry();
  const elsewhere = { $ref: `http://127.0.0.1:${port}/a` };
  const messages = {
    Old: { payload: { schemaFormat: 'application/vnd.apache.avro;version=1.9.0', schema: elsewhere } },
    New: { payload: { type: 'object' }, examples: [{ payload: { a: elsewhere } }], 'x-own': elsewhere },
  };
  const cwd = await folderWith({ 'doc.json': JSON.stringify({ ...head, components: { messages } }) });
  const { code, stdout } = await importing(url, cwd, 'doc.json');
  expect({ code, stdout, visitors: visitors() }).toEqual({
    code: 1,
    stdout: expect.stringMatching(/registered New@1[\s\S]*left out {2}Old .*schemas in Avro are not supported yet/) as string,
    visitors: 0,
  });
});

test('a folder is all its applications; one schema under one name is one subject, two are told', async () => {
  const { url, client } = await registry();
  const reader = (type: string): string => `asyncapi: 2.6.0
info: { title: Reader, version: 1.0.0 }
channels:
  orders:
    publish:
      message: { $ref: 'parts/messages.yaml#/Ping' }
components: { messages: { Pong: { name: Pong, payload: { type: ${type} } } } }
`;
  const writer = reader('string').replace('Reader', 'Writer').replace('publish', 'subscribe');
  const cwd = await folderWith({
    'docs/reader.yaml': reader('string'),
    'docs/writer.yml': writer,
    'docs/parts/messages.yaml': 'Ping: { name: Ping, payload: { $ref: "ping.json" } }',
    'docs/parts/ping.json': '{"type":"object"}',
    'docs/other.json': '{"a":1}',
  });
  expect(await importing(url, cwd, 'docs')).toMatchObject({ code: 0, stdout: expect.stringContaining('2 subjects from 2 documents') as string });
  const { labels } = await client.getSubject('Ping');
  expect(Object.keys(labels).toSorted()).toEqual(['asyncapi.app.reader', 'asyncapi.app.writer', 'asyncapi.channels']);
  expect(
    [labels['asyncapi.app.reader'], labels['asyncapi.app.writer']].map(
      (text) => (JSON.parse(text ?? '{}') as { operations: { action: string }[] }).operations[0]?.action,
    ),
  ).toEqual(['receive', 'send']);

  await writeFile(join(cwd, 'docs/reader.yaml'), reader('number'));
  expect(await importing(url, cwd, 'docs')).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(
      /subject_collision: docs\/writer\.yml:\d+:\d+: "Pong" has another schema here than at docs\/reader\.yaml:\d+/,
    ) as string,
  });
});

test('files of a folder that only name asyncapi, or are large and none, are no documents', async () => {
  const { url, client } = await registry();
  const cwd = await folderWith({
    'shop.yaml': SHOP,
    'package.json': { scripts: { asyncapi: 'sluice import asyncapi .' }, dependencies: { asyncapi: '1' } },
    '.github.yml': 'jobs:\n  asyncapi:\n    steps: []\n',
    'data.json': JSON.stringify(Array.from({ length: 300_000 }, (_, index) => `row ${index}`)),
  });
  expect(await importing(url, cwd, '.')).toMatchObject({ code: 0 });
  expect(await subjectsOf(client)).toHaveLength(4);
  await writeFile(join(cwd, 'large.json'), JSON.stringify({ asyncapi: '3.0.0', info: { title: 'x'.repeat(5_000_000), version: '1' } }));
  expect(await importing(url, cwd, '.')).toMatchObject({ code: 1, stderr: expect.stringContaining('large.json has') as string });
});

test('a finding in a part of a document is told there', async () => {
  const { url } = await registry();
  const cwd = await folderWith({
    'doc.yaml':
      'asyncapi: 3.0.0\ninfo: { title: h, version: "1" }\ncomponents: { messages: { M: { payload: { $ref: parts/a.yaml#/definitions/A } } } }\n',
    'parts/a.yaml': 'definitions:\n  A:\n    type: object\n    properties:\n      id: { type: strin }\n',
  });
  expect(await importing(url, cwd, 'doc.yaml')).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/parts\/a\.yaml:5:19: type: .*did you mean string\?/) as string,
  });
});

/** A registry that takes no more than so many requests to register: the connection breaks. */
async function goingAway(url: string, requests: number): Promise<string> {
  let left = requests;
  const server = createHttpServer((request, response) => {
    void (async () => {
      const body = await buffer(request);
      const isRegistration = request.method === 'POST' && /\/(?:versions|registrations)$/.test(request.url ?? '') && !body.includes('"dryRun":true');
      if (isRegistration) left -= 1;
      if (isRegistration && left < 0) return request.socket.destroy();
      const answer = await fetch(`${url}${request.url ?? ''}`, {
        method: request.method ?? 'GET',
        headers: { 'content-type': 'application/json' },
        ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
      });
      return response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' }).end(await answer.text());
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('where the registry goes away in the middle, what was done is told, and the same command goes on', async () => {
  const { url, client } = await registry();
  const cwd = await folderWith({ 'asyncapi.yaml': SHOP });
  const stopped = await importing(await goingAway(url, 1), cwd, 'asyncapi.yaml');
  expect(stopped).toMatchObject({
    code: 3,
    stdout: expect.stringContaining('2 of 4 done when it stopped; the same command goes on from there') as string,
  });
  expect(await subjectsOf(client)).toHaveLength(2);
  expect(await importing(url, cwd, 'asyncapi.yaml')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('2 registered, 2 there already') as string,
  });
});

const USAGE = [
  { title: 'a folder without a document', flags: ['.'], says: /found no AsyncAPI document/ },
  { title: 'a template with an unknown variable', flags: ['doc.json', '--subject-template', '{nam}'], says: /found \{nam\}; there are \{type\}/ },
  { title: 'a label without a value', flags: ['doc.json', '--label', 'a'], says: /--label: expected NAME=VALUE/ },
];

for (const { title, flags, says } of USAGE) {
  test(`${title} is wrong usage`, async () => {
    const cwd = await folderWith({ 'doc.json': '{}' });
    expect(await importing('http://127.0.0.1:9', cwd, ...flags)).toMatchObject({ code: 2, stderr: expect.stringMatching(says) as string });
  });
}

test('standard input is a document', async () => {
  const { url } = await registry();
  const finished = await run(['import', 'asyncapi', '-', '--registry', url, '--dry-run'], { stdin: SHOP, cwd: await folderWith() });
  expect(finished).toMatchObject({ code: 0, stdout: expect.stringContaining('4 new') as string });
});

test('a shared schema is a type of its own name', async () => {
  const { url } = await registry();
  const cwd = await folderWith({ 'asyncapi.yaml': SHOP });
  await importing(url, cwd, 'asyncapi.yaml');
  expect(await sluiceHere(['generate', '--subject', 'com.shop.order.placed', '--registry', url, '--out', 'gen'], { cwd })).toMatchObject({ code: 0 });
  const names = (await readdir(join(cwd, 'gen'))).filter((name) => !name.startsWith('_') && name !== 'index.ts' && !name.endsWith('.validator.ts'));
  const texts = await Promise.all(names.map((name) => readFile(join(cwd, 'gen', name), 'utf8')));
  expect(texts.join('\n')).toMatch(/to\?: Address;[\s\S]*interface Address /);
});
