import { parentPort } from 'node:worker_threads';
import { RegistryError } from '../core/errors.ts';
import type { JsonValue } from '../core/json/value.ts';
import type { Format } from '../formats/format.ts';
import { jsonSchemaFormat } from '../formats/json-schema/format.ts';
import { PING, type EngineAnswer, type EngineInspection, type EngineQuestion } from './engine-protocol.ts';
import { failedAnswer } from './failed-answer.ts';

// The engine's own thread: one question at a time, killed from outside when it takes too long.

parentPort?.on('message', (question: EngineQuestion | EngineInspection | typeof PING) => {
  if (question === PING) return parentPort?.postMessage({ kind: 'pong' } satisfies EngineAnswer);
  void answer(question).then((reply) => parentPort?.postMessage(reply));
  return undefined;
});

/** What the thread compares, by name. */
const FORMATS: readonly Format[] = [jsonSchemaFormat];

async function answer(question: EngineQuestion | EngineInspection): Promise<EngineAnswer> {
  try {
    const format = FORMATS.find((known) => known.name === question.format);
    if (format === undefined) throw new RegistryError('internal', `the engine thread does not know the format ${question.format}`);
    if ('inspect' in question) return await inspect(format, question);
    const { writer, reader, options } = question;
    return { kind: 'verdict', verdict: await format.compare(writer, reader, options) };
  } catch (thrown) {
    return failedAnswer(thrown);
  }
}

async function inspect(format: Format, { inspect: source, isWritten, references }: EngineInspection): Promise<EngineAnswer> {
  const schema = isWritten ? source.schema : (JSON.parse(source.schema as string) as JsonValue);
  const { parsed, fingerprint, warnings, fields } = await format.inspect({ ...source, schema }, references);
  return { kind: 'inspected', inspected: { dialect: parsed.dialect, fingerprint, warnings: warnings(), fields: fields() } };
}
