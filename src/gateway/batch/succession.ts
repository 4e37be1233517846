import { RegistryError } from '../../core/errors.ts';

/**
 * Keeps the elements of a batch that have an order key in order where the gate could not take one of them: its sender will send that one
 * again, and what comes after it in its key would have overtaken it by then.
 */
export class Succession {
  readonly #missed = new Map<string, { readonly index: number; readonly code: RegistryError['code'] }>();

  /** Throws where an element before it, of its key, has to be sent again. */
  require(key: string | undefined): void {
    const before = key === undefined ? undefined : this.#missed.get(key);
    if (before === undefined) return;
    throw new RegistryError(
      before.code,
      `the element ${before.index} of this batch, which comes before it in the order of its key, was not kept (${before.code}); nothing of this was kept either. Send both again, in that order`,
    );
  }

  /** Notes why an element was not kept, where that is no fault of its own; gives what was thrown. */
  note(key: string | undefined, index: number, thrown: unknown): unknown {
    if (key !== undefined && isOurFault(thrown) && !this.#missed.has(key)) this.#missed.set(key, { index, code: RegistryError.from(thrown).code });
    return thrown;
  }
}

/** Whether an element may come again as it is, and be taken then. */
export function isOurFault(thrown: unknown): boolean {
  return RegistryError.from(thrown).status >= 500;
}
