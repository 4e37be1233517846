import { parentPort } from 'node:worker_threads';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import type { ExamplesAnswer, ExamplesQuestion } from './check-examples.ts';

parentPort?.on('message', (question: ExamplesQuestion) => parentPort?.postMessage(answer(question)));

function answer({ contracts }: ExamplesQuestion): ExamplesAnswer {
  const found = contracts.map(({ schema, dialect, documents, values }) => {
    const validator = jsonSchemaFormat.compile(jsonSchemaFormat.parse({ schema, dialect, documents }), { formats: 'assert', isChecked: true });
    return values.map((value) => validator.validate(value).findings.map(({ message, instancePointer }) => ({ message, instancePointer }))[0] ?? null);
  });
  return { kind: 'checked', found };
}
