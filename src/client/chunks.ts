/**
 * The pieces of an answer, as they arrive. By its reader: not every browser iterates over a stream. When `signal` aborts there are no more:
 * `fetch` should break the answer off by itself, but at times it closes the connection and leaves whoever reads waiting for ever.
 */
export async function* chunksOf({ body }: Pick<Response, 'body'>, signal?: AbortSignal): AsyncGenerator<Uint8Array, void> {
  const reader = body?.getReader();
  // A cancelled stream is at its end for who waits for more of it.
  const end = async (): Promise<void> => reader?.cancel().catch(() => undefined);
  const abort = (): void => void end();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    for (;;) {
      if (signal?.aborted === true) return;
      const { done = true, value } = (await reader?.read()) ?? {};
      if (done || value === undefined) return;
      yield value;
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    // Also where who reads stops in the middle: the connection goes with it.
    await end();
  }
}
