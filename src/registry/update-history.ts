import type { SubjectRecord, VersionRecord } from '../core/version.ts';
import type { Commit, SubjectHistory } from '../storage/store.ts';
import type { Context } from './context.ts';
import { expectEpoch } from './expect-epoch.ts';
import { requireKept, requireWritten } from './find-version.ts';
import type { WriteContext } from './registry.ts';
import { fieldsAfter } from './search-fields.ts';
import { untilCommitted } from './until-committed.ts';

type HistoryCommit = Omit<Commit, 'subject' | 'expect'> & { readonly subject?: SubjectRecord; readonly expect?: Commit['expect'] };

/** What a use case wants written; the epoch of the subject is expected and raised around it. */
export interface SubjectUpdate<T> {
  /** Null: it is so already. */
  readonly commit: HistoryCommit | null;
  readonly answer: T;
}

/**
 * Change a subject or its versions: read, let `plan` decide, commit unless somebody else was faster, else again.
 * With `ifMatch` a subject at another epoch is `epoch_mismatch`; with `dryRun` nothing is written.
 */
export async function updateHistory<T>(
  context: Context,
  subject: string,
  write: WriteContext,
  plan: (history: SubjectHistory) => Promise<SubjectUpdate<T>>,
): Promise<T> {
  return updateStored(context, subject, write, async (history) => plan(requireKept(subject, history)));
}

/** The same for a subject that may have soft-deleted versions only, or none at all. Throws `subject_not_found` if it was never written. */
export async function updateStored<T>(
  context: Context,
  subject: string,
  write: WriteContext,
  plan: (history: SubjectHistory) => Promise<SubjectUpdate<T>>,
): Promise<T> {
  return context.turns.take(subject, () =>
    untilCommitted(`subject ${JSON.stringify(subject)}`, async () => {
      const history = requireWritten(subject, await context.histories.read(subject));
      expectEpoch(write, history.subject.epoch);
      const { commit, answer } = await plan(history);
      if (write.dryRun === true || commit === null) return answer;
      const fields = await fieldsAfter(context, subject, { before: history.versions, after: versionsAfter(history.versions, commit) });
      const committed = await context.store.commit({
        ...commit,
        ...fields,
        expect: [{ kind: 'subject', subject, epoch: history.subject.epoch }, ...(commit.expect ?? [])],
        subject: { ...(commit.subject ?? history.subject), epoch: history.subject.epoch + 1 },
      });
      return committed.kind === 'committed' ? answer : 'conflict';
    }),
  );
}

function versionsAfter(before: readonly VersionRecord[], { versions = [], purge = [] }: HistoryCommit): VersionRecord[] {
  const gone = new Set(purge.map(({ version }) => version));
  return before
    .filter(({ version }) => !gone.has(version))
    .map((version) => ({ ...version, ...versions.find((written) => written.version === version.version) }));
}
