import { RegistryError } from '../core/errors.ts';
import type { VersionRecord } from '../core/version.ts';
import type { ChangeDraft, Expectation } from '../storage/store.ts';
import type { Context } from './context.ts';
import { findVersion } from './find-version.ts';
import type { WriteContext } from './registry.ts';
import { updateHistory, type SubjectUpdate } from './update-history.ts';

/** Soft deletion of one version. Throws `referenced` while versions that are not deleted refer to it. */
export async function deleteVersion(context: Context, subject: string, number: number, write: WriteContext): Promise<number> {
  return updateHistory(context, subject, write, async (history) => {
    const version = findVersion(history, number);
    return softDelete(context, [version], write, number);
  });
}

/** Soft deletion of all versions of a subject. */
export async function deleteSubject(context: Context, subject: string, write: WriteContext): Promise<readonly number[]> {
  return updateHistory(context, subject, write, async ({ versions }) => {
    const kept = versions.filter((version) => version.deletedAt === undefined);
    const numbers = kept.map((version) => version.version);
    return softDelete(context, kept, write, numbers);
  });
}

async function softDelete<T>(context: Context, versions: readonly VersionRecord[], write: WriteContext, answer: T): Promise<SubjectUpdate<T>> {
  for (const version of versions) await refuseReferenced(context, version);
  const deletedAt = context.timestamp();
  return {
    answer,
    commit: {
      expect: versions.map(({ subject, version }): Expectation => ({ kind: 'unreferenced', subject, version })),
      versions: versions.map((version) => ({ ...version, deletedAt })),
      changes: () =>
        versions.map(({ subject, version, schemaId, fingerprint }): ChangeDraft => {
          return {
            type: 'io.sluice.version.deleted',
            name: subject,
            time: deletedAt,
            data: { subject, version, id: schemaId, fingerprint, deletedBy: write.actor },
          };
        }),
    },
  };
}

async function refuseReferenced(context: Context, { subject, version }: VersionRecord): Promise<void> {
  const referrers = (await context.store.listReferrers(subject, version)).filter((referrer) => referrer.deletedAt === undefined);
  if (referrers.length === 0) return;
  const names = referrers.slice(0, 5).map((referrer) => `${referrer.subject}@${referrer.version}`);
  throw new RegistryError(
    'referenced',
    `${subject}@${version} is referred to by ${names.join(', ')}${referrers.length > 5 ? ' and others' : ''}; delete those first`,
    {
      data: { referrers: referrers.map((referrer) => ({ subject: referrer.subject, version: referrer.version })) },
    },
  );
}
