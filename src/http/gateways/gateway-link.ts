import type { IncomingMessage } from 'node:http';
import { RegistryError } from '../../core/errors.ts';
import { EXCHANGE_LIMITS, failed, late, reasonOf, send, type ExchangeLimits, type GatewayCall, type GatewayPlace } from './exchange.ts';
import { linesOf } from './gateway-lines.ts';
import { problemOf } from './gateway-problem.ts';
import { parseObject } from './parse-object.ts';

// One that does not answer must not keep everybody's requests.
const MAX_UNDER_WAY = 32;

/** The admin API of one gateway. */
export class GatewayLink {
  readonly place: GatewayPlace;
  readonly #limits: ExchangeLimits;
  #underWay = 0;

  constructor(place: GatewayPlace, limits: Partial<ExchangeLimits> = {}) {
    this.place = place;
    this.#limits = { ...EXCHANGE_LIMITS, ...limits };
  }

  /**
   * The text of an answer, which is a JSON object. Throws what the gateway has against the request; `gateway_refused`,
   * `gateway_failed`, `gateway_timeout`; `overloaded`.
   */
  async ask(call: GatewayCall, answerMs: number = this.#limits.answerMs): Promise<string> {
    return this.#within(answerMs, (patience) =>
      this.#counted(async () => {
        const response = await this.#answerTo(call, patience.signal);
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
      const response = await this.#within(this.#limits.idleMs, (patience) => this.#answerTo(call, AbortSignal.any([patience.signal, gone])));
      requireType(this.place, response, /^application\/x-ndjson\b/i);
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

  async #within<T>(ms: number, work: (patience: AbortController) => Promise<T>): Promise<T> {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), ms);
    try {
      return await work(patience);
    } catch (thrown) {
      if (thrown instanceof RegistryError) throw thrown;
      throw patience.signal.aborted ? late(this.place, ms) : failed(this.place, `does not answer (${reasonOf(thrown)})`, thrown);
    } finally {
      clearTimeout(timer);
    }
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
