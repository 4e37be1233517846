import type { Store, SubjectHistory } from '../storage/store.ts';

/** The versions of subjects, read anew only after one was written: a long history is asked for again and again. */
export interface Histories {
  /** As `Store.readSubject`, no older than the call. */
  read(subject: string): Promise<SubjectHistory | undefined>;
}

// Of all kept histories together; some kB each.
const MAX_VERSIONS = 10_000;

/** @internal Every write to a subject raises its epoch, so a history is what it was while the epoch stays. */
export function createHistories(store: Store): Histories {
  const kept = new Map<string, SubjectHistory>();
  let versions = 0;

  function drop(subject: string): SubjectHistory | undefined {
    const known = kept.get(subject);
    kept.delete(subject);
    versions -= known?.versions.length ?? 0;
    return known;
  }

  function keep(history: SubjectHistory): void {
    const { subject } = history.subject;
    drop(subject);
    kept.set(subject, history);
    versions += history.versions.length;
    for (const oldest of kept.keys()) {
      if (versions <= MAX_VERSIONS) return;
      drop(oldest);
    }
  }

  return {
    async read(subject) {
      const known = kept.get(subject);
      if (known === undefined || (await store.readSubjectEpoch(subject)) !== known.subject.epoch) {
        const history = await store.readSubject(subject);
        if (history === undefined) drop(subject);
        else keep(history);
        return history;
      }
      keep(known);
      return known;
    },
  };
}
