import { RegistryError } from '../core/errors.ts';
import { addNumbers } from '../core/number-ranges.ts';
import type { VersionRecord } from '../core/version.ts';
import type { ChangeDraft, Expectation, SubjectHistory } from '../storage/store.ts';
import { auditEntry } from './audit.ts';
import type { Context } from './context.ts';
import { findVersion } from './find-version.ts';
import { requireMode } from './mode.ts';
import type { DeleteContext } from './registry.ts';
import { updateStored, type SubjectUpdate } from './update-history.ts';

/** Delete one version, softly or for good. Throws `referenced`, `already_deleted` or `not_deleted_yet`. */
export async function deleteVersion(context: Context, subject: string, number: number, write: DeleteContext): Promise<number> {
  return updateStored(context, subject, write, async (history) => {
    const configs = await requireChangeable(context, subject);
    const version = findStored(history, number);
    const name = `${subject}@${number}`;
    if (write.permanent === true) {
      if (version.deletedAt === undefined) throw notDeletedYet(name);
      return purge(context, { subject: history.subject, versions: [version] }, { ...write, configs }, number);
    }
    if (version.deletedAt !== undefined) throw alreadyDeleted(name);
    return softDelete(context, [version], { ...write, configs }, number);
  });
}

/** Delete all versions of a subject, softly or for good. Throws as `deleteVersion`. */
export async function deleteSubject(context: Context, subject: string, write: DeleteContext): Promise<readonly number[]> {
  return updateStored(context, subject, write, async ({ subject: stored, versions }) => {
    const configs = await requireChangeable(context, subject);
    const kept = versions.filter((version) => version.deletedAt === undefined);
    if (write.permanent === true) {
      if (kept.length > 0) throw someNotDeletedYet(subject, versions, kept);
      return purge(context, { subject: stored, versions }, { ...write, configs }, numbersOf(versions));
    }
    if (kept.length === 0) throw alreadyDeleted(`subject ${JSON.stringify(subject)}`);
    return softDelete(context, kept, { ...write, configs }, numbersOf(kept));
  });
}

async function requireChangeable(context: Context, subject: string): Promise<Expectation> {
  const configs = await context.store.readConfigs();
  requireMode(configs, subject, 'change');
  // Whoever froze the subject meanwhile was first.
  return { kind: 'configs', epoch: configs.epoch };
}

interface Deleting extends DeleteContext {
  readonly configs: Expectation;
}

function findStored(history: SubjectHistory, number: number): VersionRecord {
  return history.versions.find((version) => version.version === number) ?? findVersion(history, number);
}

function numbersOf(versions: readonly VersionRecord[]): number[] {
  return versions.map((version) => version.version);
}

function notDeletedYet(name: string): RegistryError {
  return new RegistryError('not_deleted_yet', `${name} was not deleted softly before; delete it without permanent first`);
}

/** A subject that was deleted and registered again has versions of both kinds. */
function someNotDeletedYet(subject: string, versions: readonly VersionRecord[], kept: readonly VersionRecord[]): RegistryError {
  const name = `subject ${JSON.stringify(subject)}`;
  if (kept.length === versions.length) return notDeletedYet(name);
  const shown = numbersOf(kept).slice(0, 10).join(', ');
  return new RegistryError(
    'not_deleted_yet',
    `${name} has versions that were not deleted softly: ${shown}${kept.length > 10 ? ` and ${kept.length - 10} others` : ''}; delete it without permanent first, or only those versions for good that were`,
    { data: { versions: numbersOf(kept) } },
  );
}

function alreadyDeleted(name: string): RegistryError {
  return new RegistryError('already_deleted', `${name} is deleted softly already; delete it with permanent to take it away for good`);
}

async function softDelete<T>(context: Context, versions: readonly VersionRecord[], write: Deleting, answer: T): Promise<SubjectUpdate<T>> {
  for (const version of versions) await refuseReferenced(context, version, 'kept', write);
  const deletedAt = context.timestamp();
  const deleted = versions.map((version) => ({ ...version, deletedAt }));
  return {
    answer,
    commit: {
      expect: [write.configs, ...versions.map(({ subject, version }): Expectation => ({ kind: 'unreferenced', subject, version, by: 'kept' }))],
      versions: deleted,
      audit: () =>
        versions.map((before, index) => {
          return auditEntry(context, write, { action: 'version.delete', name: before.subject, before, after: deleted[index] });
        }),
      changes: () => versions.map((version) => describe(version, 'io.sluice.version.deleted', write, deletedAt)),
    },
  };
}

async function purge<T>(context: Context, { subject: stored, versions }: SubjectHistory, write: Deleting, answer: T): Promise<SubjectUpdate<T>> {
  for (const version of versions) await refuseReferenced(context, version, 'any', write);
  const time = context.timestamp();
  return {
    answer,
    commit: {
      expect: [write.configs, ...versions.map(({ subject, version }): Expectation => ({ kind: 'unreferenced', subject, version, by: 'any' }))],
      subject: { ...stored, purged: addNumbers(stored.purged ?? [], numbersOf(versions)) },
      purge: versions.map(({ subject, version }) => ({ subject, version })),
      audit: () => versions.map((before) => auditEntry(context, write, { action: 'version.purge', name: before.subject, before })),
      changes: () => versions.map((version) => describe(version, 'io.sluice.version.purged', write, time)),
    },
  };
}

function describe(
  { subject, version, schemaId, fingerprint }: VersionRecord,
  type: ChangeDraft['type'],
  write: DeleteContext,
  time: string,
): ChangeDraft {
  return { type, name: subject, time, data: { subject, version, id: schemaId, fingerprint, deletedBy: write.actor } };
}

// What is gone for good must not be needed by what was deleted softly, which still resolves by its id.
async function refuseReferenced(
  context: Context,
  { subject, version }: VersionRecord,
  by: 'kept' | 'any',
  { isVisible = () => true }: DeleteContext,
): Promise<void> {
  const all = await context.store.listReferrers(subject, version);
  const referrers = by === 'any' ? all : all.filter((referrer) => referrer.deletedAt === undefined);
  if (referrers.length === 0) return;
  const shown = referrers.filter((referrer) => isVisible(referrer.subject));
  const hidden = referrers.length - shown.length;
  throw new RegistryError('referenced', `${subject}@${version} is referred to by ${nameSome(shown, hidden)}; delete those first`, {
    data: { referrers: shown.map((referrer) => ({ subject: referrer.subject, version: referrer.version })), ...(hidden === 0 ? {} : { hidden }) },
  });
}

const MAX_NAMED = 5;

function nameSome(shown: readonly VersionRecord[], hidden: number): string {
  const names = shown.slice(0, MAX_NAMED).map((referrer) => `${referrer.subject}@${referrer.version}`);
  const others = shown.length > MAX_NAMED ? ' and others' : '';
  if (hidden === 0) return names.join(', ') + others;
  const unseen = `${hidden} version${hidden === 1 ? '' : 's'} that you may not read`;
  return names.length === 0 ? unseen : `${names.join(', ')}${others}, and ${unseen}`;
}
