import { RegistryError } from '../core/errors.ts';
import type { SubjectRecord, VersionRecord } from '../core/version.ts';
import type { Commit, SubjectHistory } from '../storage/store.ts';
import type { Context } from './context.ts';
import { requireKept, requireWritten } from './find-version.ts';
import type { WriteContext } from './registry.ts';
import { fieldsAfter } from './search-fields.ts';

const MAX_ROUNDS = 50;

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
  return context.turns.take(subject, async () => {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
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
      if (committed.kind === 'committed') return answer;
    }
    throw new RegistryError('write_conflict', `subject ${JSON.stringify(subject)} changed ${MAX_ROUNDS} times meanwhile; try again`);
  });
}

function versionsAfter(before: readonly VersionRecord[], { versions = [], purge = [] }: HistoryCommit): VersionRecord[] {
  const gone = new Set(purge.map(({ version }) => version));
  return before
    .filter(({ version }) => !gone.has(version))
    .map((version) => ({ ...version, ...versions.find((written) => written.version === version.version) }));
}

/** @internal */
export function expectEpoch({ ifMatch }: WriteContext, epoch: number): void {
  if (ifMatch !== undefined && ifMatch !== epoch) {
    throw new RegistryError('epoch_mismatch', `expected epoch ${ifMatch}; found ${epoch}: it was changed in the meantime, read it again`, {
      data: { epoch },
    });
  }
}
