import { createServer, request as send, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RegistryError } from '../../../src/core/errors.ts';
import { readJsonBody } from '../../../src/http/kit/body.ts';

const MAX_BYTES = 64;
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    readJsonBody(request, { maxBytes: MAX_BYTES }).then(
      (value) => response.end(JSON.stringify({ value })),
      (thrown: unknown) => {
        const { code, message, data } = RegistryError.from(thrown);
        response.setHeader('Connection', 'close');
        response.end(JSON.stringify({ code, message, data }));
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

const JSON_TYPE = { 'content-type': 'application/json' };

const rows: { title: string; headers: Record<string, string>; body: string | Uint8Array; answer: object }[] = [
  { title: 'takes JSON', headers: JSON_TYPE, body: '{"a":[1]}', answer: { value: { a: [1] } } },
  { title: 'takes a suffix and a charset', headers: { 'content-type': 'application/schema+json; charset=UTF-8' }, body: '1', answer: { value: 1 } },
  { title: 'takes a body of exactly the limit', headers: JSON_TYPE, body: `"${'x'.repeat(62)}"`, answer: { value: 'x'.repeat(62) } },
  { title: 'refuses one byte more', headers: JSON_TYPE, body: `"${'x'.repeat(63)}"`, answer: { code: 'body_too_large', data: { maxBytes: 64 } } },
  { title: 'refuses what is far too large', headers: JSON_TYPE, body: 'x'.repeat(1_000), answer: { code: 'body_too_large' } },
  { title: 'counts bytes, not characters', headers: JSON_TYPE, body: `"${'€'.repeat(21)}"`, answer: { code: 'body_too_large' } },
  { title: 'refuses no media type', headers: {}, body: '1', answer: { code: 'media_type_unsupported' } },
  { title: 'refuses another media type', headers: { 'content-type': 'text/plain' }, body: '1', answer: { code: 'media_type_unsupported' } },
  {
    title: 'refuses another charset',
    headers: { 'content-type': 'application/json; charset=latin1' },
    body: '1',
    answer: { code: 'media_type_unsupported' },
  },
  {
    title: 'refuses a compressed body',
    headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
    body: '1',
    answer: { code: 'media_type_unsupported' },
  },
  { title: 'refuses what is not UTF-8', headers: JSON_TYPE, body: Uint8Array.of(0x22, 0xff, 0x22), answer: { code: 'not_utf8' } },
  { title: 'refuses an empty body', headers: JSON_TYPE, body: '', answer: { code: 'json_invalid', data: { line: 1, column: 1 } } },
  {
    title: 'refuses broken JSON with the place',
    headers: JSON_TYPE,
    body: '{"a":\n 1,}',
    answer: { code: 'json_invalid', data: { line: 2, column: 4 } },
  },
  {
    title: 'refuses a duplicate key with the pointer',
    headers: JSON_TYPE,
    body: '{"b":{"a":1,"a":2}}',
    answer: { code: 'json_duplicate_key', data: { pointer: '/b' } },
  },
  { title: 'refuses __proto__', headers: JSON_TYPE, body: '{"__proto__":1}', answer: { code: 'json_forbidden_key' } },
];

for (const chunked of [false, true]) {
  for (const { title, headers, body, answer } of rows) {
    test(`readJsonBody() ${title}${chunked ? ', chunked' : ''}`, async () => {
      expect(await post(headers, body, chunked)).toMatchObject(answer);
    });
  }
}

test('readJsonBody() answers a declared length far beyond the limit before the body has come', async () => {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const request = send({ port, method: 'POST', headers: { ...JSON_TYPE, 'content-length': '1000000' } }, resolve);
    request.on('error', reject);
    request.write('{');
  });
  expect(await readAll(answer)).toMatchObject({ code: 'body_too_large' });
});

for (const when of ['before', 'while'] as const) {
  test(`readJsonBody() of a sender that goes away ${when} it is read comes to an end`, async () => {
    const failure = new Promise((resolve, reject) => {
      const other = createServer((request) => {
        const read = (): void => void readJsonBody(request, { maxBytes: MAX_BYTES }).then(reject, resolve);
        if (when === 'while') read();
        else request.once('close', read);
        request.socket.destroy();
      });
      other.listen(0, '127.0.0.1', () => {
        const { port } = other.address() as AddressInfo;
        send({ port, method: 'POST', headers: { ...JSON_TYPE, 'content-length': '9' } })
          .on('error', () => other.close())
          .write('{');
      });
    });
    await expect(failure).resolves.toMatchObject({ code: 'request_invalid', message: 'the connection broke off before the body was complete' });
  });
}

async function post(headers: Record<string, string>, body: string | Uint8Array, chunked: boolean): Promise<unknown> {
  const { port } = server.address() as AddressInfo;
  const length = chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(Buffer.byteLength(body)) };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = send({ port, method: 'POST', headers: { ...headers, ...length } }, resolve);
    request.on('error', reject);
    request.end(body);
  });
  return readAll(answer);
}

async function readAll(answer: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
