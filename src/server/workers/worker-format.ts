import { namedProperties } from '../../containment/index.ts';
import { RegistryError } from '../../core/errors.ts';
import type { Reason, Verdict } from '../../core/verdict.ts';
import type { Format } from '../../formats/format.ts';
import { textOf } from './document-texts.ts';
import { PING, type EngineAnswer, type EngineInspection, type EngineQuestion } from './engine-protocol.ts';
import { failureOf } from './failed-answer.ts';
import type { SlowJudge } from '../../gateway/judge/slow-judge.ts';
import { KillableThread, type Lost } from './killable-thread.ts';
import type { Running } from '../lifetime.ts';
import { createSlowJudge } from './slow-judge.ts';

export interface WorkerFormatOptions {
  /** Processor time for one question, four times that on the clock; beyond it the thread is killed and the answer is `undecided(budget_time)`. Default 5,000. */
  readonly timeoutMs?: number;
  /** Heap of the thread; beyond it the answer is `undecided(budget_states)`. Default 512. */
  readonly maxHeapMb?: number;
  /** The built engine-worker. Default: the one beside this file. */
  readonly worker?: URL;
  /** Judges single events. Default: one with its defaults. */
  readonly slowJudge?: SlowJudge & Running;
}

export interface WorkerFormat extends Format {
  /**
   * Throws `overloaded` when the thread does not answer within a second. One that was never needed, and one that works on a question,
   * which is timed anyway, are fine.
   */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The same format, but `compare`, with `inspect` of large schemas, and `validate` run each in a thread of its own, so that a hostile pair of schemas costs its sender an
 * `undecided`, an event that takes too long an `event_too_costly`, and nobody else a stalled loop. One question at a time; senders take turns, each first come first served; the thread starts
 * with the first question, lives on, and is replaced after a kill.
 */
export function createWorkerFormat(format: Format, options: WorkerFormatOptions = {}): WorkerFormat {
  const { timeoutMs = 5_000, maxHeapMb = 512, worker = new URL('./engine-worker.js', import.meta.url) } = options;
  const slowJudge = options.slowJudge ?? createSlowJudge(format, { laneOf: inOneLane });
  const thread = new KillableThread<EngineQuestion | EngineInspection | typeof PING, EngineAnswer>({ file: worker, timeoutMs, maxHeapMb });
  return {
    ...format,
    async compare(writer, reader, { sender, ...choice }) {
      const outcome = await thread.ask({ format: format.name, writer: textOf(writer), reader: textOf(reader), options: choice }, sender);
      switch (outcome.kind) {
        case 'verdict':
          return outcome.verdict;
        case 'pong':
        case 'inspected':
          throw otherAnswer(outcome);
        case 'failed':
          throw failureOf(outcome);
        case 'lost':
          return undecided(reasonOf(outcome, { timeoutMs, maxHeapMb }), format.engine);
      }
    },
    async inspect(source, references, sender) {
      const isWritten = typeof source.schema === 'string';
      const text = isWritten ? source.schema : JSON.stringify(source.schema);
      if (!isLarge(text)) return format.inspect(source, references, sender);
      const outcome = await thread.ask({ format: format.name, inspect: { ...source, schema: text }, isWritten, references }, sender);
      switch (outcome.kind) {
        case 'inspected': {
          const { dialect, fingerprint, warnings, fields } = outcome.inspected;
          const { documents } = source;
          const document = {
            schema: format.read(text),
            ...(dialect === undefined ? {} : { dialect }),
            ...(documents === undefined ? {} : { documents }),
          };
          return { parsed: { ...document, text }, fingerprint, warnings: () => warnings, fields: () => fields };
        }
        case 'pong':
        case 'verdict':
          throw otherAnswer(outcome);
        case 'failed':
          throw failureOf(outcome);
        case 'lost': {
          const { message } = reasonOf(outcome, { timeoutMs, maxHeapMb });
          throw new RegistryError(
            'schema_too_large',
            `the schema of ${text.length} characters could not be read: ${message}; make it smaller, or split it`,
          );
        }
      }
    },
    validate: (document, event, { undeclared = 'allow', showValues = false, formats }) =>
      slowJudge.validate(document, event, { undeclared, showValues, formats }),
    async ping() {
      const answer = await thread.askIdle(PING, PING_MS);
      if (answer === undefined || answer.kind === 'pong') return;
      throw new RegistryError('overloaded', `the engine thread did not answer within ${PING_MS} ms; the next question gets a new one`);
    },
    async close() {
      await Promise.all([thread.close(), slowJudge.close()]);
    },
  };
}

// A schema that comes with its question would be a lane of its own each time, and go before those that are stored.
const inOneLane = (): undefined => undefined;

const PING_MS = 1_000;

// Here reading and checking takes some milliseconds, ten times as long as to hand a schema over and read its text again.
const LARGE_CHARACTERS = 20_000;
// Each subschema has a brace, and each count of a pattern, which is written out: 10 to 40 µs.
const MANY_BRACES = 500;
const MANY_PROPERTIES = 5;

/** Whether reading a schema may take long: by its length, by what is in it, or since each Unicode property of its patterns takes some 10 ms the first time. */
function isLarge(text: string): boolean {
  return text.length >= LARGE_CHARACTERS || hasManyBraces(text) || namedProperties(text) > MANY_PROPERTIES || text.includes(ESCAPED);
}

function hasManyBraces(text: string): boolean {
  let at = -1;
  for (let braces = 0; braces <= MANY_BRACES; braces += 1) if ((at = text.indexOf('{', at + 1)) === -1) return false;
  return true;
}

// A property might be written so.
const ESCAPED = '\\u00';

function otherAnswer({ kind }: EngineAnswer): RegistryError {
  return new RegistryError('internal', `the engine thread answered another question (${kind})`);
}

/** What the loss of the thread means for the question. Throws `internal` where no limit explains it. */
function reasonOf({ why, cause }: Lost, { timeoutMs, maxHeapMb }: Required<Omit<WorkerFormatOptions, 'worker' | 'slowJudge'>>): Reason {
  switch (why) {
    case 'time':
      return { code: 'budget_time', message: `the engine was stopped after ${timeoutMs} ms of the processor` };
    case 'memory':
      return { code: 'budget_states', message: `the engine was stopped at ${maxHeapMb} MB of memory` };
    case 'broken':
      throw new RegistryError('internal', 'the engine thread broke down', { cause });
  }
}

function undecided(reason: Reason, engine: string): Verdict {
  return { kind: 'undecided', reasons: [reason], stats: { steps: 0, stage: 'engine', judges: [], engine } };
}
