import { MAX_ANSWER } from '../src/client/answer.ts';
import type { Fetch } from '../src/client/transport.ts';
import { RegistryError } from '../src/core/errors.ts';
import { readDuration } from './time-flag.ts';
import type { Io } from './io.ts';
import { printable } from './report/printable.ts';

export interface TimedFetchOptions {
  readonly asked: 'registry' | 'gateway';
  /** Its address. */
  readonly url: string;
  /** Default: what SLUICE_TIMEOUT says, else 300 s. */
  readonly limitMs?: number;
  /** How long after a request somebody hears that it still waits. Default 10 s. */
  readonly noteMs?: number;
  /** Of an answer that is read as a whole, and of a line of one that comes by lines. Default: what the client takes in characters. */
  readonly maxBytes?: number;
}

const [LIMIT_MS, NOTE_MS, MAX_LIMIT_MS] = [300_000, 10_000, 86_400_000];

/**
 * `fetch` that gives up, and says before on standard error that it still waits. What counts is the time for which somebody waits for the
 * other side: all of it for an answer that is read as a whole, and of one that comes by lines (NDJSON) the time for the next line. Throws
 * `registry_unavailable` or `gateway_unavailable`, in the body as well. docs/decisions/0016-how-long-a-command-waits.md has the reasons.
 */
export function timedFetch(io: Pick<Io, 'env' | 'err'>, { asked, url, ...options }: TimedFetchOptions): Fetch {
  const { limitMs = readTimeout(io), noteMs = NOTE_MS, maxBytes = MAX_ANSWER } = options;
  const send = patientFetch(limitMs);
  let noted: Wait | undefined;
  return async (address, init) => {
    const what = `${init.method} ${printable(new URL(address).pathname)}`;
    const limit = `${Math.ceil(limitMs / 1_000)} s`;
    const fail = (happened: string, why: string, next: string): RegistryError =>
      new RegistryError(`${asked}_unavailable`, `the ${asked} at ${url} ${happened}`, { data: { url, why, next } });
    const wait = new Wait({
      limitMs,
      noteMs,
      note() {
        // Of requests that wait together one is told of.
        if (noted?.isOver === false) return;
        noted = wait;
        io.err.write(`note: still waiting for the ${asked} at ${printable(url)} to answer ${what}; giving up after ${limit}\n`);
      },
      late: ({ bytes, isByLines }) => fail(`${lateText({ bytes, isByLines }, what)} within ${limit}`, WHY_LATE, adviceFor(init.method)),
      large: () =>
        fail(
          `sends more than ${maxBytes} bytes at once in answer to ${what}, as none does`,
          'Something else answers at its address.',
          `Check that it is a ${asked}.`,
        ),
      maxBytes,
    });
    const stop = new AbortController();
    const signal = init.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, init.signal]);
    const response = await wait.for(send(address, { ...init, signal }), stop);
    return withBody(response, wait, stop);
  };
}

const WHY_LATE = 'It is busy, or something on the way to it holds the answer up, or it is something else that does not answer such requests.';

function lateText({ bytes, isByLines }: Pick<Wait, 'bytes' | 'isByLines'>, what: string): string {
  if (bytes === undefined) return `did not answer ${what}`;
  return isByLines ? `sent no further line of its answer to ${what}` : `did not come to the end of its answer to ${what} (${bytes} bytes)`;
}

function adviceFor(method: string): string {
  const longer = 'Check the address, and how the server is; where it does need longer, set SLUICE_TIMEOUT, such as 10m.';
  return method === 'GET' ? longer : `${longer} It may have been done all the same: look before you repeat it.`;
}

/** SLUICE_TIMEOUT, in milliseconds. Throws `usage_invalid`. */
function readTimeout({ env }: Pick<Io, 'env'>): number {
  const text = env['SLUICE_TIMEOUT'];
  if (!text) return LIMIT_MS;
  const ms = readDuration('SLUICE_TIMEOUT', /^\d+$/.test(text) ? `${text}s` : text);
  if (ms <= MAX_LIMIT_MS) return ms;
  throw new RegistryError('usage_invalid', `SLUICE_TIMEOUT: expected at most 1d; found ${JSON.stringify(text)}`);
}

