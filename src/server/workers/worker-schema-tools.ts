import { RegistryError } from '../../core/errors.ts';
import type { SchemaTools } from '../../registry/schema-tools.ts';
import { failureOf } from './failed-answer.ts';
import { KillableThread, type Lost } from './killable-thread.ts';
import type { Running } from '../lifetime.ts';
import type { ToolAnswer, ToolName, ToolQuestion, ToolResult } from './schema-tools-protocol.ts';

export interface WorkerToolsOptions {
  /** Processor time for one question, four times that on the clock. Default 5,000. */
  readonly timeoutMs?: number;
  /** Default 512. */
  readonly maxHeapMb?: number;
  /** Of an answer, in characters. Default 8 million. */
  readonly maxCharacters?: number;
  /** The built schema-tools-worker. Default: the one beside this file. */
  readonly worker?: URL;
}

// Each may take the whole time, so the last of them waits for a minute and a half.
const MAX_WAITING = 20;

const WHAT: Readonly<Record<ToolName, string>> = {
  typescript: 'the TypeScript of the schema could not be written',
  changes: 'the changes between the schemas could not be found',
  undo: 'the changes of the schema could not be taken back',
  lint: 'the schema could not be linted',
};

/** The tools in a thread of their own, apart from the engine's, so that no registration waits for them. It starts with the first question. */
export function createWorkerTools(options: WorkerToolsOptions = {}): SchemaTools & Running {
  const { timeoutMs = 5_000, maxHeapMb = 512, maxCharacters = 8_000_000 } = options;
  const { worker = new URL('./schema-tools-worker.js', import.meta.url) } = options;
  const thread = new KillableThread<ToolQuestion, ToolAnswer>({ file: worker, timeoutMs, maxHeapMb });

  async function ask<Name extends ToolName>(question: ToolQuestion & { readonly tool: Name }): Promise<ToolResult<Name>> {
    if (thread.waiting >= MAX_WAITING) throw new RegistryError('overloaded', 'too many questions about schemas are waiting; try again');
    const what = WHAT[question.tool];
    const answer = await thread.ask(question);
    switch (answer.kind) {
      case 'made':
        return answer.result as ToolResult<Name>; // Of the tool that was asked.
      case 'failed':
        throw failureOf(answer);
      case 'lost':
        throw refusalOf(answer, `${what} within ${timeoutMs} ms of the processor and ${maxHeapMb} MB`);
    }
  }

  return {
    async typescript(request) {
      const files = await ask({ tool: 'typescript', request });
      const characters = files.reduce((sum, { text }) => sum + text.length, 0);
      if (characters <= maxCharacters) return files;
      throw tooLarge(`${WHAT.typescript} in ${maxCharacters} characters; found ${characters}`);
    },
    changes: (request) => ask({ tool: 'changes', request }),
    undo: (request) => ask({ tool: 'undo', request }),
    lint: (request) => ask({ tool: 'lint', request }),
    close: () => thread.close(),
  };
}

function refusalOf({ why, cause }: Lost, message: string): RegistryError {
  if (why === 'broken') return new RegistryError('internal', 'the thread of the tools broke down', { cause });
  return tooLarge(message);
}

function tooLarge(message: string): RegistryError {
  return new RegistryError('schema_too_large', `${message}; make the schema smaller or simpler, or split it`);
}
