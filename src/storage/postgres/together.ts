const MAX_TOGETHER = 1_000;

interface Asked<Key, Value> {
  readonly key: Key;
  readonly resolve: (value: Value) => void;
  readonly reject: (thrown: unknown) => void;
}

/**
 * @internal One statement for all that is asked for in one turn of the event loop, where a statement for each would wait for the one
 * before. `readAll` gives a value for each key, in their order.
 */
export function readTogether<Key, Value>(readAll: (keys: readonly Key[]) => Promise<readonly Value[]>): (key: Key) => Promise<Value> {
  let waiting: Asked<Key, Value>[] = [];
  const answer = async (asked: readonly Asked<Key, Value>[]): Promise<void> => {
    try {
      const values = await readAll(asked.map(({ key }) => key));
      for (const [place, { resolve }] of asked.entries()) resolve(values[place] as Value);
    } catch (thrown) {
      for (const { reject } of asked) reject(thrown);
    }
  };
  const answerAll = (): void => {
    const asked = waiting;
    waiting = [];
    for (let start = 0; start < asked.length; start += MAX_TOGETHER) void answer(asked.slice(start, start + MAX_TOGETHER));
  };
  return (key) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(answerAll);
      waiting.push({ key, resolve, reject });
    });
}
