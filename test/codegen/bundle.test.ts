import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { ADAPTERS, generate, type SchemaInput } from '../../src/codegen/index.ts';
import { temporaryFolder, writeAll } from './folder.ts';

const money = { type: 'object', properties: { amount: { type: 'number', multipleOf: 0.01 }, currency: { pattern: '^[A-Z]{3}$' } } };
const line = { type: 'object', properties: { sku: { type: 'string', minLength: 1 }, qty: { type: 'integer', minimum: 1 } }, required: ['sku'] };

const schemas: readonly SchemaInput[] = Array.from({ length: 20 }, (_, index) => ({
  subject: `com.shop.event${index}`,
  schema: {
    title: `Event${index}`,
    type: 'object',
    properties: {
      id: { type: 'string', pattern: `^e${index}-` },
      [`marker${index}`]: { enum: ['a', `value${index}`] },
      time: { type: 'string', format: 'date-time' },
      lines: { type: 'array', items: { $ref: '#/$defs/line' }, minItems: 1 },
      total: { $ref: '#/$defs/money' },
      payment: { oneOf: [{ const: 'cash' }, { type: 'object', properties: { card: { type: 'string', minLength: 4 } }, required: ['card'] }] },
    },
    required: ['id', 'lines'],
    additionalProperties: false,
    $defs: { money, line: index === 0 ? { ...line, maxProperties: 7 } : line },
  },
}));

async function bundle(code: string): Promise<string> {
  const folder = await temporaryFolder();
  await writeAll(folder, await generate({ schemas, options: { formats: 'assert', adapters: ADAPTERS } }));
  await writeFile(join(folder, 'main.ts'), code);
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'main.ts')],
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'node',
  });
  return outputFiles[0]?.text ?? '';
}

test('one validator of twenty is bundled alone', async () => {
  const code = await bundle(`export { validateEvent7 } from './index.js';`);
  expect([...new Set(code.match(/(?:marker|value)\d+/g))].toSorted()).toEqual(['marker7', 'value7']);
  expect(code).not.toMatch(/too_many_properties|specversion|randomUUID|upcast/);
  expect(code).not.toMatch(/\bimport\b|\brequire\(/);
});

test('a validator brings the rules of its keywords alone', async () => {
  const code = await bundle(`export { validateEvent7 } from './index.js';`);
  const codes = [...new Set(code.match(/"[a-z]+(?:_[a-z]+)+"/g))].map((text) => text.slice(1, -1));
  expect(codes).toEqual(expect.arrayContaining(['type_mismatch', 'too_short', 'not_multiple', 'additional_property', 'one_of_unmatched']));
  expect(codes.filter((one) => /too_long|too_many|above|contains|unevaluated|dependent|name_invalid|not_matched/.test(one))).toEqual([]);
});

test('a validator is no more than 4 KB beside what all share', async () => {
  const [one, all] = [await bundle(`export { validateEvent7 } from './index.js';`), await bundle(`export * from './index.js';`)];
  expect(one.length).toBeLessThan(9_000);
  const modules = (await generate({ schemas })).filter(({ path }) => /^(?:event7|_shared)\.validator\.ts$/.test(path));
  const used = modules.flatMap(({ text }) => /^import \{ (.*) \} from '\.\/_runtime\.js';$/m.exec(text)?.[1]?.split(', ') ?? []);
  const shared = (await bundle(`export { validator, ${[...new Set(used)].join(', ')} } from './_runtime.js';`)).length;
  expect(one.length - shared).toBeLessThan(4_000);
  expect((all.length - shared) / schemas.length).toBeLessThan(4_000);
});

test('a Lambda function is one file that needs nothing', async () => {
  const handlers = schemas.map(({ subject }) => `${JSON.stringify(subject)}: ({ data }) => data`).join(', ');
  const code = await bundle(`import { createConsumer } from './index.js';
import { lambdaHandler } from './lambda.js';
export const handler = lambdaHandler(createConsumer({ ${handlers} }));`);
  expect(code).not.toMatch(/\bimport\b|\brequire\(|\.node\b|kafka|randomUUID/);
  expect(code.length).toBeLessThan(100_000);
  const { handler } = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)) as {
    readonly handler: (event: object) => Promise<unknown>;
  };
  const event = { specversion: '1.0', id: '1', source: '/s', type: 'com.shop.event3', data: { id: 'e3-1', lines: [{ sku: 'a' }] } };
  expect(await handler(event)).toBe('handled');
  expect(await handler({ Records: [{ eventSource: 'aws:sqs', messageId: 'm', body: JSON.stringify({ ...event, type: 'x' }) }] })).toEqual({
    batchItemFailures: [],
  });
});
