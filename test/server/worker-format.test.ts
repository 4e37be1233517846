import { expect, onTestFinished, test } from 'vitest';
import type { Verdict } from '../../src/core/verdict.ts';
import type { Format } from '../../src/formats/format.ts';
import { createWorkerFormat, type WorkerFormat } from '../../src/server/worker-format.ts';

const WORKER = new URL('./fixtures/engine.js', import.meta.url);

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
  const format = start(2_000);
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

test('questions wait for their turn and all are answered', async () => {
  const format = start(ENOUGH_MS);
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(format, 'prove')));
  expect(answers.map((answer) => answer.kind)).toEqual(Array.from({ length: 20 }, () => 'contained'));
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
