import { setTimeout as pause } from 'node:timers/promises';
import type { Ledger } from './ledger.ts';

/** An event as a generated producer makes it. */
export interface Event {
  readonly id: string;
  readonly type: string;
  readonly [attribute: string]: unknown;
}

/** What a gate says of an event. */
export interface Said {
  readonly status: number;
  readonly state?: 'accepted' | 'held';
  readonly code?: string;
}

const PATIENCE_MS = 60_000;
const PAUSE_MS = 50;

/**
 * Sends as a careful producer does: to the next gate, and again, under the same id, until one answers for the event.
 * What is answered with 202 is in the ledger.
 */
export class Sender {
  readonly #gates: readonly string[];
  readonly #ledger: Ledger;
  #turn = 0;
  /** How often it had to send again. */
  resent = 0;

  constructor(gates: readonly string[], ledger: Ledger) {
    this.#gates = gates;
    this.#ledger = ledger;
  }

  /** One event, in the form that generated producers give it to `send`. */
  async send(event: Event, path = '/shop', gate?: number): Promise<Said> {
    const { status, body } = await this.#post(path, 'application/cloudevents+json', event, gate);
    const said = { ...(body as Omit<Said, 'status'>), status };
    this.#note(event, said);
    return said;
  }

  /** Many at once. */
  async sendBatch(events: readonly Event[], path: string): Promise<readonly Said[]> {
    const { status, body } = await this.#post(path, 'application/cloudevents-batch+json', events);
    if (status !== 200) throw new Error(`a batch was answered with ${status}: ${JSON.stringify(body)}`);
    const results = body as readonly {
      readonly index: number;
      readonly status: number;
      readonly receipt?: { readonly state: 'accepted' | 'held' };
    }[];
    return results.map(({ index, status: each, receipt }) => {
      const said = { status: each, ...(receipt === undefined ? {} : { state: receipt.state }) };
      const event = events[index];
      if (event !== undefined) this.#note(event, said);
      return said;
    });
  }

  #note({ id, type }: Event, { status, state }: Said): void {
    if (status !== 202) return;
    if (state === 'held') this.#ledger.hold({ id, type });
    else this.#ledger.accept({ id, type });
  }

  async #post(path: string, contentType: string, value: unknown, only?: number): Promise<{ readonly status: number; readonly body: unknown }> {
    const request = { method: 'POST', headers: { 'content-type': contentType }, body: JSON.stringify(value) };
    for (const until = performance.now() + PATIENCE_MS; ; this.resent += 1) {
      const gate = this.#gates[(only ?? this.#turn++) % this.#gates.length] ?? '';
      const answer = await fetch(gate + path, request)
        .then(async (response) => ({ status: response.status, body: parse(await response.text()) }))
        .catch((error: unknown) => ({ status: 503, body: { detail: String(error) } }));
      if (answer.status !== 503 || performance.now() > until) return answer;
      await pause(PAUSE_MS);
    }
  }
}

function parse(text: string): unknown {
  return text === '' ? {} : JSON.parse(text);
}
