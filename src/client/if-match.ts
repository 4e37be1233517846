export interface WriteOptions {
  /** The epoch that the entity must still have, else `epoch_mismatch`. */
  readonly ifMatch?: number;
}

/** @internal */
export function ifMatch({ ifMatch: epoch }: WriteOptions): Readonly<Record<string, string | undefined>> {
  return { 'if-match': epoch === undefined ? undefined : `"${epoch}"` };
}
