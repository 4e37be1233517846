import type { ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import { RegistryError } from '../core/errors.ts';
import type { TargetConfig } from './config/config.ts';
import { endToEndHeaders } from './headers.ts';

/** Streams the answer of a function to the sender, no faster than the sender reads, and stops the one when the other goes away. */
export class Relay implements Dispatcher.DispatchHandler {
  /** The status that the function answered with, once all of it was passed on. */
  readonly done: Promise<number>;
  readonly #target: TargetConfig;
  readonly #response: ServerResponse;
  readonly #timer: NodeJS.Timeout;
  #resolve: (status: number) => void = () => {};
  #reject: (error: RegistryError) => void = () => {};
  #controller: Dispatcher.DispatchController | undefined;
  #stoppedBy: RegistryError | undefined;

  constructor(target: TargetConfig, response: ServerResponse) {
    this.#target = target;
    this.#response = response;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#timer = setTimeout(() => this.#stop(this.#tooSlow()), target.timeoutMs);
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
    for (let index = 0; index < headers.length; index += 2) this.#response.removeHeader(headers[index] ?? '');
    for (let index = 0; index < headers.length; index += 2) this.#response.appendHeader(headers[index] ?? '', headers[index + 1] ?? '');
    this.#response.writeHead(status);
    this.#response.flushHeaders();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#response.write(chunk)) return;
    controller.pause();
    this.#response.once('drain', () => controller.resume());
  }

  onResponseEnd(): void {
    this.#response.end();
    this.#resolve(this.#response.statusCode);
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, cause: Error): void {
    clearTimeout(this.#timer);
    if (this.#response.headersSent) {
      this.#response.destroy();
      this.#resolve(this.#response.statusCode);
      return;
    }
    this.#reject(this.#stoppedBy ?? this.#describe(cause));
  }

  /** Also for a request that still waits for a connection. */
  #stop(reason: RegistryError): void {
    this.#stoppedBy ??= reason;
    clearTimeout(this.#timer);
    this.#controller?.abort(reason);
    if (!this.#response.headersSent) this.#reject(reason);
  }

  #tooSlow(cause?: unknown): RegistryError {
    const { name, timeoutMs } = this.#target;
    return new RegistryError('target_timeout', `target ${name}: expected an answer within ${timeoutMs} ms (timeoutMs); found none`, {
      data: { target: name },
      cause,
    });
  }

  #describe(cause: Error): RegistryError {
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
    if (code === 'UND_ERR_CONNECT_TIMEOUT') return this.#tooSlow(cause);
    // The address stays in the log: it is none of the sender's business.
    return new RegistryError(
      'target_failed',
      `target ${this.#target.name} could not be reached, or broke off (${code}); check that the function runs`,
      {
        data: { target: this.#target.name },
        cause,
      },
    );
  }
}

// Header bytes are latin1 on the wire, and Node writes them as such.
function toText(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  return Array.isArray(raw) ? raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1'))) : [];
}
