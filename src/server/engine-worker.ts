import { parentPort } from 'node:worker_threads';
import { RegistryError } from '../core/errors.ts';
import type { Format } from '../formats/format.ts';
import { jsonSchemaFormat } from '../formats/json-schema/format.ts';
import { PING, type EngineAnswer, type EngineQuestion } from './engine-protocol.ts';

// The engine's own thread: one question at a time, killed from outside when it takes too long.

parentPort?.on('message', (question: EngineQuestion | typeof PING) => {
  if (question === PING) return parentPort?.postMessage({ kind: 'pong' } satisfies EngineAnswer);
  void answer(question).then((reply) => parentPort?.postMessage(reply));
  return undefined;
});

/** What the thread compares, by name. */
const FORMATS: readonly Format[] = [jsonSchemaFormat];

async function answer({ format: name, writer, reader, options }: EngineQuestion): Promise<EngineAnswer> {
  try {
    const format = FORMATS.find((known) => known.name === name);
    if (format === undefined) throw new RegistryError('internal', `the engine thread does not know the format ${name}`);
    return { kind: 'verdict', verdict: await format.compare(writer, reader, options) };
  } catch (thrown) {
    const { code, message, data, cause } = RegistryError.from(thrown);
    return { kind: 'failed', code, message, data, cause };
  }
}
