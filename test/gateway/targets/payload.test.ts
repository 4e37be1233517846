import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseStructured } from '../../../src/gateway/binding/cloudevents-structured.ts';
import { readHttp, type HttpEvent } from '../../../src/gateway/library/lambda/http.ts';
import { parseBinary } from '../../../src/gateway/binding/cloudevents-binary.ts';
import { apiGatewayEvent, cloudEvent } from '../../../src/gateway/targets/lambda/payload.ts';
import { readAnswer } from '../../../src/gateway/targets/lambda/read-answer.ts';

const arrivalOf = (headers: readonly string[], bytes: Uint8Array, query = ''): Parameters<typeof apiGatewayEvent>[0]['arrival'] => ({
  method: 'POST',
  query,
  headers,
  contentType: 'application/json',
  bytes: Buffer.from(bytes),
});

const name = fc.stringMatching(/^x-[a-z]{1,8}$/);
const value = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);
const query = fc.stringMatching(/^(\?[!-"$-~]{0,30})?$/);
const headers = fc
  .uniqueArray(fc.tuple(name, value), { selector: ([one]) => one })
  .map((pairs) => ['content-type', 'application/json', ...pairs.flat()]);

test('what is invoked with is read as the request that came: its bytes, its headers, its query', () => {
  fc.assert(
    fc.property(
      headers,
      fc.oneof(
        fc.uint8Array(),
        fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text)),
      ),
      query,
      (sent, bytes, asked) => {
        const arrival = arrivalOf(sent, bytes, asked);
        const payload = apiGatewayEvent({ path: '/', arrival, headers: sent, requestId: 'r', receivedAt: 0 });
        const read = readHttp(JSON.parse(Buffer.from(payload).toString('utf8')) as HttpEvent, 1_000_000).read();
        expect(read.bytes.equals(arrival.bytes)).toBe(true);
        expect(read.query).toBe(asked === '' ? '?' : asked);
        const pairs = Object.fromEntries(Array.from({ length: read.headers.length / 2 }, (_, index) => read.headers.slice(2 * index, 2 * index + 2)));
        expect(pairs).toMatchObject(Object.fromEntries(Array.from({ length: sent.length / 2 }, (_, index) => sent.slice(2 * index, 2 * index + 2))));
      },
    ),
  );
});

test('a binary event and the structured one that is made of it are the same event', () => {
  const texts = fc.dictionary(fc.stringMatching(/^[a-z]{3}[0-9]$/), fc.stringMatching(/^[!-$&-~]{1,20}$/), { noNullPrototype: true });
  fc.assert(
    fc.property(texts, fc.json(), (attributes, data) => {
      const lines = Object.entries({ specversion: '1.0', id: '1', source: '/s', type: 't', ...attributes }).flatMap(([key, text]) => [
        `ce-${key}`,
        text,
      ]);
      const arrival = arrivalOf(['content-type', 'application/json', ...lines], Buffer.from(data));
      let binary;
      try {
        binary = parseBinary(arrival);
      } catch {
        return fc.pre(false); // What is refused at the gate never comes so far.
      }
      const bytes = Buffer.from(cloudEvent({ path: '/', arrival, headers: [], requestId: 'r', receivedAt: 0 }));
      expect(bytes.includes(arrival.bytes)).toBe(true);
      expect(parseStructured({ ...arrival, headers: [], contentType: 'application/cloudevents+json', bytes })).toEqual(binary);
    }),
  );
});

test('whatever a function returns is an answer that can be sent, or none', () => {
  const result = fc.record(
    {
      statusCode: fc.oneof(fc.integer(), fc.constantFrom(200, '204', 299.5, null, 'ok')),
      headers: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
      multiValueHeaders: fc.oneof(fc.dictionary(fc.string(), fc.array(fc.jsonValue())), fc.jsonValue()),
      cookies: fc.jsonValue(),
      body: fc.jsonValue(),
      isBase64Encoded: fc.jsonValue(),
    },
    { requiredKeys: ['statusCode'] },
  );
  fc.assert(
    fc.property(fc.oneof(result, fc.jsonValue()), (returned) => {
      const answer = readAnswer(Buffer.from(JSON.stringify(returned)));
      fc.pre(answer !== undefined);
      expect(answer.status).toBeGreaterThanOrEqual(200);
      expect(answer.status).toBeLessThan(600);
      expect(() => new Headers(pairsOf(answer.headers))).not.toThrow();
    }),
  );
  expect(readAnswer(Buffer.from('no JSON'))).toBe(undefined);
  expect(readAnswer(Buffer.alloc(0))?.status).toBe(204);
});

function pairsOf(given: readonly string[]): [string, string][] {
  return Array.from({ length: given.length / 2 }, (_, index) => [given[2 * index] ?? '', given[2 * index + 1] ?? '']);
}
