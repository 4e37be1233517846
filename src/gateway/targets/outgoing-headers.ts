import { REQUEST_ID_HEADER } from '../../http/kit/request-id.ts';
import { SIGNATURE_HEADERS, signedHeaders } from '../../http/kit/standard-webhooks.ts';
import type { TargetConfig } from '../config/config.ts';
import { readSigningKey } from '../config/parse-outgoing.ts';
import { isToken } from '../config/parse-target.ts';
import { endToEndHeaders, hasHeader, singleHeader, type RawHeaders } from '../headers.ts';
import { ATTEMPT_HEADER, DELIVERY_HEADER } from './header-names.ts';
import { openSecret, type Secret } from './secret.ts';

/** A request that goes out. */
export interface Outgoing {
  /** Those that came. */
  readonly headers: RawHeaders;
  readonly bytes: Uint8Array;
  readonly requestId: string;
  /** What a signature calls the message; the same in every attempt. */
  readonly messageId: () => string;
  /** Of a durable route. */
  readonly delivery?: { readonly id: number; readonly number: number };
}

// Those of the connection to the function are made anew.
const OF_THE_CONNECTION = ['host', 'content-length', 'expect'];

/** What goes out to a target: the headers that came, but for the connection's and those that the target's configuration says itself. */
export class OutgoingHeaders {
  readonly #added: readonly string[];
  readonly #now: () => number;
  readonly #bearer: Secret<string> | undefined;
  readonly #keys: readonly Secret<Uint8Array>[];
  /** What is left out of what came; and with a delivery, for no sender says what the gateway says. */
  readonly #without: ReadonlySet<string>;
  readonly #withoutOfDelivery: ReadonlySet<string>;

  /** `now` gives milliseconds since 1970. */
  constructor(config: TargetConfig, now: () => number) {
    const { headers = {}, sign } = config;
    const token = config.kind === 'http' ? config.bearer : undefined;
    this.#now = now;
    this.#added = Object.entries(headers).flat();
    this.#bearer = token && openSecret(token, (text) => (isToken(text) ? text : undefined));
    this.#keys = (sign?.secrets ?? []).map((secret) => openSecret(secret, readSigningKey));
    const replaced = [...Object.keys(headers), ...(token ? ['authorization'] : []), ...(sign ? SIGNATURE_HEADERS : [])];
    this.#without = new Set([...OF_THE_CONNECTION, ...replaced]);
    this.#withoutOfDelivery = new Set([...this.#without, DELIVERY_HEADER, ATTEMPT_HEADER]);
  }

  /** At once where no secret has to be looked at; never rejects. */
  write(outgoing: Outgoing): string[] | Promise<string[]> {
    const { delivery } = outgoing;
    const headers = endToEndHeaders(outgoing.headers, delivery === undefined ? this.#without : this.#withoutOfDelivery);
    if (!hasHeader(headers, REQUEST_ID_HEADER)) headers.push(REQUEST_ID_HEADER, outgoing.requestId);
    if (delivery !== undefined) headers.push(DELIVERY_HEADER, String(delivery.id), ATTEMPT_HEADER, String(delivery.number));
    headers.push(...this.#added);
    return this.#bearer === undefined && this.#keys.length === 0 ? headers : this.#prove(headers, outgoing);
  }

  /** Look once more for the bearer token. Gives whether it is another one than in `sent`, the headers of a request. */
  async hasAnotherToken(sent: readonly string[]): Promise<boolean> {
    return this.#bearer !== undefined && singleHeader(sent, 'authorization') !== bearer(await this.#bearer.renewed());
  }

  async #prove(headers: string[], { bytes, messageId }: Outgoing): Promise<string[]> {
    if (this.#bearer !== undefined) headers.push('authorization', bearer(await this.#bearer.current()));
    if (this.#keys.length === 0) return headers;
    const keys = await Promise.all(this.#keys.map(async (key) => key.current()));
    const message = { id: messageId(), timestamp: Math.floor(this.#now() / 1_000), body: bytes };
    return [...headers, ...Object.entries(signedHeaders(message, keys)).flat()];
  }
}

function bearer(token: string): string {
  return `Bearer ${token}`;
}
