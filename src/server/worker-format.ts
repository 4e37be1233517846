import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { RegistryError } from '../core/errors.ts';
import type { Reason, Verdict } from '../core/verdict.ts';
import type { Format } from '../formats/format.ts';
import type { EngineAnswer, EngineQuestion } from './engine-protocol.ts';

export interface WorkerFormatOptions {
  /** Wall-clock time for one question; beyond it the thread is killed and the answer is `undecided(budget_time)`. Default 5,000. */
  readonly timeoutMs?: number;
  /** Heap of the thread; beyond it the answer is `undecided(budget_states)`. Default 512. */
  readonly maxHeapMb?: number;
  /** The built engine-worker. Default: the one beside this file. */
  readonly worker?: URL;
}

export interface WorkerFormat extends Format {
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
    close: () => engine.close(),
  };
}

class EngineThread {
  readonly #engine: string;
  readonly #timeoutMs: number;
  readonly #maxHeapMb: number;
  readonly #file: URL;
  #worker: Worker | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(engine: string, options: WorkerFormatOptions) {
    this.#engine = engine;
    this.#timeoutMs = options.timeoutMs ?? 5_000;
    this.#maxHeapMb = options.maxHeapMb ?? 512;
    this.#file = options.worker ?? new URL('./engine-worker.js', import.meta.url);
  }

  ask(question: EngineQuestion): Promise<Verdict> {
    const turn = this.#last.then(() => this.#answer(question));
    this.#last = turn.catch(() => {}); // Whoever asked handles the failure; the next question goes ahead.
    return turn;
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

  async #exchange(worker: Worker, question: EngineQuestion): Promise<EngineAnswer | Lost> {
    const done = new AbortController();
    const timer = setTimeout(() => done.abort(), this.#timeoutMs);
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
