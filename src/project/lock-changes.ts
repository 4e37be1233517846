import { EMPTY_LOCK, lockedEvent, type Lock, type LockedEvent } from './lock.ts';

/** What becomes of an event in a lock. `changed`: another version, other older ones, or only another range. */
export interface LockChange {
  readonly subject: string;
  readonly kind: 'added' | 'changed' | 'removed' | 'unchanged';
  /** The semver before and after, and those kept for upcasting. */
  readonly before?: string;
  readonly after?: string;
  readonly older: readonly string[];
}

/** What differs between two locks, by subject, sorted. */
export function lockChanges(before: Lock = EMPTY_LOCK, after: Lock): readonly LockChange[] {
  const subjects = [...new Set([...Object.keys(before.events), ...Object.keys(after.events)])].toSorted();
  return subjects.map((subject) => changeOf(subject, lockedEvent(before, subject), lockedEvent(after, subject)));
}

function changeOf(subject: string, before: LockedEvent | undefined, after: LockedEvent | undefined): LockChange {
  const older = (after ?? before)?.older.map(({ semver }) => semver) ?? [];
  if (before === undefined) return { subject, kind: 'added', older, ...(after === undefined ? {} : { after: after.semver }) };
  if (after === undefined) return { subject, kind: 'removed', before: before.semver, older };
  return { subject, kind: isSame(before, after) ? 'unchanged' : 'changed', before: before.semver, after: after.semver, older };
}

function isSame(a: LockedEvent, b: LockedEvent): boolean {
  const facts = ({ semver, fingerprint, produces, consumes, older, references }: LockedEvent): unknown[] => [
    [semver, fingerprint, produces ?? null, consumes ?? null, references],
    older.map((version) => [version.semver, version.fingerprint]),
  ];
  return JSON.stringify(facts(a)) === JSON.stringify(facts(b));
}
