import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { Decimal } from '../../../src/core/json/decimal.ts';
import { RegistryError } from '../../../src/core/errors.ts';
import type { JsonObject, JsonValue } from '../../../src/core/json/value.ts';
import type { Verdict } from '../../../src/core/verdict.ts';
import type { Format } from '../../../src/formats/format.ts';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { createRegistry } from '../../../src/registry/registry.ts';
import { textOf } from '../../../src/server/workers/document-texts.ts';
import { createSlowJudge } from '../../../src/server/workers/slow-judge.ts';
import { createMemoryStore } from '../../../src/storage/memory/store.ts';
import { createWorkerFormat, type WorkerFormat } from '../../../src/server/workers/worker-format.ts';

const WORKER = new URL('../fixtures/engine.js', import.meta.url);

/** Only `engine` of the wrapped format is used by `compare`. */
const FORMAT = { name: 'test', engine: 'test' } as Format;

function start(timeoutMs: number): WorkerFormat {
  const format = createWorkerFormat(FORMAT, { worker: WORKER, timeoutMs, maxHeapMb: 32 });
  onTestFinished(() => format.close());
  return format;
}

function ask(format: WorkerFormat, what: string): Promise<Verdict> {
  const document = { schema: { 'x-do': what }, dialect: 'draft-2020-12' } as const;
  return format.compare(document, document, { profile: 'strict', formats: 'annotate' });
}

const ENOUGH_MS = 60_000;

test('the verdict of the thread is the verdict', async () => {
  await expect(ask(start(ENOUGH_MS), 'prove')).resolves.toMatchObject({ kind: 'contained' });
});

test('a question that takes too long is undecided(budget_time), and the next one gets a new thread', async () => {
  const format = start(500);
  await expect(ask(format, 'hang')).resolves.toMatchObject({ kind: 'undecided', reasons: [{ code: 'budget_time' }] });
  await expect(ask(format, 'prove')).resolves.toMatchObject({ kind: 'contained' });
});

test('a question that takes too much memory is undecided(budget_states), and the next one gets a new thread', async () => {
  const format = start(ENOUGH_MS);
  await expect(ask(format, 'eat')).resolves.toMatchObject({ kind: 'undecided', reasons: [{ code: 'budget_states' }] });
  await expect(ask(format, 'prove')).resolves.toMatchObject({ kind: 'contained' });
});

test('an error of the engine keeps code, message and data', async () => {
  await expect(ask(start(ENOUGH_MS), 'refuse')).rejects.toMatchObject({ code: 'schema_invalid', message: 'no', data: { pointer: '/a' } });
});

for (const how of ['die', 'exit']) {
  test(`a thread that ends by itself (${how}) fails its question only`, async () => {
    const format = start(ENOUGH_MS);
    await expect(ask(format, how)).rejects.toThrow();
    await expect(ask(format, 'prove')).resolves.toMatchObject({ kind: 'contained' });
  });
}

test('the thread reads a document once, as that of a candidate and as that of a stored version', async () => {
  const sent: string[] = [];
  const compare: Format['compare'] = (writer, reader, options) => {
    sent.push(textOf(writer), textOf(reader));
    return jsonSchemaFormat.compare(writer, reader, options);
  };
  const registry = createRegistry({ store: createMemoryStore(), formats: [{ ...jsonSchemaFormat, compare }], now: () => 0, random: randomBytes });
  await registry.putConfig('s', { level: 'NONE' }, { actor: 'test' });
  for (const maxLength of [1, 2, 3]) await registry.register('s', { schema: { type: 'string', maxLength } }, { actor: 'test' });
  expect(new Set(sent).size).toBe(3);
});

test('questions wait for their turn and all are answered', async () => {
  const format = start(ENOUGH_MS);
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(format, 'prove')));
  expect(answers.map((answer) => answer.kind)).toEqual(Array.from({ length: 20 }, () => 'contained'));
});

