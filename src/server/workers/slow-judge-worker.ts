import { parentPort } from 'node:worker_threads';
import { parseJson } from '../../core/json/parse.ts';
import { failedAnswer } from './failed-answer.ts';
import { formatOf } from '../formats.ts';
import type { JudgeAnswer, JudgeQuestion } from './slow-judge-protocol.ts';

// The thread of costly events: one at a time, killed from outside when it takes too long.

parentPort?.on('message', (question: JudgeQuestion) => parentPort?.postMessage(answer(question)));

function answer({ format, document, text, options }: JudgeQuestion): JudgeAnswer {
  try {
    const validator = formatOf(format).compile(document, { ...options, isChecked: true });
    return { kind: 'validation', validation: validator.validate(parseJson(text)) };
  } catch (thrown) {
    return failedAnswer(thrown);
  }
}