/** Node's own `fetch` ends after 300 s without a word by itself. */
function patientFetch(limitMs: number): Fetch {
  if (limitMs <= LIMIT_MS) return (address, init) => globalThis.fetch(address, init);
  let loaded: Promise<Fetch> | undefined;
  return async (address, init) => {
    loaded ??= import('undici').then(({ Agent, fetch }) => {
      const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
      return (to, by) => fetch(to, { ...by, dispatcher });
    });
    return (await loaded)(address, init);
  };
}

interface WaitOptions extends Required<Pick<TimedFetchOptions, 'limitMs' | 'noteMs' | 'maxBytes'>> {
  readonly note: () => void;
  readonly late: (wait: Pick<Wait, 'bytes' | 'isByLines'>) => RegistryError;
  readonly large: () => RegistryError;
}

/** The waiting for one answer. */
class Wait {
  isByLines = false;
  isOver = false;
  /** That came since the last progress; undefined: no answer yet. */
  bytes: number | undefined;
  #waitedMs = 0;
  #isNoted = false;
  readonly #options: WaitOptions;

  constructor(options: WaitOptions) {
    this.#options = options;
  }

  /** What comes of it, unless that takes longer than is left: then throws, and stops it. */
  async for<Result>(work: Promise<Result>, stop: AbortController): Promise<Result> {
    const { limitMs, noteMs, late } = this.#options;
    const since = performance.now();
    const timers: NodeJS.Timeout[] = [];
    const at = (ms: number, act: () => void): void => void timers.push(setTimeout(act, Math.max(0, ms - this.#waitedMs)));
    const end = new Promise<never>((_resolve, reject) => {
      at(limitMs, () => {
        this.isOver = true;
        const error = late(this);
        reject(error);
        stop.abort(error);
      });
    });
    if (!this.#isNoted && noteMs < limitMs) {
      at(noteMs, () => {
        this.#isNoted = true;
        this.#options.note();
      });
    }
    work.catch(() => {}); // It is stopped, and nobody waits for it any more.
    try {
      return await Promise.race([work, end]);
    } catch (thrown) {
      this.isOver = true;
      throw thrown;
    } finally {
      for (const timer of timers) clearTimeout(timer);
      this.#waitedMs += performance.now() - since;
    }
  }

  /** The answer has begun. */
  begin(isByLines: boolean): void {
    this.isByLines = isByLines;
    this.bytes = 0;
    if (isByLines) this.#waitedMs = 0;
  }

  /** A piece of it is there. Throws where it is too large. */
  take(piece: Uint8Array): void {
    const end = this.isByLines ? piece.lastIndexOf(NEW_LINE) : -1;
    if (end !== -1) this.#waitedMs = 0;
    this.bytes = end === -1 ? (this.bytes ?? 0) + piece.length : piece.length - end - 1;
    if (this.bytes > this.#options.maxBytes) throw this.#options.large();
  }
}

const NEW_LINE = 0x0a;

/** The same answer with a body that is waited for. Each piece is asked for when somebody reads, so that a reader may take its time. */
function withBody(response: Response, wait: Wait, stop: AbortController): Response {
  const { status, statusText, headers, body } = response;
  wait.begin(headers.get('content-type')?.startsWith('application/x-ndjson') === true);
  if (body === null) {
    wait.isOver = true;
    return response;
  }
  const reader = (body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
  const timed = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const { done, value } = await wait.for(reader.read(), stop);
          if (value !== undefined) wait.take(value);
          if (value !== undefined) controller.enqueue(value);
          wait.isOver = done;
          if (done) controller.close();
        } catch (thrown) {
          wait.isOver = true;
          stop.abort(thrown);
          throw thrown;
        }
      },
      async cancel(reason) {
        wait.isOver = true;
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(timed, { status, statusText, headers });
}
