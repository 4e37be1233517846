import type { AuditRecord } from '../audit.ts';

export interface AuditPageResource {
  readonly items: readonly AuditRecord[];
  /** The `after` of the next page, the `before` where newest come first; absent at the end. */
  readonly next?: number;
}