test('senders take turns, so that who asks much keeps others waiting for one answer only', async () => {
  const format = start(ENOUGH_MS);
  const order: string[] = [];
  const document = { schema: {}, dialect: 'draft-2020-12' } as const;
  const asked = ['a', 'a', 'a', 'b', 'c', 'b'].map(async (sender, at) => {
    await format.compare(document, document, { profile: 'strict', formats: 'annotate', sender });
    order.push(`${sender}${at}`);
  });
  await Promise.all(asked);
  expect(order).toEqual(['a0', 'b3', 'c4', 'a1', 'b5', 'a2']);
});

test('a closed one begins no thread for who waits or comes later, since it would keep the process', async () => {
  const format = start(ENOUGH_MS);
  const asked = [ask(format, 'hang'), ask(format, 'prove')];
  await Promise.all([format.close(), ...asked.map((answer) => expect(answer).rejects.toThrow())]);
  await expect(ask(format, 'prove')).rejects.toThrow('the thread is closed');
});

test('ping() is fine where no thread was needed yet, where it is idle, and where it works', async () => {
  const format = start(ENOUGH_MS);
  await format.ping();
  const asked = ask(format, 'prove');
  await format.ping();
  await asked;
  await Promise.all([format.ping(), ask(format, 'prove'), format.ping()]);
});

test('ping() is overloaded where an idle thread does not answer, which is replaced', async () => {
  const format = start(ENOUGH_MS);
  await ask(format, 'go deaf');
  await expect(format.ping()).rejects.toMatchObject({ code: 'overloaded' });
  await format.ping();
  await expect(ask(format, 'prove')).resolves.toMatchObject({ kind: 'contained' });
});

test('a question that comes while an idle thread does not answer gets the new one', async () => {
  const format = start(ENOUGH_MS);
  await ask(format, 'go deaf');
  const [ping, asked] = await Promise.allSettled([format.ping(), ask(format, 'prove')]);
  expect(ping).toMatchObject({ status: 'rejected', reason: { code: 'overloaded' } });
  expect(asked).toMatchObject({ status: 'fulfilled', value: { kind: 'contained' } });
});

const JUDGE = new URL('../../../dist/chunks/slow-judge-worker.js', import.meta.url);
const ENGINE = new URL('../../../dist/chunks/engine-worker.js', import.meta.url);
const CHOICE = { formats: 'annotate' } as const;

function startJudging(timeoutMs: number): WorkerFormat {
  const format = createWorkerFormat(jsonSchemaFormat, { worker: WORKER, slowJudge: createSlowJudge(jsonSchemaFormat, { worker: JUDGE, timeoutMs }) });
  onTestFinished(() => format.close());
  return format;
}

test('validate() judges beside the loop, with all digits of a number', async () => {
  const format = startJudging(ENOUGH_MS);
  const schema = { schema: { const: 1 } };
  await expect(format.validate(schema, 1, CHOICE)).resolves.toEqual({ valid: true, findings: [] });
  await expect(format.validate(schema, Decimal.parse('1.0000000000000000001'), CHOICE)).resolves.toMatchObject({ valid: false });
});

test('an error of the judge keeps code, message and data', async () => {
  const failure = { code: 'schema_invalid', message: 'a schema is an object or a boolean', data: { pointer: '' } };
  expect(() => jsonSchemaFormat.compile({ schema: 5 }, { ...CHOICE, isChecked: true })).toThrowError(expect.objectContaining(failure) as Error);
  await expect(startJudging(ENOUGH_MS).validate({ schema: 5 }, 1, CHOICE)).rejects.toMatchObject(failure);
});

test('validate() of an event that never ends is event_too_costly, and the loop goes on meanwhile', async () => {
  const order: string[] = [];
  const slow = expect(startJudging(100).validate({ schema: { pattern: '^(a+)+\\1$' } }, `${'a'.repeat(60)}!`, CHOICE))
    .rejects.toMatchObject({ code: 'event_too_costly' })
    .then(() => order.push('slow'));
  for (let turn = 0; turn < 10; turn += 1) await setImmediate();
  order.push('turns');
  await slow;
  expect(order).toEqual(['turns', 'slow']);
});

