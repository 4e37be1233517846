import { parentPort } from 'node:worker_threads';
import type { JsonValue } from '../../core/json/value.ts';
import type { Format } from '../../formats/format.ts';
import { DocumentTexts } from './document-texts.ts';
import { PING, type EngineAnswer, type EngineInspection, type EngineQuestion } from './engine-protocol.ts';
import { failedAnswer } from './failed-answer.ts';
import { formatOf } from '../formats.ts';

// The engine's own thread: one question at a time, killed from outside when it takes too long.

const documents = new DocumentTexts();

parentPort?.on('message', (question: EngineQuestion | EngineInspection | typeof PING) => {
  if (question === PING) return parentPort?.postMessage({ kind: 'pong' } satisfies EngineAnswer);
  void answer(question).then((reply) => parentPort?.postMessage(reply));
  return undefined;
});

async function answer(question: EngineQuestion | EngineInspection): Promise<EngineAnswer> {
  try {
    const format = formatOf(question.format);
    if ('inspect' in question) return await inspect(format, question);
    const { writer, reader, options } = question;
    return { kind: 'verdict', verdict: await format.compare(documents.read(writer), documents.read(reader), options) };
  } catch (thrown) {
    return failedAnswer(thrown);
  }
}

async function inspect(format: Format, { inspect: source, isWritten, references }: EngineInspection): Promise<EngineAnswer> {
  const schema = isWritten ? source.schema : (JSON.parse(source.schema as string) as JsonValue);
  const { parsed, fingerprint, warnings, fields } = await format.inspect({ ...source, schema }, references);
  return { kind: 'inspected', inspected: { dialect: parsed.dialect, fingerprint, warnings: warnings(), fields: fields() } };
}
