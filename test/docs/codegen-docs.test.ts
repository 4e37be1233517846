import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transform } from 'esbuild';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { folderWith, sluice } from '../cli/process.ts';
import { serveHere, type ServerHere } from '../cli/serve-here.ts';
import { typeCheck } from '../codegen/type-check.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/codegen.md'), 'utf8');
const [, WRITTEN = ''] = /^```ts kafka-consumer\.ts\n([^]*?)^```$/m.exec(PAGE) ?? [];
const TYPE = 'orders-value';
const ORDER = { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] };

/** What the program of the page exports. */
interface Program {
  readonly resolve: (id: number) => Promise<unknown>;
  readonly eachMessage: (payload: object) => Promise<void>;
}

let server: ServerHere;
let id = 0;

beforeAll(async () => {
  server = await serveHere(['serve', '--port', '0', '--store', 'memory:']);
  id = await register(TYPE, ORDER);
});

afterAll(() => server.stop());

/** As clients of Confluent do; the schema's id. */
async function register(subject: string, schema: object): Promise<number> {
  const answer = await fetch(`${server.registry}/subjects/${subject}/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ schemaType: 'JSON', schema: JSON.stringify(schema) }),
  });
  return ((await answer.json()) as { readonly id: number }).id;
}

/** A folder with the program of the page and the generated code that it imports. */
async function folderOf(language: 'ts' | 'js'): Promise<string> {
  const cwd = await folderWith({ 'package.json': { type: 'module' } });
  const args = ['generate', '--subject', TYPE, '--out', 'events', '--language', language, '--adapters', 'kafka', '--registry', server.registry];
  expect(await sluice(args, { cwd })).toMatchObject({ code: 0, stderr: '' });
  return cwd;
}

async function load(): Promise<Program> {
  const cwd = await folderOf('js');
  const { code } = await transform(WRITTEN.replace('http://127.0.0.1:8081', server.registry), { loader: 'ts' });
  await writeFile(join(cwd, 'kafka-consumer.js'), code);
  return (await import(/* @vite-ignore */ pathToFileURL(join(cwd, 'kafka-consumer.js')).href)) as Program;
}

function messageOf(value: Uint8Array | null): object {
  return { topic: 'orders', partition: 2, message: { offset: '7', value } };
}

function framed(schemaId: number, data: object): Uint8Array {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(schemaId, 1);
  return Buffer.concat([head, Buffer.from(JSON.stringify(data))]);
}

test('the Kafka consumer of docs/codegen.md compiles', async () => {
  const cwd = await folderOf('ts');
  await writeFile(join(cwd, 'kafka-consumer.ts'), WRITTEN);
  expect(await typeCheck(cwd, { lib: ['es2022', 'dom'] })).toBe('');
});

test('it finds what an id stands for, in the subject that it consumes', async () => {
  const { resolve } = await load();
  const fingerprint = ((await (await fetch(`${server.registry}/api/v1/subjects/${TYPE}/versions/1`)).json()) as { fingerprint: string }).fingerprint;
  expect(await register('a-copy-value', ORDER)).toBe(id);
  expect(await resolve(id)).toEqual({ type: TYPE, dataschema: `urn:sluice:${TYPE}:${fingerprint}` });
  expect(await resolve(await register('others-value', { type: 'string' }))).toBeUndefined();
  expect(await resolve(4711)).toBeUndefined();
});

test('it takes messages in the wire format, and tombstones', async () => {
  const { eachMessage } = await load();
  const log = vi.spyOn(console, 'log').mockReturnValue();
  await eachMessage(messageOf(framed(id, { id: 5 })));
  await eachMessage(messageOf(null));
  expect(log.mock.calls).toEqual([['orders/2/7', 5], ['a tombstone']]);
  log.mockRestore();
  await expect(eachMessage(messageOf(framed(id, { id: 'x' })))).rejects.toThrow('event orders/2/7 of orders-value is invalid: ');
  await expect(eachMessage(messageOf(framed(4711, { id: 5 })))).rejects.toThrow('the schema id 4711 is not known here');
});
