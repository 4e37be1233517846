import type { Fetch } from '../../client/index.ts';
import { RegistryError } from '../../core/errors.ts';

/** What one answer of a registry may take in all. */
export interface AnswerLimits {
  readonly maxMs: number;
  /** As they are read, unpacked. */
  readonly maxBytes: number;
}

// A registry of 100,000 versions of 4 kB sends 400 MB.
const SNAPSHOT: AnswerLimits = { maxMs: 600_000, maxBytes: 1024 * 1024 * 1024 };
const SUBJECT: AnswerLimits = { maxMs: 60_000, maxBytes: SNAPSHOT.maxBytes };
const LOOK_UP: AnswerLimits = { maxMs: 10_000, maxBytes: 16 * 1024 * 1024 };

/** The limits of a request of a gate; undefined for the feed, which never ends, and whose silence its reader notices. */
export function limitsOf({ pathname, searchParams }: URL): AnswerLimits | undefined {
  if (pathname.endsWith('/changes')) return undefined;
  if (!pathname.endsWith('/snapshot')) return LOOK_UP;
  return searchParams.has('subject') ? SUBJECT : SNAPSHOT;
}

export interface BoundedFetchOptions {
  readonly fetch?: Fetch | undefined;
  readonly limits?: (address: URL) => AnswerLimits | undefined;
}

/**
 * `fetch` for a gate that asks a registry: an answer that has not come to its end in time, however steadily it drips, or that has too many
 * bytes, is broken off with `registry_unavailable`, and its connection is closed. `fetch` of Node has a limit for silence only.
 */
export function boundedFetch({ fetch = globalThis.fetch, limits = limitsOf }: BoundedFetchOptions = {}): Fetch {
  return async (address, init) => {
    const url = new URL(address);
    const limit = limits(url);
    if (limit === undefined) return fetch(address, init);
    const { maxMs, maxBytes } = limit;
    const fail = (what: string): RegistryError => refusal(url, init.method, what);
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(fail(`did not come to the end of its answer within ${maxMs / 1_000} s`)), maxMs);
    timer.unref();
    const end = (): void => clearTimeout(timer);
    const signal = init.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, init.signal]);
    try {
      const response = await fetch(address, { ...init, signal });
      if (response.body !== null) {
        return new Response(bounded(response.body, { maxBytes, signal, end, tooLarge: () => fail(`sent more than ${maxBytes} bytes`) }), response);
      }
      end();
      return response;
    } catch (thrown) {
      end();
      throw thrown;
    }
  };
}

interface Bound {
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  readonly end: () => void;
  readonly tooLarge: () => RegistryError;
}

/** The same bytes, up to the limit. When `signal` aborts, who reads hears why at once: a stream of `fetch` at times leaves them waiting. */
function bounded(body: ReadableStream<Uint8Array>, { maxBytes, signal, end, tooLarge }: Bound): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let size = 0;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      signal.addEventListener('abort', () => controller.error(signal.reason), { once: true });
    },
    async pull(controller) {
      const { done, value } = await reader.read().catch((thrown: unknown) => {
        end();
        throw thrown;
      });
      if (done) {
        end();
        controller.close();
        return;
      }
      size += value.length;
      if (size <= maxBytes) return controller.enqueue(value);
      end();
      const error = tooLarge();
      controller.error(error);
      await reader.cancel(error);
    },
    async cancel(reason) {
      end();
      await reader.cancel(reason);
    },
  });
}

function refusal({ origin, pathname }: URL, method: string, what: string): RegistryError {
  return new RegistryError('registry_unavailable', `the registry at ${origin} ${what} to ${method} ${pathname}`, {
    data: { url: origin, next: 'Look at the registry, and at what is between it and this gateway; the schemas at hand stay in force.' },
  });
}
