export interface Page<T> {
  readonly items: readonly T[];
  /** Hand it back as `?cursor=` for the next page; absent on the last. */
  readonly cursor?: string;
}

export interface CountResource {
  /** At most 1,000. */
  readonly matches: number;
  /** False: there are as many at least. */
  readonly isExact: boolean;
}
