import { parentPort } from 'node:worker_threads';
import { parseJson } from '../core/json/parse.ts';
import { jsonSchemaFormat } from '../formats/json-schema/format.ts';
import { failedAnswer } from './failed-answer.ts';
import type { JudgeAnswer, JudgeQuestion } from './slow-judge-protocol.ts';

// The thread of costly events: one at a time, killed from outside when it takes too long.

parentPort?.on('message', (question: JudgeQuestion) => parentPort?.postMessage(answer(question)));

function answer({ document, text, options }: JudgeQuestion): JudgeAnswer {
  try {
    const validator = jsonSchemaFormat.compile(document, { ...options, isChecked: true });
    return { kind: 'validation', validation: validator.validate(parseJson(text)) };
  } catch (thrown) {
    return failedAnswer(thrown);
  }
}
