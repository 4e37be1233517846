import { parentPort } from 'node:worker_threads';
import type { SchemaTools } from '../../registry/schema-tools.ts';
import { failedAnswer } from './failed-answer.ts';
import { schemaTools } from './schema-tools.ts';
import type { ToolAnswer, ToolName, ToolQuestion } from './schema-tools-protocol.ts';

// The thread of the tools: one question at a time, killed from outside when it takes too long.

parentPort?.on('message', (question: ToolQuestion) => void answer(question).then((reply) => parentPort?.postMessage(reply)));

async function answer({ tool, request }: ToolQuestion): Promise<ToolAnswer> {
  try {
    // The request is that of the tool: what the types cannot follow through the table.
    const use = schemaTools[tool] as (asked: ToolQuestion['request']) => ReturnType<SchemaTools[ToolName]>;
    return { kind: 'made', result: await use(request) };
  } catch (thrown) {
    return failedAnswer(thrown);
  }
}
