import type { ChangeRecord } from '../../core/change.ts';
import { RegistryError } from '../../core/errors.ts';
import type { SchemaRecord, VersionRecord } from '../../core/version.ts';
import { expectStorable } from '../schema-write.ts';
import type { Commit, CommitResult, Expectation, VersionWrite } from '../store.ts';
import { completeVersion, expectSameVersion } from '../version-write.ts';
import { schemaOf, versionOf, type SchemaRow } from './rows.ts';
import type { Statements } from './statements.ts';

/** @internal Runs inside one immediate transaction: nobody else writes between the expectations and the writes. */
export function applyCommit(statements: Statements, commit: Commit): CommitResult {
  const broken = commit.expect.find((expectation) => !holds(statements, expectation));
  if (broken !== undefined) return { kind: 'conflict', expectation: broken };
  const schemaId = commit.schema === undefined ? undefined : putSchema(statements, commit.schema);
  if (commit.subject !== undefined) {
    const { subject, epoch } = commit.subject;
    statements.putSubject.run({ subject, epoch, record: JSON.stringify(commit.subject) });
  }
  for (const version of commit.versions ?? []) putVersion(statements, version, schemaId);
  for (const { subject, version } of commit.purge ?? []) statements.purgeVersion.run(subject, version);
  putConfig(statements, commit);
  return { kind: 'committed', schemaId, changes: putChanges(statements, commit.changes({ schemaId })) };
}

function holds(statements: Statements, expectation: Expectation): boolean {
  switch (expectation.kind) {
    case 'subject':
      return (statements.subjectEpoch.get(expectation.subject) ?? 0) === expectation.epoch;
    case 'configs':
      return statements.meta.get('configs_epoch') === expectation.epoch;
    case 'version': {
      const record = statements.version.get(expectation.subject, expectation.version) as string | undefined;
      const version = record === undefined ? undefined : versionOf(record);
      return version !== undefined && version.deletedAt === undefined && version.schemaId === expectation.schemaId;
    }
    case 'unreferenced':
      return statements.keptReferrers.get(expectation.subject, expectation.version) === 0;
  }
}

function putSchema(statements: Statements, schema: Omit<SchemaRecord, 'id'>): number {
  expectStorable(schema);
  const known = statements.schemaByFingerprint.get(schema.fingerprint) as SchemaRow | undefined;
  if (known !== undefined) return schemaOf(known).id;
  const id = Number(statements.raiseMeta.get('last_schema_id'));
  const { references, ...rest } = schema;
  statements.putSchema.run({ ...rest, id, refs: JSON.stringify(references) });
  for (const { subject, version } of references) statements.putReference.run(id, subject, version);
  return id;
}

function putVersion(statements: Statements, write: VersionWrite, committed: number | undefined): void {
  const version = completeVersion(write, committed);
  expectForeignKeys(statements, version);
  const before = statements.version.get(version.subject, version.version) as string | undefined;
  if (before !== undefined) expectSameVersion(versionOf(before), version);
  const { subject, version: number, schemaId, fingerprint, state, deletedAt = null } = version;
  statements.putVersion.run({ subject, version: number, schemaId, fingerprint, state, deletedAt, record: JSON.stringify(version) });
}

// Asked for by name, since a broken foreign key does not say which.
function expectForeignKeys(statements: Statements, { subject, version, schemaId }: VersionRecord): void {
  if (statements.subjectEpoch.get(subject) === undefined) throw new RegistryError('internal', `${subject}@${version}: the subject was never written`);
  if (statements.schema.get(schemaId) === undefined) throw new RegistryError('internal', `${subject}@${version}: there is no schema ${schemaId}`);
}

function putConfig(statements: Statements, { config, removeConfig }: Commit): void {
  if (config !== undefined) statements.putConfig.run(config.name, JSON.stringify(config));
  if (removeConfig !== undefined) statements.removeConfig.run(removeConfig);
  if (config !== undefined || removeConfig !== undefined) statements.raiseMeta.get('configs_epoch');
}

function putChanges(statements: Statements, drafts: ReturnType<Commit['changes']>): ChangeRecord[] {
  return drafts.map((draft) => {
    const sequence = Number(statements.raiseMeta.get('last_sequence'));
    statements.putChange.run({ ...draft, sequence, data: JSON.stringify(draft.data) });
    return { ...draft, sequence };
  });
}
