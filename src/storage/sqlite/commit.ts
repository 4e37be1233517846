import type { ChangeRecord } from '../../core/change.ts';
import { RegistryError } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json/value.ts';
import type { SchemaRecord, VersionRecord } from '../../core/version.ts';
import { FOREIGN_IDS_FROM } from '../schema-id.ts';
import { newHistoryId } from '../history-id.ts';
import { expectationsOf } from '../record-write.ts';
import { expectSameSchema, expectStorable } from '../schema-write.ts';
import { FIELD_SEPARATOR, fieldTexts, textsOf } from '../search.ts';
import type { AuditDraft, Commit, CommitResult, Expectation, SchemaWrite, VerdictEntry, VersionWrite } from '../store.ts';
import { completeVersion, expectSameVersion } from '../version-write.ts';
import { hasRevision, putRecords } from './records.ts';
import { versionOf } from './rows.ts';
import type { Statements } from './statements.ts';

/** @internal Runs inside one immediate transaction: nobody else writes between the expectations and the writes. */
export function applyCommit(statements: Statements, commit: Commit): CommitResult {
  const broken = [...commit.expect, ...expectationsOf(commit.records)].find((expectation) => !holds(statements, expectation));
  if (broken !== undefined) return { kind: 'conflict', expectation: broken };
  const schemaId = commit.schema === undefined ? undefined : putSchema(statements, commit.schema);
  if (commit.subject !== undefined) {
    const { subject, epoch } = commit.subject;
    statements.putSubject.run({ subject, epoch, record: JSON.stringify(commit.subject) });
    statements.putTexts.run({ subject, texts: textsOf(commit.subject) });
  }
  for (const version of commit.versions ?? []) putVersion(statements, version, schemaId);
  for (const { subject, version } of commit.purge ?? []) purgeVersion(statements, subject, version);
  putSettings(statements, commit);
  putVerdicts(statements, commit.verdicts ?? []);
  if (commit.key !== undefined) statements.putKey.run(commit.key.id, JSON.stringify(commit.key));
  putRecords(statements, commit.records ?? []);
  if (commit.fields !== undefined) putFields(statements, commit.fields);
  const changes = putChanges(statements, commit.changes({ schemaId }));
  for (const draft of commit.audit?.({ schemaId }) ?? []) putAudit(statements, draft);
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

function putSchema(statements: Statements, schema: SchemaWrite): number {
  expectStorable(schema);
  const { identity, id: asked } = schema;
  const id = asked ?? (statements.schemaIdByIdentity.get(identity) as number | null) ?? nextSchemaId(statements);
  const known = statements.schemaIdentity.get(id) as string | undefined;
  if (known !== undefined) expectSameSchema({ id, identity: known }, identity);
  else insertSchema(statements, { ...schema, id });
  return id;
}

function nextSchemaId(statements: Statements): number {
  for (;;) {
    const id = Number(statements.raiseMeta.get('last_schema_id'));
    if (statements.schemaIdentity.get(id) === undefined) return id;
  }
}

function insertSchema(statements: Statements, { dialect, metadata, ruleSet, ...rest }: SchemaRecord): void {
  const verbatim = (value: JsonObject | undefined): string | null => (value === undefined ? null : JSON.stringify(value));
  statements.putSchema.run({
    ...rest,
    dialect: dialect ?? '',
    metadata: verbatim(metadata),
    ruleSet: verbatim(ruleSet),
  });
  if (rest.id < FOREIGN_IDS_FROM) statements.raiseMetaTo.run({ name: 'last_schema_id', value: rest.id });
}

function putVersion(statements: Statements, write: VersionWrite, committed: number | undefined): void {
  const version = completeVersion(write, committed);
  expectForeignKeys(statements, version);
  const before = statements.version.get(version.subject, version.version) as string | undefined;
  if (before !== undefined) expectSameVersion(versionOf(before), version);
  const { subject, version: number, schemaId, fingerprint, state, deletedAt = null } = version;
  statements.putVersion.run({ subject, version: number, schemaId, fingerprint, state, deletedAt, record: JSON.stringify(version) });
  for (const to of version.references) statements.putReference.run({ toSubject: to.subject, toVersion: to.version, subject, version: number });
}

function purgeVersion(statements: Statements, subject: string, version: number): void {
  statements.purgeReferences.run(subject, version);
  statements.purgeVersion.run(subject, version);
}

// Asked for by name, since a broken foreign key does not say which.
function expectForeignKeys(statements: Statements, { subject, version, schemaId }: VersionRecord): void {
  if (statements.subjectEpoch.get(subject) === undefined) throw new RegistryError('internal', `${subject}@${version}: the subject was never written`);
  if (statements.schema.get(schemaId) === undefined) throw new RegistryError('internal', `${subject}@${version}: there is no schema ${schemaId}`);
}

function putSettings(statements: Statements, { config, removeConfig, mode, removeMode }: Commit): void {
  if (config !== undefined) statements.putConfig.run(config.name, JSON.stringify(config));
  if (removeConfig !== undefined) statements.removeConfig.run(removeConfig);
  if (mode !== undefined) statements.putMode.run(mode.name, JSON.stringify(mode));
  if (removeMode !== undefined) statements.removeMode.run(removeMode);
  if ([config, removeConfig, mode, removeMode].some((written) => written !== undefined)) statements.raiseMeta.get('configs_epoch');
}

/** @internal */
export function putVerdicts(statements: Statements, entries: readonly VerdictEntry[]): void {
  for (const { key, verdict } of entries) statements.putVerdict.run({ ...key, kind: verdict.kind, verdict: JSON.stringify(verdict) });
}

function putFields(statements: Statements, { subject, paths }: NonNullable<Commit['fields']>): void {
  statements.putFields.run({ subject, paths: JSON.stringify(paths), fields: fieldTexts(paths).join(FIELD_SEPARATOR) });
}

function putAudit(statements: Statements, draft: AuditDraft): void {
  const sequence = Number(statements.raiseMeta.get('last_audit'));
  const { actor, name } = draft;
  statements.putAudit.run({ sequence, actor, name, record: JSON.stringify({ ...draft, sequence }) });
}

function putChanges(statements: Statements, drafts: ReturnType<Commit['changes']>): ChangeRecord[] {
  return drafts.map((draft) => {
    const sequence = Number(statements.raiseMeta.get('last_sequence'));
    const historyId = newHistoryId();
    statements.putChange.run({ ...draft, sequence, historyId, data: JSON.stringify(draft.data) });
    return { ...draft, sequence, historyId };
  });
}
