import { parentPort } from 'node:worker_threads';
import { RegistryError } from '../core/errors.ts';
import { jsonSchemaFormat } from '../formats/json-schema/format.ts';
import { PING, type EngineAnswer, type EngineQuestion } from './engine-protocol.ts';

// The engine's own thread: one question at a time, killed from outside when it takes too long.

parentPort?.on('message', (question: EngineQuestion | typeof PING) => {
  if (question === PING) return parentPort?.postMessage({ kind: 'pong' } satisfies EngineAnswer);
  void answer(question).then((reply) => parentPort?.postMessage(reply));
  return undefined;
});

async function answer({ writer, reader, options }: EngineQuestion): Promise<EngineAnswer> {
  try {
    return { kind: 'verdict', verdict: await jsonSchemaFormat.compare(writer, reader, options) };
  } catch (thrown) {
    const { code, message, data, cause } = RegistryError.from(thrown);
    return { kind: 'failed', code, message, data, cause };
  }
}
