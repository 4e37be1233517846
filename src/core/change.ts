import type { JsonValue } from './json/value.ts';

/** What the change feed reports, as CloudEvents types. */
export const CHANGE_TYPES = [
  'io.sluice.version.registered',
  'io.sluice.version.deprecated',
  'io.sluice.version.retired',
  'io.sluice.version.activated',
  'io.sluice.version.deleted',
  'io.sluice.version.purged',
  'io.sluice.subject.updated',
  'io.sluice.config.updated',
  'io.sluice.config.deleted',
  'io.sluice.mode.updated',
  'io.sluice.mode.deleted',
] as const;
export type ChangeType = (typeof CHANGE_TYPES)[number];

/** One committed change; `sequence` is its place in the order of all commits, from 1 without gaps that a reader could skip. */
export interface ChangeRecord {
  readonly sequence: number;
  /** Random, and of this change only: another store, or this one after a restore from a backup, has another one at this sequence. */
  readonly historyId: string;
  readonly type: ChangeType;
  /** The subject, prefix or "" (the registry) that changed. */
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly data: { readonly [name: string]: JsonValue };
}