test('POST /validate: registering a costly version takes nothing away from what another one accepts', async () => {
  const format = startJudging(1_000);
  const registry = createRegistry({
    store: createMemoryStore(),
    formats: [{ ...jsonSchemaFormat, validate: (...question) => format.validate(...question) }],
    now: () => 0,
    random: randomBytes,
  });
  const event = `${'a'.repeat(60)}!`;
  await registry.putConfig('s', { level: 'NONE' }, { actor: 'test' });
  await registry.register('s', { schema: { type: 'string' } }, { actor: 'test' });
  await registry.register('s', { schema: { type: 'string', pattern: '^(a+)+\\1$' } }, { actor: 'test' });
  await expect(registry.validate({ subject: 's', event })).resolves.toMatchObject({ valid: true, version: 1 });
  await expect(registry.validate({ subject: 's', version: 2, event })).rejects.toMatchObject({ code: 'event_too_costly', data: { version: 2 } });
});

function large(more: JsonObject): JsonObject {
  return { ...more, properties: Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`p${at}`, { type: 'string', maxLength: at }])) };
}

const LARGE: readonly (readonly [title: string, schema: JsonValue])[] = [
  ['a value', large({ pattern: '^(a)\\1$' })],
  ['a text', JSON.stringify(large({ $schema: 'http://json-schema.org/draft-07/schema#' }))],
];

for (const [title, schema] of LARGE) {
  test(`inspect() of a large schema beside the loop says what the format says: ${title}`, async () => {
    const format = createWorkerFormat(jsonSchemaFormat, { worker: ENGINE });
    onTestFinished(() => format.close());
    const references = [{ name: 'a', fingerprint: 'b' }];
    const [beside, here] = await Promise.all([format.inspect({ schema }, references), jsonSchemaFormat.inspect({ schema }, references)]);
    expect(beside.parsed).toEqual(here.parsed);
    expect([beside.fingerprint, beside.warnings(), beside.fields()]).toEqual([here.fingerprint, here.warnings(), here.fields()]);
  });
}

const SCRIPTS = ['Arab', 'Armn', 'Beng', 'Cyrl', 'Grek', 'Hebr', 'Thai'];
const MANY_PROPERTIES: readonly (readonly [title: string, schema: JsonValue])[] = [
  ['as they are', { pattern: SCRIPTS.map((script) => `\\p{Script=${script}}`).join('') }],
  ['in escapes', `{"pattern":"${SCRIPTS.map((script) => `\\u005cp{Script=${script}}`).join('')}"}`],
];
const BESIDE: readonly (readonly [title: string, schema: JsonValue])[] = [
  ...MANY_PROPERTIES.map(([title, schema]) => [`with many Unicode properties, ${title}`, schema] as const),
  ['with many subschemas', { allOf: Array.from({ length: 500 }, () => ({})) }],
  ['with many counts in patterns', { allOf: [{ pattern: 'a{1,9}'.repeat(500) }] }],
  ['of many characters', { description: 'x'.repeat(20_000) }],
];
for (const [title, schema] of BESIDE) {
  test(`inspect() reads a schema ${title} beside the loop`, async () => {
    const format = createWorkerFormat(jsonSchemaFormat, { worker: WORKER, timeoutMs: ENOUGH_MS });
    onTestFinished(() => format.close());
    await expect(format.inspect({ schema }, [])).rejects.toMatchObject({ code: 'internal' });
  });
}

for (const schema of [large({ minLength: -1 }), JSON.stringify(large({ minLength: -1 }), null, 1)]) {
  test(`inspect() refuses a large ${typeof schema} beside the loop as on it`, async () => {
    const format = createWorkerFormat(jsonSchemaFormat, { worker: ENGINE });
    onTestFinished(() => format.close());
    const here = await jsonSchemaFormat.inspect({ schema }, []).catch((thrown: unknown) => RegistryError.from(thrown));
    expect(here).toMatchObject({ code: 'schema_invalid' });
    const { code, message, data } = here as RegistryError;
    await expect(format.inspect({ schema }, [])).rejects.toMatchObject({ code, message, data });
  });
}
