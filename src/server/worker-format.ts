import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { RegistryError } from '../core/errors.ts';
import type { Reason, Verdict } from '../core/verdict.ts';
import type { Format } from '../formats/format.ts';
import { PING, type EngineAnswer, type EngineQuestion } from './engine-protocol.ts';

export interface WorkerFormatOptions {
  /** Wall-clock time for one question; beyond it the thread is killed and the answer is `undecided(budget_time)`. Default 5,000. */
  readonly timeoutMs?: number;
  /** Heap of the thread; beyond it the answer is `undecided(budget_states)`. Default 512. */
  readonly maxHeapMb?: number;
  /** The built engine-worker. Default: the one beside this file. */
  readonly worker?: URL;
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
 * The same format, but `compare` runs in a thread of its own, so that a hostile pair of schemas costs its sender an
 * `undecided` and nobody else a stalled loop. One question at a time, first come first served; the thread starts
 * with the first question, lives on, and is replaced after a kill.
 */
export function createWorkerFormat(format: Format, options: WorkerFormatOptions = {}): WorkerFormat {
  const engine = new EngineThread(format.engine, options);
  return {
    ...format,
    compare: (writer, reader, choice) => engine.ask({ format: format.name, writer, reader, options: choice }),
    ping: () => engine.ping(),
    close: () => engine.close(),
  };
}

const PING_MS = 1_000;

class EngineThread {
  readonly #engine: string;
  readonly #timeoutMs: number;
  readonly #maxHeapMb: number;
  readonly #file: URL;
  #worker: Worker | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(engine: string, options: WorkerFormatOptions) {
    this.#engine = engine;
    this.#timeoutMs = options.timeoutMs ?? 5_000;
    this.#maxHeapMb = options.maxHeapMb ?? 512;
    this.#file = options.worker ?? new URL('./engine-worker.js', import.meta.url);
  }

  ask(question: EngineQuestion): Promise<Verdict> {
    const turn = this.#last.then(() => this.#answer(question));
    this.#last = turn.catch(() => {}); // Whoever asked handles the failure; the next question goes ahead.
    this.#waiting += 1;
    return turn.finally(() => (this.#waiting -= 1));
  }

  async ping(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined || this.#waiting > 0) return;
    const turn = this.#last.then(() => this.#exchange(worker, PING, PING_MS));
    this.#last = turn;
    const { kind } = await turn;
    if (kind === 'pong') return;
    await this.close();
    throw new RegistryError('overloaded', `the engine thread did not answer within ${PING_MS} ms; the next question gets a new one`);
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  async #answer(question: EngineQuestion): Promise<Verdict> {
    this.#worker ??= this.#start();
    const outcome = await this.#exchange(this.#worker, question);
    switch (outcome.kind) {
      case 'verdict':
        return outcome.verdict;
      case 'pong':
        throw new RegistryError('internal', 'the engine thread answered a question with a pong');
      case 'failed':
        throw new RegistryError(outcome.code, outcome.message, { data: outcome.data, cause: outcome.cause });
      case 'lost':
        await this.close();
        return this.#undecided(outcome.cause);
    }
  }

  #start(): Worker {
    const worker = new Worker(this.#file, { resourceLimits: { maxOldGenerationSizeMb: this.#maxHeapMb } });
    worker.on('error', () => {}); // Whoever asks at that moment hears of it in the exchange.
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    return worker;
  }

  async #exchange(worker: Worker, question: EngineQuestion | typeof PING, timeoutMs = this.#timeoutMs): Promise<EngineAnswer | Lost> {
    const done = new AbortController();
    const timer = setTimeout(() => done.abort(), timeoutMs);
    try {
      const answered = once(worker, 'message', done);
      const exited = once(worker, 'exit', done).then(() => {
        throw new Error('the engine thread ended by itself');
      });
      worker.postMessage(question);
      const [answer] = (await Promise.race([answered, exited])) as [EngineAnswer];
      return answer;
    } catch (cause) {
      return { kind: 'lost', cause };
    } finally {
      clearTimeout(timer);
      done.abort();
    }
  }

  /** What the loss of the thread means for the question. Throws `internal` where no limit explains it. */
  #undecided(cause: unknown): Verdict {
    switch ((cause as NodeJS.ErrnoException).code) {
      case 'ABORT_ERR':
        return undecided({ code: 'budget_time', message: `the engine was stopped after ${this.#timeoutMs} ms` }, this.#engine);
      case 'ERR_WORKER_OUT_OF_MEMORY':
        return undecided({ code: 'budget_states', message: `the engine was stopped at ${this.#maxHeapMb} MB of memory` }, this.#engine);
      default:
        throw new RegistryError('internal', 'the engine thread broke down', { cause });
    }
  }
}

/** The thread is dead or no longer waited for. */
interface Lost {
  readonly kind: 'lost';
  readonly cause: unknown;
}

function undecided(reason: Reason, engine: string): Verdict {
  return { kind: 'undecided', reasons: [reason], stats: { steps: 0, stage: 'engine', judges: [], engine } };
}
