import { expect, test } from 'vitest';
import { createGate, express, fastify, fetchHandler, koa, lambda, type GateOptions, type MiddlewareOptions } from '../../../src/gateway/index.ts';

const SNAPSHOT = { position: 0, subjects: [], versions: [] };
const gate = await createGate({ snapshot: SNAPSHOT });

/** Every middleware, made with options that a program without types may give. */
const MAKERS: Readonly<Record<string, (options: unknown) => unknown>> = {
  koa: (options) => koa(options as MiddlewareOptions),
  express: (options) => express(options as MiddlewareOptions),
  fastify: (options) => fastify(options as MiddlewareOptions),
  fetchHandler: (options) => fetchHandler(() => new Response(), options as MiddlewareOptions),
  lambda: (options) => lambda(() => {}, options as MiddlewareOptions),
};

const WEBHOOK = { kind: 'webhook', type: { constant: 'x' } };
const SIGNATURE = { scheme: 'github', secret: 'hush' };

/** What is wrong, and what the message says. */
const WRONG: readonly (readonly [options: Readonly<Record<string, unknown>>, message: string])[] = [
  [{ mode: 'Enforce' }, 'mode: expected one of enforce, observe; found "Enforce"'],
  [{ mode: 'off' }, 'mode: expected one of enforce, observe; found "off"'],
  [{ mode: null }, 'mode: expected one of enforce, observe; found null'],
  [{ onUnknown: 'forwrd' }, 'onUnknown: expected one of reject, forward'],
  [{ undeclared: 'maybe' }, 'undeclared: expected one of reject, allow'],
  [{ whenStale: 'x' }, 'whenStale: expected one of serve, refuse'],
  [{ showValues: 'false' }, 'showValues: expected true or false; found "false"'],
  [{ maxBodyBytes: '1kb' }, 'maxBodyBytes: expected a whole number of bytes, at least 1; found "1kb"'],
  [{ maxBodyBytes: Number.NaN }, 'maxBodyBytes: expected a whole number of bytes'],
  [{ maxStaleMs: '5m' }, 'maxStaleMs: expected a number of milliseconds'],
  [{ maxStaleMs: Number.NaN }, 'maxStaleMs: expected a number of milliseconds'],
  [{ onRefusal: 'log' }, 'onRefusal: expected a function; found "log"'],
  [{ onRefused: () => {} }, 'found "onRefused"'],
  [{ gate: undefined }, 'gate: expected what createGate gives'],
  [{ gate: {} }, 'gate: expected what createGate gives'],
  [{ source: 'webhook' }, 'source: expected an object; found "webhook"'],
  [{ source: null }, 'source: expected an object; found null'],
  [{ source: {} }, 'source.kind: expected one of cloudevents, webhook'],
  [{ source: { kind: 'webhok' } }, 'source.kind: expected one of cloudevents, webhook'],
  [{ source: { kind: 'webhook' } }, 'source.type: expected header, pointer or constant'],
  [{ source: { kind: 'webhook', type: 'x' } }, 'source.type: expected an object; found "x"'],
  [{ source: { ...WEBHOOK, type: { haeder: 'x-event' } } }, 'found "haeder"'],
  [{ source: { ...WEBHOOK, type: { pointer: 'event' } } }, 'source.type.pointer: expected a JSON Pointer; found "event"'],
  [{ source: { ...WEBHOOK, type: { header: 7 } } }, 'source.type.header: expected a text; found 7'],
  [{ source: { ...WEBHOOK, signatur: SIGNATURE } }, 'found "signatur"'],
  [{ source: { ...WEBHOOK, signature: null } }, 'source.signature: expected an object; found null'],
  [{ source: { ...WEBHOOK, signature: { secret: 'hush' } } }, 'source.signature.scheme: expected one of'],
  [{ source: { ...WEBHOOK, signature: { ...SIGNATURE, scheme: 'gitub' } } }, 'source.signature.scheme: expected one of'],
  [
    { source: { ...WEBHOOK, signature: { ...SIGNATURE, secret: 7 } } },
    'source.signature.secret: expected a secret, or an array of secrets; found something',
  ],
  [{ source: { ...WEBHOOK, signature: { ...SIGNATURE, toleranceMs: '5m' } } }, 'source.signature.toleranceMs: expected a number'],
  [{ source: { ...WEBHOOK, signature: { ...SIGNATURE, toleranceMs: Number.NaN } } }, 'source.signature.toleranceMs: expected a number'],
  [{ source: { kind: 'cloudevents', signature: SIGNATURE } }, 'found "signature"'],
  [{ source: { kind: 's3', confirmations: 'forward' } }, 'found "confirmations"'],
  [{ source: { kind: 'sns', confirmations: 'forwrd' } }, 'source.confirmations: expected one of refuse, forward'],
];

