import { createHash } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import { fieldsOf } from '../../src/http/docs/fields.ts';
import { startGuardedServer } from './security/guarded-server.ts';
import { createTestRegistry, startTestServer, type TestServer } from './test-server.ts';

const HOSTILE = `</style></title><script>alert(1)</script>"'&\u202Ee\u061Cvil<img src=x onerror=alert(2)>`;

async function documented(text = 'Shop'): Promise<TestServer> {
  const server = await startTestServer({ formats: [jsonSchemaFormat] });
  onTestFinished(() => server.close());
  const schema = {
    description: text,
    type: 'object',
    required: [text],
    properties: { [text]: { type: 'string', enum: [text], description: text } },
    examples: [{ [text]: text }],
  };
  await server.registry.register('com.shop.a', { schema }, { actor: 'test' });
  const usage = {
    application: { title: text, version: text, description: text },
    role: 'payload',
    messages: [{ key: 'a', name: text, summary: text, contentType: text, examples: [{ payload: { [text]: text } }] }],
    channels: [{ name: text, address: text, own: ['a'], servers: [text] }],
    operations: [{ name: 'o', action: 'send', channel: text, own: ['a'] }],
    servers: [{ name: text, host: text, protocol: text, description: text }],
  };
  await server.registry.updateSubject(
    'com.shop.a',
    { owner: text, labels: { 'asyncapi.app.shop': JSON.stringify(usage), 'asyncapi.app.bad': '{' } },
    { actor: 'test' },
  );
  return server;
}

test('every application that an import kept has a page, and all of them a list', async () => {
  const server = await documented();
  const list = await server.send({ path: '/docs' });
  expect(list).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
  expect(list.text).toContain('<a href="/docs/shop">Shop</a>');
  const { text } = await server.send({ path: '/docs/shop' });
  for (const said of ['<h1>Shop Shop</h1>', '<code>com.shop.a</code>', 'sends it to Shop', 'required', '1.0.0']) expect(text).toContain(said);
});

test('no text of a schema or a document becomes markup', async () => {
  const server = await documented(HOSTILE);
  for (const path of ['/docs', '/docs/shop']) {
    const { text } = await server.send({ path });
    expect(text).not.toMatch(/<script|<img|\p{Bidi_Control}/iu);
    expect(text.match(/<\/style>/g)).toHaveLength(1);
    expect(text).toContain('&lt;script&gt;');
    for (const shown of ['U+202E', 'U+061C']) expect(text).toContain(shown);
  }
});

test('an application whose name can be no address is on no list, and the others are', async () => {
  const server = await documented();
  const label = JSON.stringify({ role: 'payload', application: { title: 'odd' } });
  const { labels } = await server.registry.getSubject('com.shop.a');
  const odd = Object.fromEntries(['', '.', '..', '\uD800'].map((name) => [`asyncapi.app.${name}`, label]));
  await server.registry.updateSubject('com.shop.a', { labels: { ...labels, ...odd } }, { actor: 'test' });
  const { status, text } = await server.send({ path: '/docs' });
  expect([status, text.includes('>Shop</a>'), text.includes('>odd</a>')]).toEqual([200, true, false]);
});

test('a label that nests deeper than any text may is not read', async () => {
  const server = await documented();
  const payload = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
  const label = `{"role":"payload","messages":[{"examples":[{"payload":${payload}}]}]}`;
  await server.registry.updateSubject('com.shop.a', { labels: { 'asyncapi.app.deep': label } }, { actor: 'test' });
  expect(await server.send({ path: '/docs/deep' })).toMatchObject({ status: 404 });
});

test('fields of a schema whose parts multiply are cut', () => {
  const level = (next: number): JsonObject => ({ allOf: Array.from({ length: 10 }, () => ({ $ref: `#/$defs/a${next}` })) });
  const $defs = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`a${index}`, level(index + 1)]));
  expect(fieldsOf({ $ref: '#/$defs/a0', $defs: { ...$defs, a8: {} } })).toEqual({ fields: [], isCut: true });
});

test('a long text that many fields share is cut in each', () => {
  const properties = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`p${index}`, { $ref: '#/$defs/long' }]));
  const { fields } = fieldsOf({ properties, $defs: { long: { description: 'x'.repeat(100_000), enum: ['y'.repeat(100_000)] } } });
  expect(JSON.stringify(fields).length).toBeLessThan(200 * 2_000);
});

test('a value that many fields share is written once', () => {
  let written = 0;
  const value = { toJSON: () => (written += 1) } as unknown as JsonObject;
  const properties = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`p${index}`, { $ref: '#/$defs/long' }]));
  expect(fieldsOf({ properties, $defs: { long: { const: value } } }).fields).toHaveLength(200);
  expect(written).toBe(1);
});

