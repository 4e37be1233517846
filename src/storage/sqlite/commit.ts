import type { ChangeRecord } from '../../core/change.ts';
import { RegistryError } from '../../core/errors.ts';
import type { VersionRecord } from '../../core/version.ts';
import { FOREIGN_IDS_FROM } from '../schema-id.ts';
import { newHistoryId } from '../history-id.ts';
import { expectationsOf } from '../record-write.ts';
import { expectSameSchema, expectStorable } from '../schema-write.ts';
import type { ChangeDraft, Commit, CommitResult, Expectation, SchemaWrite, VersionWrite } from '../store.ts';
import { completeVersion, expectSameVersion } from '../version-write.ts';
import { putAudit, putChange, putConfig, putFields, putKey, putMode, putSchema, putSubject, putVerdict, putVersion } from './puts.ts';
import { hasRevision, putRecords } from './records.ts';
import { versionOf } from './rows.ts';
import type { Statements } from './statements.ts';

/** @internal Runs inside one immediate transaction: nobody else writes between the expectations and the writes. */
export function applyCommit(statements: Statements, commit: Commit): CommitResult {
  const broken = [...commit.expect, ...expectationsOf(commit.records)].find((expectation) => !holds(statements, expectation));
  if (broken !== undefined) return { kind: 'conflict', expectation: broken };
  const schemaId = commit.schema === undefined ? undefined : writeSchema(statements, commit.schema);
  if (commit.subject !== undefined) putSubject(statements, commit.subject);
  for (const version of commit.versions ?? []) writeVersion(statements, version, schemaId);
  for (const { subject, version } of commit.purge ?? []) purgeVersion(statements, subject, version);
  writeSettings(statements, commit);
  for (const entry of commit.verdicts ?? []) putVerdict(statements, entry);
  if (commit.key !== undefined) putKey(statements, commit.key);
  putRecords(statements, commit.records ?? []);
  if (commit.fields !== undefined) putFields(statements, commit.fields);
  const changes = writeChanges(statements, commit.changes({ schemaId }));
  for (const draft of commit.audit?.({ schemaId }) ?? [])
    putAudit(statements, { ...draft, sequence: Number(statements.raiseMeta.get('last_audit')) });
  return { kind: 'committed', schemaId, changes };
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
    case 'schema_id':
      return (statements.schemaIdentity.get(expectation.id) ?? expectation.identity) === expectation.identity;
    case 'record':
      return hasRevision(statements, expectation.record, expectation.key, expectation.revision);
    case 'unreferenced':
      return statements[expectation.by === 'kept' ? 'keptReferrers' : 'anyReferrers'].get(expectation.subject, expectation.version) === 0;
  }
}

function writeSchema(statements: Statements, schema: SchemaWrite): number {
  expectStorable(schema);
  const { identity, id: asked } = schema;
  const id = asked ?? (statements.schemaIdByIdentity.get(identity) as number | null) ?? nextSchemaId(statements);
  const known = statements.schemaIdentity.get(id) as string | undefined;
  if (known !== undefined) expectSameSchema({ id, identity: known }, identity);
  else {
    putSchema(statements, { ...schema, id });
    if (id < FOREIGN_IDS_FROM) statements.raiseMetaTo.run({ name: 'last_schema_id', value: id });
  }
  return id;
}

function nextSchemaId(statements: Statements): number {
  for (;;) {
    const id = Number(statements.raiseMeta.get('last_schema_id'));
    if (statements.schemaIdentity.get(id) === undefined) return id;
  }
}

function writeVersion(statements: Statements, write: VersionWrite, committed: number | undefined): void {
  const version = completeVersion(write, committed);
  expectForeignKeys(statements, version);
  const before = statements.version.get(version.subject, version.version) as string | undefined;
  if (before !== undefined) expectSameVersion(versionOf(before), version);
  putVersion(statements, version);
}

function purgeVersion(statements: Statements, subject: string, version: number): void {
  statements.purgeReferences.run(subject, version);
  statements.purgeVersion.run(subject, version);
}

// Asked for by name, since a broken foreign key does not say which.
function expectForeignKeys(statements: Statements, { subject, version, schemaId }: VersionRecord): void {
  if (statements.subjectEpoch.get(subject) === undefined) throw new RegistryError('internal', `${subject}@${version}: the subject was never written`);
  if (statements.schemaIdentity.get(schemaId) === undefined)
    throw new RegistryError('internal', `${subject}@${version}: there is no schema ${schemaId}`);
}

function writeSettings(statements: Statements, { config, removeConfig, mode, removeMode }: Commit): void {
  if (config !== undefined) putConfig(statements, config);
  if (removeConfig !== undefined) statements.removeConfig.run(removeConfig);
  if (mode !== undefined) putMode(statements, mode);
  if (removeMode !== undefined) statements.removeMode.run(removeMode);
  if ([config, removeConfig, mode, removeMode].some((written) => written !== undefined)) statements.raiseMeta.get('configs_epoch');
}

function writeChanges(statements: Statements, drafts: readonly ChangeDraft[]): ChangeRecord[] {
  return drafts.map((draft) => {
    const change = { ...draft, sequence: Number(statements.raiseMeta.get('last_sequence')), historyId: newHistoryId() };
    putChange(statements, change);
    return change;
  });
}
