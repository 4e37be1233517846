import { isLive, latestVersion, newest, type VersionRecord, type VersionState } from '../core/version.ts';
import type { ListedSubject, Store, SubjectHead, SubjectHistory } from '../storage/store.ts';

/** What lists say of the versions of a subject that are left. */
export interface VersionSummary {
  readonly latest: number | null;
  /** Of the latest one; null where there is none. */
  readonly semver: string | null;
  /** Of the latest one, else of the newest. */
  readonly state: VersionState;
  /** How many gates accept. */
  readonly live: number;
}

/** A subject with what lists say of it, all of one moment; without a summary where no version is left. */
export interface SummarizedSubject extends SubjectHead {
  readonly summary: VersionSummary | undefined;
}

/** Undefined where no version is left. Linear in their number. */
export function summarize(versions: readonly VersionRecord[]): VersionSummary | undefined {
  const kept = versions.filter((version) => version.deletedAt === undefined);
  const latest = latestVersion(kept);
  const last = latest ?? newest(kept);
  if (last === undefined) return undefined;
  return { latest: latest?.version ?? null, semver: latest?.semver ?? null, state: last.state, live: kept.filter(isLive).length };
}

/** Summaries of subjects, made anew only after one was written: a list of thousands reads the versions of those that changed. */
export interface Summaries {
  /** Of each head, in their order. `reread` gives the same subjects with their versions; it is asked where many are not known. */
  of(heads: readonly SubjectHead[], reread: Reread): Promise<readonly SummarizedSubject[]>;
}

type Reread = () => Promise<readonly ListedSubject[]>;

interface Kept {
  readonly epoch: number;
  readonly summary: VersionSummary | undefined;
}

// Some 200 bytes each.
const MAX_KEPT = 20_000;
/** More than that are read together. */
const MAX_SINGLE = 8;

/** @internal Every write to a subject raises its epoch, so a summary is what it was while the epoch stays. */
export function createSummaries(store: Store): Summaries {
  const kept = new Map<string, Kept>();

  function keep({ subject: { subject, epoch }, versions }: SubjectHistory): void {
    kept.delete(subject);
    kept.set(subject, { epoch, summary: summarize(versions) });
    if (kept.size <= MAX_KEPT) return;
    for (const oldest of kept.keys()) {
      kept.delete(oldest);
      return;
    }
  }

  function find(head: SubjectHead): SummarizedSubject | undefined {
    const { subject, epoch } = head.subject;
    const found = kept.get(subject);
    return found?.epoch === epoch ? { ...head, summary: found.summary } : undefined;
  }

  async function read(unknown: readonly SubjectHead[], reread: Reread): Promise<readonly ListedSubject[]> {
    const listed = unknown.length > MAX_SINGLE ? await reread() : [];
    const found = new Map(listed.map((one) => [one.subject.subject, one]));
    const all: ListedSubject[] = [];
    for (const head of unknown) {
      const { subject } = head.subject;
      // Of a list in order of changes, what was written meanwhile may have moved to another page.
      const history = found.get(subject) ?? (await store.readSubject(subject));
      // Its place stays that of the head, from which the next page follows.
      if (history !== undefined) all.push({ subject: history.subject, versions: history.versions, lastChange: head.lastChange });
    }
    return all;
  }

  return {
    async of(heads, reread) {
      const known = new Map(heads.map((head) => [head.subject.subject, find(head)]));
      const unknown = heads.filter(({ subject: { subject } }) => known.get(subject) === undefined);
      if (unknown.length === 0) return heads.map((head) => known.get(head.subject.subject)).filter((one) => one !== undefined);
      if (!(await isWhole(store))) return (await reread()).map(summarizeListed);
      for (const listed of await read(unknown, reread)) {
        known.set(listed.subject.subject, summarizeListed(listed));
        keep(listed);
      }
      return heads.map((head) => known.get(head.subject.subject)).filter((one) => one !== undefined);
    },
  };
}

function summarizeListed({ subject, lastChange, versions }: ListedSubject): SummarizedSubject {
  return { subject, lastChange, summary: summarize(versions) };
}

/**
 * Whether no import is under way: until it is at its end, subjects have their last epoch without all of their versions. What was
 * there before this was asked is whole afterwards too, since nothing is imported into a store that was used.
 */
async function isWhole(store: Store): Promise<boolean> {
  return store.ping().then(
    () => true,
    () => false, // Whatever else is wrong, the read that follows says.
  );
}
