import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { FairLine } from './fair-line.ts';

// A question makes many small things that it soon drops. Twice and thrice as much room for them made it no faster.
const YOUNG_MB = 24;

const MOST_TIMES = 4;

/** On the clock, for a thread to load what it runs: no question's fault, so it is not of its time. */
const STARTUP_MS = 60_000;
const READY = 'ready';
const LOAD_AND_SAY = `
const { parentPort, workerData } = require('node:worker_threads');
import(workerData).then(() => parentPort.postMessage('${READY}'));
`;

export interface ThreadOptions {
  readonly file: URL;
  /**
   * For one question, from when the thread has loaded: processor time, of the whole process, since Node 20 knows no thread's own. A
   * process that is kept from the processor spends none of it, but at most `MOST_TIMES` of it go by on the clock.
   */
  readonly timeoutMs: number;
  readonly maxHeapMb: number;
}

/** The thread is dead, or was not waited for any longer. */
export interface Lost {
  readonly kind: 'lost';
  readonly why: 'time' | 'memory' | 'broken';
  readonly cause: unknown;
}

interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer | Lost) => void;
  readonly reject: (thrown: unknown) => void;
}

/**
 * A thread that answers one question at a time: of a lane first come first served, and lanes take turns. It starts with the first
 * one, lives on, and is killed and replaced when it takes too long or too much.
 */
export class KillableThread<Question, Answer extends { readonly kind: string }> {
  readonly #options: ThreadOptions;
  #worker: Worker | undefined;
  readonly #line = new FairLine<Waiting<Question, Answer>>();
  /** Of turns: what is asked in one is found when it begins. There is one for each question, or more. */
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #isClosed = false;

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  /** Questions that are not answered yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Throws once it is closed, also for who had to wait until then. Without a `lane` all are in the same. */
  async ask(question: Question, lane?: unknown): Promise<Answer | Lost> {
    this.#waiting += 1;
    const answer = new Promise<Answer | Lost>((resolve, reject) => this.#line.add(lane, { question, resolve, reject }));
    this.#last = this.#last.then(() => this.#answerNext());
    try {
      return await answer;
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Give the newest question of the longest lane up for one of `lane`, where that is shorter: who asked it is thrown `error`. False: none was. */
  displaceFor(lane: unknown, error: Error): boolean {
    const displaced = this.#line.displaceFor(lane);
    displaced?.reject(error);
    return displaced !== undefined;
  }

  /** Ask a thread that runs and has nothing to do, for at most this long on the clock; undefined where there is none. */
  async askIdle(question: Question, timeoutMs: number): Promise<Answer | Lost | undefined> {
    const worker = this.#worker;
    if (worker === undefined || this.#waiting > 0) return undefined;
    const turn = this.#last.then(() => this.#exchangeOrKill(worker, question, (abort) => afterClock(timeoutMs, abort)));
    this.#last = turn;
    return turn;
  }

  /** For good: a question that comes later, from work that nobody waits for, must not begin a thread that keeps the process. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
  }

  async #answerNext(): Promise<void> {
    const next = this.#line.take();
    if (next === undefined) return; // One was displaced.
    try {
      next.resolve(await this.#answer(next.question));
    } catch (thrown) {
      next.reject(thrown);
    }
  }

  async #answer(question: Question): Promise<Answer | Lost> {
    if (this.#isClosed) throw new Error('the thread is closed: the process stops');
    if (this.#worker !== undefined) return this.#exchangeOrKill(this.#worker, question);
    const worker = this.#start();
    const loaded = await this.#waitFor(worker, (abort) => afterClock(STARTUP_MS, abort));
    if (loaded === READY) return this.#exchangeOrKill(worker, question);
    await worker.terminate();
    return { kind: 'lost', why: 'broken', cause: (loaded as Lost).cause };
  }

  /** A thread that is lost is killed before it is the turn of the next question, which gets a new one. */
  async #exchangeOrKill(worker: Worker, question: Question, limit?: Limit): Promise<Answer | Lost> {
    const outcome = await this.#exchange(worker, question, limit);
    if (outcome.kind === 'lost') await worker.terminate();
    return outcome;
  }

  #start(): Worker {
    const worker = new Worker(LOAD_AND_SAY, {
      eval: true,
      workerData: this.#options.file.href,
      resourceLimits: { maxOldGenerationSizeMb: this.#options.maxHeapMb, maxYoungGenerationSizeMb: YOUNG_MB },
    });
    worker.on('error', () => {}); // Whoever asks at that moment hears of it in the exchange.
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    this.#worker = worker;
    return worker;
  }

  async #exchange(worker: Worker, question: Question, limit: Limit = (abort) => afterWork(this.#options.timeoutMs, abort)): Promise<Answer | Lost> {
    try {
      worker.postMessage(question);
    } catch (cause) {
      return { kind: 'lost', why: 'broken', cause };
    }
    return this.#waitFor<Answer>(worker, limit);
  }

  async #waitFor<Said>(worker: Worker, limit: Limit): Promise<Said | Lost> {
    const done = new AbortController();
    const stopLimit = limit(() => done.abort());
    try {
      const said = once(worker, 'message', done);
      const exited = once(worker, 'exit', done).then(() => {
        throw new Error('the thread ended by itself');
      });
      return ((await Promise.race([said, exited])) as [Said])[0];
    } catch (cause) {
      return { kind: 'lost', why: reasonOf(cause), cause };
    } finally {
      stopLimit();
      done.abort();
    }
  }
}

/** Calls `abort` when it is too late, unless it is stopped before by what it returns. */
type Limit = (abort: () => void) => () => void;

function afterClock(ms: number, abort: () => void): () => void {
  const timer = setTimeout(abort, ms);
  return () => clearTimeout(timer);
}

/** A machine with too much to do, or one that is slowed down, is no reason to give up what has hardly begun. */
function afterWork(ms: number, abort: () => void): () => void {
  const [latest, before] = [performance.now() + MOST_TIMES * ms, process.cpuUsage()];
  let timer = setTimeout(look, ms);
  function look(): void {
    const { user, system } = process.cpuUsage(before);
    const left = Math.min(ms - (user + system) / 1_000, latest - performance.now());
    if (left <= 0) return abort();
    timer = setTimeout(look, Math.ceil(left));
  }
  return () => clearTimeout(timer);
}

function reasonOf(cause: unknown): Lost['why'] {
  switch ((cause as NodeJS.ErrnoException).code) {
    case 'ABORT_ERR':
      return 'time';
    case 'ERR_WORKER_OUT_OF_MEMORY':
      return 'memory';
    default:
      return 'broken';
  }
}
