import { RegistryError } from '../core/errors.ts';
import { latestVersion, type VersionRecord } from '../core/version.ts';
import type { Commit } from '../storage/store.ts';
import type { Candidate } from './candidate.ts';
import type { Context } from './context.ts';

/** What a commit says about the fields of its subject; nothing where they stay as they are. */
export type FieldsWrite = Pick<Commit, 'fields'>;

/** A search finds the fields of the version that `latest` means, so a registration changes them where it becomes that one. */
export function fieldsOfCandidate(
  { inspection }: Candidate,
  draft: Pick<VersionRecord, 'subject' | 'version'>,
  after: readonly VersionRecord[],
): FieldsWrite {
  if (latestVersion(after)?.version !== draft.version) return {};
  return { fields: { subject: draft.subject, paths: inspection.fields() } };
}

/** The fields of a subject after a change of its versions; nothing where `latest` means the same version as before. */
export async function fieldsAfter(
  context: Context,
  subject: string,
  { before, after }: { readonly before: readonly VersionRecord[]; readonly after: readonly VersionRecord[] },
): Promise<FieldsWrite> {
  const latest = latestVersion(after);
  if (latest?.version === latestVersion(before)?.version) return {};
  return { fields: { subject, paths: latest === undefined ? [] : await readFields(context, latest) } };
}

async function readFields(context: Context, version: VersionRecord): Promise<readonly string[]> {
  const { record, document } = await context.schemas.load(version);
  return context.format(record.format).fields(document);
}

const BATCH = 100;

/**
 * @internal See `Registry.indexFields`. One commit a subject: who writes meanwhile is never held up for long. A subject whose schema
 * cannot be read keeps nobody else from being found; why it cannot is thrown at the end.
 */
export async function indexFields(context: Context, signal?: AbortSignal): Promise<number> {
  const failures = new Map<string, unknown>();
  for (let indexed = 0; ;) {
    const listed = await context.store.listUnindexed(BATCH + failures.size);
    const subjects = listed.filter((subject) => !failures.has(subject));
    if (subjects.length === 0) {
      for (const failure of failures.values()) throw failure;
      return indexed;
    }
    for (const subject of subjects) {
      if (signal?.aborted === true) return indexed;
      await indexSubject(context, subject).then(
        () => (indexed += 1),
        (thrown: unknown) => failures.set(subject, requireUnreadable(thrown)),
      );
    }
  }
}

/** What says something about the schema; a store that does not answer says nothing. */
function requireUnreadable(thrown: unknown): RegistryError {
  if (thrown instanceof RegistryError && thrown.code !== 'store_unavailable') return thrown;
  throw thrown;
}

// Somebody who writes the subject meanwhile makes a conflict, and it comes again in the next batch.
async function indexSubject(context: Context, subject: string): Promise<void> {
  const history = await context.histories.read(subject);
  const latest = latestVersion(history?.versions ?? []);
  const paths = latest === undefined ? [] : await readFields(context, latest);
  await context.store.commit({
    expect: [{ kind: 'subject', subject, epoch: history?.subject.epoch ?? 0 }],
    fields: { subject, paths },
    changes: () => [],
  });
}
