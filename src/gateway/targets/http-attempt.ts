import type { Dispatcher } from 'undici';
import type { TargetConfig } from '../config/config.ts';
import { targetFailed, targetTimeout } from './target-errors.ts';
import type { Failure, Outcome } from './target.ts';

// Nobody reads what a function says to a delivery; one that says more than this is cut off, and its status counts.
const MAX_ANSWER_BYTES = 1024 * 1024;

/** What says that no byte of the request has gone out. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Takes the status of an answer, once the answer is whole. One clock for all of it: from here to the last byte. */
export class HttpAttempt implements Dispatcher.DispatchHandler {
  readonly done: Promise<Outcome>;
  readonly #target: TargetConfig;
  readonly #signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  readonly #cut = (): void => this.#end({ kind: 'cut' });
  #resolve: (outcome: Outcome) => void = () => {};
  #controller: Dispatcher.DispatchController | undefined;
  #isOver = false;
  #answer: { readonly status: number; readonly retryAfter?: string } = { status: 0 };
  #bytes = 0;

  constructor(target: TargetConfig, signal: AbortSignal) {
    this.#target = target;
    this.#signal = signal;
    this.done = new Promise((resolve) => (this.#resolve = resolve));
    this.#timer = setTimeout(() => this.#fail('timeout', targetTimeout(target)), target.timeoutMs);
    if (signal.aborted) this.#cut();
    else signal.addEventListener('abort', this.#cut, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) controller.abort(new Error('the attempt is over'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (status < 200) return;
    const retryAfter = headers['retry-after'];
    this.#answer = { status, ...(typeof retryAfter === 'string' ? { retryAfter } : {}) };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_ANSWER_BYTES) this.#end({ kind: 'answered', ...this.#answer });
  }

  onResponseEnd(): void {
    this.#end({ kind: 'answered', ...this.#answer });
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, cause: Error): void {
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
    this.#fail(UNREACHABLE.has(code) ? 'unreachable' : 'broken_off', targetFailed(this.#target, cause));
  }

  #fail(how: Failure, error: ReturnType<typeof targetFailed>): void {
    this.#end({ kind: 'failed', how, error });
  }

  /** Also for a request that still waits for a connection. What goes on at the other side is not waited for. */
  #end(outcome: Outcome): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#cut);
    this.#resolve(outcome);
    // Does nothing after a whole answer.
    this.#controller?.abort(new Error('the attempt is over'));
  }
}
