import type { ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import { RegistryError } from '../../core/errors.ts';
import type { TargetConfig } from '../config/config.ts';
import { REQUEST_ID_HEADER } from '../../http/kit/request-id.ts';
import { endToEndHeaders, hasHeader } from '../headers.ts';
import { targetFailed, targetTimeout } from '../targets/target-errors.ts';

export interface RelayOptions {
  readonly target: TargetConfig;
  /** For the answer, where the function gives none. */
  readonly requestId: string;
}

/** Streams the answer of a function to the sender, no faster than the sender reads, and stops the one when the other goes away. */
export class Relay implements Dispatcher.DispatchHandler {
  /** The status that the function answered with, once all of it was passed on. */
  readonly done: Promise<number>;
  readonly #target: TargetConfig;
  readonly #requestId: string;
  readonly #response: ServerResponse;
  readonly #timer: NodeJS.Timeout;
  #resolve: (status: number) => void = () => {};
  #reject: (error: RegistryError) => void = () => {};
  #controller: Dispatcher.DispatchController | undefined;
  /** The first piece of the answer, held until more of it comes or the loop goes on: a short answer is written at once. */
  #first: Buffer | undefined;
  #isHolding = false;
  #stoppedBy: RegistryError | undefined;

  constructor({ target, requestId }: RelayOptions, response: ServerResponse) {
    this.#target = target;
    this.#requestId = requestId;
    this.#response = response;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#timer = setTimeout(() => this.#stop(targetTimeout(target)), target.timeoutMs);
    const leave = (): void => this.#stop(new RegistryError('request_invalid', 'the sender went away before the answer was complete'));
    if (response.destroyed) leave();
    else response.once('close', () => response.writableFinished || leave());
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#stoppedBy !== undefined) controller.abort(this.#stoppedBy);
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (status < 200) return; // Interim answers belong to the connection to the function.
    clearTimeout(this.#timer);
    const headers = endToEndHeaders(toText(controller.rawHeaders));
    if (!hasHeader(headers, REQUEST_ID_HEADER)) headers.push(REQUEST_ID_HEADER, this.#requestId);
    this.#response.writeHead(status, headers);
    this.#isHolding = true;
    queueMicrotask(() => this.#letGo());
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isHolding && this.#first === undefined) {
      this.#first = chunk;
      return;
    }
    this.#letGo();
    this.#write(controller, chunk);
  }

  #write(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#response.write(chunk)) return;
    controller.pause();
    this.#response.once('drain', () => controller.resume());
  }

  onResponseEnd(): void {
    this.#isHolding = false;
    this.#response.end(this.#first);
    this.#first = undefined;
    this.#resolve(this.#response.statusCode);
  }

  /** Head and first piece go out, though the answer is not whole yet. */
  #letGo(): void {
    if (!this.#isHolding) return;
    this.#isHolding = false;
    if (this.#response.destroyed) return;
    const first = this.#first;
    this.#first = undefined;
    if (first === undefined) this.#response.flushHeaders();
    else if (this.#controller !== undefined) this.#write(this.#controller, first);
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, cause: Error): void {
    clearTimeout(this.#timer);
    if (this.#response.headersSent) {
      this.#response.destroy();
      this.#resolve(this.#response.statusCode);
      return;
    }
    this.#reject(this.#stoppedBy ?? targetFailed(this.#target, cause));
  }

  /** Also for a request that still waits for a connection. */
  #stop(reason: RegistryError): void {
    this.#stoppedBy ??= reason;
    clearTimeout(this.#timer);
    this.#controller?.abort(reason);
    if (!this.#response.headersSent) this.#reject(reason);
  }
}

// Header bytes are latin1 on the wire, and Node writes them as such.
function toText(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  return Array.isArray(raw) ? raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1'))) : [];
}
