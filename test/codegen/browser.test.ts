import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { generate, type SchemaInput } from '../../src/codegen/index.ts';
import { openPage } from '../ui/open-page.ts';
import { temporaryFolder, writeAll } from './folder.ts';

const CONTAINMENT = join(import.meta.dirname, '../../src/formats/json-schema/containment.ts');
const ORDER: SchemaInput = {
  subject: 'com.shop.order.placed',
  schema: {
    title: 'OrderPlaced',
    type: 'object',
    properties: {
      id: { type: 'string', pattern: '^o-\\d+$' },
      time: { type: 'string', format: 'date-time' },
      total: { type: 'number', multipleOf: 0.01 },
    },
    required: ['id'],
    additionalProperties: false,
  },
};

// What each needs of Node is an error of the bundler, which knows no module of it for a browser.
for (const { title, code, result } of [
  {
    title: 'sluice/containment',
    code: `import { contains, evaluate } from ${JSON.stringify(CONTAINMENT)};
const [writer, reader] = [{ properties: { id: { type: 'string', pattern: '^o-' } } }, { properties: { id: { type: 'string', pattern: '^o-\\\\d' } } }];
const broken = contains(writer, reader);
window.result = { proved: contains(reader, writer).kind, broken: broken.kind, evaluated: evaluate(reader, broken.witness).valid };`,
    result: { proved: 'contained', broken: 'not_contained', evaluated: false },
  },
  {
    title: 'generated code',
    code: `import { createConsumer, createProducer, validateOrderPlaced } from './index.js';
const sent = [];
const data = { id: 'o-1', time: '2027-01-31T12:00:00Z', total: 19.99 };
await createProducer({ source: '/page', send: (event) => void sent.push(event) }).orderPlaced(data);
const consumer = createConsumer({ 'com.shop.order.placed': ({ data: { id } }) => void sent.push(id) });
const { valid, findings } = validateOrderPlaced({ ...data, total: 0.005, more: 1 });
window.result = { handled: await consumer.handle(sent[0]), read: sent[1], hasId: sent[0].id !== '', valid, codes: findings.map(({ code }) => code) };`,
    result: { handled: 'handled', read: 'o-1', hasId: true, valid: false, codes: ['not_multiple', 'additional_property'] },
  },
]) {
  test(`${title} bundles for a browser, and runs there`, async () => {
    const folder = await temporaryFolder();
    await writeAll(folder, await generate({ schemas: [ORDER], options: { formats: 'assert' } }));
    const { outputFiles, metafile } = await build({
      stdin: { contents: code, resolveDir: folder, loader: 'ts' },
      ...{ bundle: true, write: false, metafile: true, format: 'esm', platform: 'browser', logLevel: 'silent' },
    });
    expect(Object.values(metafile.outputs).flatMap(({ imports }) => imports)).toEqual([]);
    const { page, troubles, close } = await openPage(await serve(outputFiles[0]?.text ?? ''), '/');
    await page.waitForFunction('window.result');
    expect(await page.evaluate('window.result')).toEqual(result);
    expect(troubles).toEqual([]);
    await close();
  });
}

/** A page with a script, and its address. */
async function serve(script: string): Promise<string> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/script.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/script.js"></script>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
