import type { RawHeaders } from './headers.ts';

/** A request that was read to its end; nothing of it was looked into yet. */
export interface Arrival {
  readonly method: string;
  /** With its question mark; empty without. */
  readonly query: string;
  readonly headers: RawHeaders;
  readonly contentType: string | undefined;
  /** What is judged and what is forwarded: the same bytes. */
  readonly bytes: Buffer;
}