const REFERENCES: readonly { readonly title: string; readonly schema: JsonObject; readonly shown: readonly (readonly [string, string])[] }[] = [
  {
    title: 'into an embedded document, by its address',
    schema: {
      $id: 'https://shop.example/order.json',
      properties: { money: { $ref: 'money.json' } },
      $defs: { m: { $id: 'money.json', properties: { sum: { $ref: '#/$defs/n' } }, $defs: { n: { type: 'number' } } } },
    },
    shown: [
      ['money', 'object'],
      ['money.sum', 'number'],
    ],
  },
  {
    title: 'into one of draft-04',
    schema: {
      properties: { money: { $ref: 'money.json#/properties/sum' } },
      definitions: { m: { id: 'money.json', properties: { sum: { type: 'number' } } } },
    },
    shown: [['money', 'number']],
  },
  {
    title: 'to what is not here, such as a metaschema',
    schema: { properties: { schema: { $ref: 'https://json-schema.org/draft/2020-12/schema' } } },
    shown: [['schema', 'anything']],
  },
  {
    title: 'to itself by its own address',
    schema: { $id: 'urn:a', properties: { a: { $ref: 'urn:a#/$defs/b' } }, $defs: { b: { type: 'null' } } },
    shown: [['a', 'null']],
  },
];

for (const { title, schema, shown } of REFERENCES) {
  test(`a reference ${title} is shown as what it leads to`, () => {
    expect(fieldsOf(schema).fields.map(({ path, type }) => [path, type])).toEqual(shown);
  });
}

test('members that are too deep are said to be left out', () => {
  const nested = (levels: number): JsonObject => (levels === 0 ? { type: 'string' } : { properties: { a: nested(levels - 1) } });
  expect([fieldsOf(nested(9)), fieldsOf(nested(10))].map(({ fields, isCut }) => [fields.length, isCut])).toEqual([
    [9, false],
    [9, true],
  ]);
});

test('a page may do nothing but look as it does', async () => {
  const server = await documented();
  const { headers, text } = await server.send({ path: '/docs/shop' });
  const [, style = ''] = /<style>([^]*)<\/style>/.exec(text) ?? [];
  const digest = createHash('sha256').update(style).digest('base64');
  expect(headers['content-security-policy']).toBe(
    `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  expect(text).not.toMatch(/ style=| on\w+=|src=|@import|url\(/);
});

test('a page can be read with any eyes, and without any', async () => {
  const server = await documented();
  const { text } = await server.send({ path: '/docs/shop' });
  expect(text).toMatch(/<html lang="en">[^]*<meta name="viewport"[^]*<a class="skip" href="#content">[^]*<header>[^]*<main id="content">/);
  expect(text.match(/<h1>/g)).toHaveLength(1);
  expect(text.match(/<table>/g)?.length).toBe(text.match(/<caption>/g)?.length);
  const targets = [...text.matchAll(/aria-labelledby="([^"]+)"|href="#([^"]+)"/g)].map(([, label, link]) => label ?? link);
  const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(targets));
});

for (const mode of ['light', 'dark'] as const) {
  test(`text has a contrast of 7 to 1 in ${mode}`, async () => {
    const server = await documented();
    const { text } = await server.send({ path: '/docs' });
    const [, light = '', dark = ''] = /:root \{([^}]*)\}[^]*?:root \{([^}]*)\}/.exec(text) ?? [];
    const colors = Object.fromEntries(
      [...(mode === 'light' ? light : dark).matchAll(/--(\w+): #(\w+)/g)].map(([, name = '', hex = '']) => [name, luminance(hex)]),
    );
    for (const ink of ['ink', 'soft', 'link']) {
      for (const ground of ['paper', 'code']) {
        const [low, high] = [colors[ink] ?? 0, colors[ground] ?? 0].toSorted((a, b) => a - b) as [number, number];
        expect((high + 0.05) / (low + 0.05), `${ink} on ${ground}`).toBeGreaterThan(7);
      }
    }
  });
}

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const full = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex;
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(full.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

for (const [title, request, status] of [
  ['an application that there is not', { path: '/docs/nope' }, 404],
  ['one whose label is not readable', { path: '/docs/bad' }, 404],
  ['a name that is no text', { path: '/docs/%FF' }, 404],
  ['a path below', { path: '/docs/shop/more' }, 404],
  ['writing', { path: '/docs', method: 'POST' }, 405],
] as const) {
  test(`${title} is ${status}`, async () => {
    expect(await (await documented()).send(request)).toMatchObject({ status });
  });
}

test('a page shows what its reader may read, and nobody sees one who may read nothing', async () => {
  const server = await startGuardedServer({ registry: createTestRegistry(undefined, [jsonSchemaFormat]) });
  onTestFinished(() => server.close());
  const label = JSON.stringify({ role: 'payload', application: { title: 'Shop' } });
  for (const subject of ['com.shop.a', 'com.bank.a']) {
    await server.registry.register(subject, { schema: { title: subject } }, { actor: 'test' });
    await server.registry.updateSubject(subject, { labels: { 'asyncapi.app.all': label } }, { actor: 'test' });
  }
  const ask = async (...scopes: readonly string[]): Promise<{ readonly status: number; readonly text: string }> =>
    server.send({ path: '/docs/all', headers: { authorization: `Bearer ${await server.makeKey(...scopes)}` } });
  const shop = await ask('read:com.shop.*');
  expect([shop.status, shop.text.includes('com.shop.a'), shop.text.includes('com.bank')]).toEqual([200, true, false]);
  expect((await ask('read:org.*')).status).toBe(404);
  expect((await server.send({ path: '/docs' })).status).toBe(401);
});
