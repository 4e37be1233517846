import type { Dispatcher } from 'undici';
import { RegistryError } from '../../core/errors.ts';
import type { TargetConfig } from '../config/config.ts';
import { targetFailed, targetTimeout } from '../targets/target-errors.ts';

/** Takes the status of a function's answer, and reads the rest of it into the void: one event of many has no answer of its own. */
export class Receipt implements Dispatcher.DispatchHandler {
  /** The status that the function answered with, once its answer was whole. Rejects with `target_failed` or `target_timeout`. */
  readonly done: Promise<number>;
  readonly #target: TargetConfig;
  readonly #signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  readonly #leave = (): void => this.#stop(new RegistryError('request_invalid', 'the sender went away before the answer was complete'));
  #resolve: (status: number) => void = () => {};
  #reject: (error: RegistryError) => void = () => {};
  #controller: Dispatcher.DispatchController | undefined;
  #stoppedBy: RegistryError | undefined;
  #status = 0;

  /** `signal` aborts when nobody waits for the answer any more. */
  constructor(target: TargetConfig, signal: AbortSignal) {
    this.#target = target;
    this.#signal = signal;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#timer = setTimeout(() => this.#stop(targetTimeout(target)), target.timeoutMs);
    if (signal.aborted) this.#leave();
    else signal.addEventListener('abort', this.#leave, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#stoppedBy !== undefined) controller.abort(this.#stoppedBy);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    if (status < 200) return;
    this.#status = status;
    clearTimeout(this.#timer);
  }

  onResponseData(): void {}

  onResponseEnd(): void {
    this.#finish();
    this.#resolve(this.#status);
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, cause: Error): void {
    this.#finish();
    this.#reject(this.#stoppedBy ?? targetFailed(this.#target, cause));
  }

  /** Also for a request that still waits for a connection. */
  #stop(reason: RegistryError): void {
    this.#stoppedBy ??= reason;
    this.#finish();
    this.#controller?.abort(reason);
    this.#reject(reason);
  }

  #finish(): void {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#leave);
  }
}
