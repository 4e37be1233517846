import type { IncomingMessage } from 'node:http';
import { RegistryError } from '../../core/errors.ts';
import { EXCHANGE_LIMITS, failed, late, reasonOf, send, type ExchangeLimits, type GatewayCall, type GatewayPlace } from './exchange.ts';
import { linesOf } from './gateway-lines.ts';
import { isFault, problemOf } from './gateway-problem.ts';
import { parseObject } from './parse-object.ts';

// One that does not answer must not keep everybody's requests.
const MAX_UNDER_WAY = 32;

export interface LinkOptions {
  readonly limits?: Partial<ExchangeLimits> | undefined;
  /** Hears when the gateway cannot be asked any more, with why, and when it can again. */
  readonly onReach?: ((failure: RegistryError | undefined) => void) | undefined;
}

/** The admin API of one gateway. */
export class GatewayLink {
  readonly place: GatewayPlace;
  readonly #limits: ExchangeLimits;
  readonly #onReach: LinkOptions['onReach'];
  #underWay = 0;
  #isAway = false;

  constructor(place: GatewayPlace, { limits, onReach }: LinkOptions = {}) {
    this.place = place;
    this.#limits = { ...EXCHANGE_LIMITS, ...limits };
    this.#onReach = onReach;
  }

  /**
   * The text of an answer, which is a JSON object. Throws what the gateway has against the request; `gateway_refused`,
   * `gateway_failed`, `gateway_timeout`; `overloaded`.
   */
  async ask(call: GatewayCall, answerMs: number = this.#limits.answerMs): Promise<string> {
    return this.#counted(() =>
      this.#within({ ms: answerMs }, async (signal) => {
        const response = await this.#answerTo(call, signal);
        return requireObject(this.place, response, await this.#readText(response));
      }),
    );
  }

  /**
   * The lines of an answer, a JSON object each; what goes wrong after the first is a last line of the kind `error`. Throws as `ask`, before
   * any line. Ends with the last line, or when nobody wants the next one; `gone` ends it as well.
   */
  async lines(call: GatewayCall, gone: AbortSignal): Promise<AsyncGenerator<string>> {
    const stop = this.#enter();
    try {
      const response = await this.#within({ ms: this.#limits.idleMs, gone }, async (signal) => {
        const answer = await this.#answerTo(call, signal);
        requireType(this.place, answer, /^application\/x-ndjson\b/i);
        return answer;
      });
      // Not at the end of the lines: who goes away before the first never asks for one.
      response.once('close', stop);
      return linesOf(this.place, response, this.#limits);
    } catch (thrown) {
      stop();
      throw thrown;
    }
  }

  async #counted<T>(work: () => Promise<T>): Promise<T> {
    const stop = this.#enter();
    try {
      return await work();
    } finally {
      stop();
    }
  }

  #enter(): () => void {
    if (this.#underWay >= MAX_UNDER_WAY)
      throw new RegistryError('overloaded', `${this.#underWay} requests wait for the gateway ${JSON.stringify(this.place.name)} already`);
    this.#underWay += 1;
    return () => {
      this.#underWay -= 1;
    };
  }

  /** Has so long, and ends when nobody waits any more. Throws what went wrong in the words of a registry. */
  async #within<T>({ ms, gone }: { readonly ms: number; readonly gone?: AbortSignal }, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), ms);
    try {
      const answer = await work(gone === undefined ? patience.signal : AbortSignal.any([patience.signal, gone]));
      this.#tell(undefined);
      return answer;
    } catch (thrown) {
      const error = thrown instanceof RegistryError ? thrown : this.#silence(thrown, patience.signal.aborted ? ms : undefined);
      if (gone?.aborted !== true) this.#tell(error);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #silence(thrown: unknown, lateMs: number | undefined): RegistryError {
    return lateMs === undefined ? failed(this.place, `does not answer (${reasonOf(thrown)})`, thrown) : late(this.place, lateMs);
  }

  /** Of changes only: a gateway that is away is away for every request. */
  #tell(error: RegistryError | undefined): void {
    const isAway = error !== undefined && isFault(error.code);
    if (isAway !== this.#isAway) this.#onReach?.(isAway ? error : undefined);
    this.#isAway = isAway;
  }

  /** A good answer whose body is still to be read. Throws what a bad one says. */
  async #answerTo(call: GatewayCall, signal: AbortSignal): Promise<IncomingMessage> {
    const response = await send(this.place, call, signal);
    const { statusCode: status = 0 } = response;
    if (status >= 200 && status < 300) return response;
    if (status < 400) {
      response.destroy();
      throw failed(this.place, `answered ${status}, and the registry follows no redirect`);
    }
    requireType(this.place, response, JSON_TYPE);
    throw problemOf(this.place, status, parseObject(await this.#readText(response)) ?? {});
  }

  async #readText(response: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      length += chunk.length;
      // Leaving the loop destroys the connection.
      if (length > this.#limits.maxBytes) throw failed(this.place, `answered with more than ${this.#limits.maxBytes} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }
}

const JSON_TYPE = /^application\/(?:problem\+)?json\b/i;

function requireObject(place: GatewayPlace, response: IncomingMessage, text: string): string {
  requireType(place, response, JSON_TYPE);
  if (parseObject(text) === undefined) throw foreign(place, response);
  return text;
}

function requireType(place: GatewayPlace, response: IncomingMessage, type: RegExp): void {
  const { 'content-type': found = '', 'content-encoding': encoding = 'identity' } = response.headers;
  if (type.test(found) && encoding.toLowerCase() === 'identity') return;
  response.destroy();
  throw foreign(place, response);
}

function foreign(place: GatewayPlace, { statusCode, headers }: IncomingMessage): RegistryError {
  const type = JSON.stringify(headers['content-type'] ?? 'no media type').slice(0, 100);
  return failed(place, `answered ${statusCode} with something else than the admin API of a gateway (${type})`);
}
