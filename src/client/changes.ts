import type { ChangeEventResource } from '../core/resources.ts';
import { connect } from './answer.ts';
import { chunksOf } from './chunks.ts';
import { readEventStream, type ServerSentEvent } from './event-stream.ts';
import { fetchFailure } from './fetch-failure.ts';
import type { Transport } from './transport.ts';
import { unreachable } from './unavailable.ts';

export interface ChangesOptions {
  /** A position, such as that of a snapshot: the feed begins after it. */
  readonly from?: number;
  /** The id of the last change that was taken in; goes before `from`. */
  readonly lastEventId?: string | number;
  /** Of the change at that position: throws `other_history` where it is another one in the registry. */
  readonly historyId?: string;
  /** Ends the iteration without an error. */
  readonly signal?: AbortSignal;
  /** Silence, while somebody waits for the next change, after which the connection counts as lost; 45,000 by default, since the registry shows every 15 s that it lives. */
  readonly maxSilenceMs?: number;
}

const MAX_SILENCE_MS = 45_000;

/**
 * One connection to the change feed. Ends when the registry ends it or `signal` aborts; a connection that breaks is
 * `registry_unavailable`. Either way the `id` of the last change is where to resume: nothing is skipped or repeated.
 * Throws `resync` when the feed no longer reaches back so far, `other_history` where the registry was restored or replaced.
 */
export async function* followChanges(transport: Transport, options: ChangesOptions): AsyncGenerator<ChangeEventResource, void> {
  const silence = new SilenceGuard(options.maxSilenceMs ?? MAX_SILENCE_MS);
  const { signal } = silence;
  const abort = (): void => silence.stop();
  options.signal?.addEventListener('abort', abort, { once: true });
  if (options.signal?.aborted === true) abort();
  try {
    silence.restart();
    const response = await openFeed(transport, options, signal);
    const events = readEventStream(chunksOf(response, signal), { onText: () => silence.restart() });
    for (;;) {
      const change = await connect(transport.url, () => readChange(events, signal), options.signal);
      if (change === undefined) return;
      silence.pause(); // What the reader takes its time for is no silence of the registry.
      yield change;
      silence.restart();
    }
  } catch (thrown) {
    if (options.signal?.aborted === true) return;
    // Before the feed was open it is what the request was aborted for.
    throw thrown === signal.reason ? unreachable(transport.url, fetchFailure(thrown), thrown) : thrown;
  } finally {
    options.signal?.removeEventListener('abort', abort);
    silence.stop();
  }
}

/** Undefined at the end. Throws why the signal has aborted, so that what was broken off is no end. */
async function readChange(events: AsyncGenerator<ServerSentEvent, void>, signal: AbortSignal): Promise<ChangeEventResource | undefined> {
  const next = await events.next();
  if (next.done !== true) return JSON.parse(next.value.data) as ChangeEventResource;
  signal.throwIfAborted();
  return undefined;
}

function openFeed(transport: Transport, { from, lastEventId, historyId }: ChangesOptions, signal: AbortSignal): Promise<Response> {
  return transport.send({
    method: 'GET',
    path: '/changes',
    query: { from, historyId },
    headers: { accept: 'text/event-stream', 'last-event-id': lastEventId === undefined ? undefined : String(lastEventId) },
    signal,
  });
}

/** Aborts its signal, which ends the connection, so long after the last `restart` unless it was paused, and when it is stopped. */
class SilenceGuard {
  readonly #controller = new AbortController();
  readonly #maxMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(maxMs: number) {
    this.#maxMs = maxMs;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  restart(): void {
    this.pause();
    this.#timer = setTimeout(() => this.#controller.abort(new Error(`silent for ${this.#maxMs} ms`)), this.#maxMs);
  }

  pause(): void {
    clearTimeout(this.#timer);
  }

  stop(): void {
    this.pause();
    this.#controller.abort();
  }
}
