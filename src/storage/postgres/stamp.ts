/** @internal */
export interface Stamp {
  readonly read: () => Promise<number>;
}

/**
 * @internal One question to the database for all who ask until it is sent: it comes after all of them, so none is told of a time
 * before their question. Only one is under way; who asks meanwhile shares the next.
 */
export function createStamp(look: () => Promise<number>): Stamp {
  let underWay: Promise<unknown> | undefined;
  let next: Promise<number> | undefined;
  const lookNext = async (before: Promise<unknown> | undefined): Promise<number> => {
    await before;
    await new Promise((resolve) => setImmediate(resolve));
    const looking = look();
    underWay = looking.then(
      () => undefined,
      () => undefined,
    );
    next = undefined;
    return looking;
  };
  return { read: () => (next ??= lookNext(underWay)) };
}
