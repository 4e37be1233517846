import { RegistryError } from '../../src/core/errors.ts';
import { formatPointer } from '../../src/core/json/pointer.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import { KillableThread } from '../../src/server/workers/killable-thread.ts';

const TIMEOUT_MS = 20_000;
const MAX_HEAP_MB = 768;

export type ParserQuestion = { readonly kind: 'load' } | { readonly kind: 'check'; readonly text: string };

export type ParserAnswer =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'checked'; readonly asked: readonly string[]; readonly diagnostics: readonly ParserDiagnostic[] };

/** As the parser words it. */
export interface ParserDiagnostic {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[];
  /** Else it is advice. */
  readonly isError: boolean;
}

/** What the official parser says of a document; undefined where it is not installed. */
export interface OfficialCheck {
  /** Throws `asyncapi_unsafe` where it wanted to read anything, or did not come to an end. */
  check(document: JsonObject): Promise<readonly (ParserDiagnostic & { readonly pointer: string })[] | undefined>;
  /** Load the parser while something else is done: for a document that is long. */
  prepare(): void;
  close(): Promise<void>;
}

/**
 * `@asyncapi/parser` in a thread of its own, with a limit to its memory and its time, and no way to a file or an address: what it asks for
 * it gets no answer to, and the document is refused. The thread starts with the first question.
 */
export function createOfficialCheck(worker: URL = new URL('./parser-worker.js', import.meta.url)): OfficialCheck {
  const thread = new KillableThread<ParserQuestion, ParserAnswer>({ file: worker, timeoutMs: TIMEOUT_MS, maxHeapMb: MAX_HEAP_MB });
  return {
    async check(document) {
      const answer = await thread.ask({ kind: 'check', text: JSON.stringify(document) });
      if (answer.kind === 'missing' || answer.kind === 'loaded') return undefined;
      if (answer.kind === 'lost') {
        const why = answer.why === 'time' ? `in ${TIMEOUT_MS / 1000} seconds` : answer.why === 'memory' ? `in ${MAX_HEAP_MB} MB of memory` : 'at all';
        throw new RegistryError('asyncapi_unsafe', `the official parser did not come to an end ${why}`, { cause: answer.cause });
      }
      const [asked] = answer.asked;
      if (asked !== undefined)
        throw new RegistryError('asyncapi_unsafe', `the official parser wanted to read ${JSON.stringify(asked)}, which nothing is allowed to`);
      return answer.diagnostics.map((diagnostic) => ({ ...diagnostic, pointer: formatPointer(diagnostic.path) }));
    },
    prepare: () => void thread.ask({ kind: 'load' }),
    close: () => thread.close(),
  };
}

/** Do something with the official check, and end its thread. */
export async function withOfficialCheck<Result>(work: (official: OfficialCheck) => Promise<Result>): Promise<Result> {
  const official = createOfficialCheck();
  try {
    return await work(official);
  } finally {
    await official.close();
  }
}
