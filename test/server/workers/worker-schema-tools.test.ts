import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { JsonValue } from '../../../src/core/json/value.ts';
import type { SchemaTools, TypescriptRequest } from '../../../src/registry/schema-tools.ts';
import { schemaTools } from '../../../src/server/workers/schema-tools.ts';
import { createWorkerTools, type WorkerToolsOptions } from '../../../src/server/workers/worker-schema-tools.ts';

const FIXTURE = new URL('../fixtures/tools.js', import.meta.url);
const BUILT = new URL('../../../dist/chunks/schema-tools-worker.js', import.meta.url);

function start(options: WorkerToolsOptions = {}): SchemaTools {
  const tools = createWorkerTools({ worker: FIXTURE, timeoutMs: 60_000, maxHeapMb: 32, ...options });
  onTestFinished(() => tools.close());
  return tools;
}

function request(subject: string, schema: JsonValue = {}, format = 'json-schema'): TypescriptRequest {
  const document = { schema, dialect: 'draft-2020-12' } as const;
  return { format, document, subject, version: 1, semver: '1.0.0', fingerprint: 'f'.repeat(64), schemaId: 1, formats: 'annotate', content: 'types' };
}

test('what takes too long is schema_too_large, the loop goes on meanwhile, and the next question gets a new thread', async () => {
  const tools = start({ timeoutMs: 1_500 });
  const order: string[] = [];
  const slow = expect(tools.typescript(request('hang')))
    .rejects.toMatchObject({ code: 'schema_too_large', message: expect.stringContaining('within 1500 ms') as string })
    .then(() => order.push('slow'));
  for (let turn = 0; turn < 10; turn += 1) await setImmediate();
  order.push('turns');
  await slow;
  expect(order).toEqual(['turns', 'slow']);
  await expect(tools.typescript(request('b'))).resolves.toEqual([{ path: 'a.ts', text: 'b' }]);
});

test('what takes too much memory is schema_too_large', async () => {
  await expect(start().typescript(request('eat'))).rejects.toMatchObject({ code: 'schema_too_large' });
});

test('a text that is too long is schema_too_large, and says how long it is', async () => {
  const tools = start({ maxCharacters: 3 });
  await expect(tools.typescript(request('abc'))).resolves.toHaveLength(1);
  await expect(tools.typescript(request('abcd'))).rejects.toMatchObject({
    code: 'schema_too_large',
    message: expect.stringContaining('in 3 characters; found 4') as string,
  });
});

test('an error of a tool keeps code, message and data; a thread that ends by itself fails its question only', async () => {
  const tools = start();
  await expect(tools.typescript(request('refuse'))).rejects.toMatchObject({ code: 'schema_invalid', message: 'no', data: { pointer: '/a' } });
  await expect(tools.typescript(request('exit'))).rejects.toMatchObject({ code: 'internal' });
  await expect(tools.typescript(request('b'))).resolves.toHaveLength(1);
});

test('beyond twenty that wait, a question is overloaded', async () => {
  const tools = createWorkerTools({ worker: FIXTURE, timeoutMs: 60_000 });
  const waiting = Array.from({ length: 20 }, () => tools.typescript(request('hang')).catch(() => 'over'));
  await expect(tools.typescript(request('b'))).rejects.toMatchObject({ code: 'overloaded' });
  await tools.close();
  await Promise.all(waiting);
});

test('the built thread gives what the tools give in this one', async () => {
  const tools = start({ worker: BUILT, maxHeapMb: 256 });
  const asked = request('com.shop.a', { type: 'object', properties: { a: { type: 'string' } } });
  expect(await tools.typescript(asked)).toEqual(await schemaTools.typescript(asked));
  await expect(tools.typescript(request('a', {}, 'avro'))).rejects.toMatchObject({ code: 'format_unsupported' });
});