for (const [name, make] of Object.entries(MAKERS)) {
  for (const [options, message] of WRONG) {
    test(`${name}: ${JSON.stringify(options)} is config_invalid at once: ${message}`, () => {
      const expected = { code: 'config_invalid', message: expect.stringContaining(message) as string };
      expect(() => make({ gate, ...options })).toThrow(expect.objectContaining(expected) as Error);
    });
  }

  test(`${name}: options that are none are config_invalid, and undefined is as left out`, () => {
    expect(() => make(undefined)).toThrow(expect.objectContaining({ code: 'config_invalid' }) as Error);
    expect(make({ gate, mode: undefined, source: undefined, maxBodyBytes: undefined, onRefusal: undefined })).toBeTypeOf('function');
  });
}

const OWN: readonly (readonly [name: string, options: object])[] = [
  ['koa', { path: 7 }],
  ['express', { path: '/' }],
  ['lambda', { refused: 'ignore' }],
  ['lambda', { onFailure: 'log' }],
];

for (const [name, options] of OWN) {
  test(`${name}: ${JSON.stringify(options)} is config_invalid`, () => {
    expect(() => MAKERS[name]?.({ gate, ...options })).toThrow(expect.objectContaining({ code: 'config_invalid' }) as Error);
  });
}

test('the promise of something that is no gate refuses every event, and says why', async () => {
  const refused: string[] = [];
  const handle = fetchHandler(() => new Response(), {
    gate: Promise.resolve(undefined as unknown as typeof gate),
    onRefusal: ({ error }) => refused.push(`${error.code} ${error.message}`),
  });
  expect((await handle(new Request('http://here/', { method: 'POST', body: '{}' }))).status).toBe(500);
  expect(refused).toEqual([expect.stringMatching(/^internal the gate could not be opened: fetchHandler\.gate: expected what createGate gives/)]);
});

test('a gate that could not be made is no fault of a message, which is not dropped', async () => {
  const handle = lambda(() => {}, { gate: createGate({ registy: 'http://127.0.0.1:1' } as GateOptions), refused: 'drop' });
  const event = { specversion: '1.0', id: '1', source: '/', type: 'x' };
  await expect(handle(event, {})).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('"registy"') as string });
});

const WRONG_GATES: readonly (readonly [options: unknown, message: string])[] = [
  [undefined, 'createGate: expected an object; found undefined'],
  [{ registy: 'http://127.0.0.1:1' }, 'found "registy"'],
  [{ snapshot: SNAPSHOT, undeclared: 'maybe' }, 'createGate.undeclared: expected one of reject, allow; found "maybe"'],
  [{ snapshot: SNAPSHOT, mode: 'observe' }, 'found "mode"'],
  [{ snapshot: SNAPSHOT, showValues: 'no' }, 'createGate.showValues: expected true or false; found "no"'],
  [{ snapshot: '{}' }, 'createGate.snapshot: expected an object; found "{}"'],
  [{ snapshotFile: 7 }, 'createGate.snapshotFile: expected a text; found 7'],
  [{ registry: 7 }, 'createGate.registry: expected a text; found 7'],
  [{ registry: 'http://127.0.0.1:1', token: 7 }, 'createGate.token: expected a text; found something else'],
  [{ registry: 'http://127.0.0.1:1', follow: 'yes' }, 'createGate.follow: expected true or false'],
  [{ snapshot: SNAPSHOT, log: {} }, 'createGate.log: expected an object with debug, info, warn and error'],
];

for (const [options, message] of WRONG_GATES) {
  test(`createGate(${JSON.stringify(options)}) is config_invalid: ${message}`, async () => {
    await expect(createGate(options as GateOptions)).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringContaining(message) as string,
    });
  });
}
