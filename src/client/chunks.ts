/** The pieces of an answer, as they arrive. By its reader: not every browser iterates over a stream. */
export async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array, void> {
  const reader = body?.getReader();
  try {
    for (;;) {
      const { done = true, value } = (await reader?.read()) ?? {};
      if (done || value === undefined) return;
      yield value;
    }
  } finally {
    // Also where who reads stops in the middle: the connection goes with it.
    await reader?.cancel().catch(() => undefined);
  }
}
