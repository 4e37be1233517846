import type { AuditRecord } from '../../core/audit.ts';
import type { ChangeRecord } from '../../core/change.ts';
import { RegistryError } from '../../core/errors.ts';
import type { SchemaRecord, VersionRecord } from '../../core/version.ts';
import { FOREIGN_IDS_FROM } from '../schema-id.ts';
import { newHistoryId } from '../history-id.ts';
import { expectationsOf } from '../record-write.ts';
import { expectSameSchema, expectStorable } from '../schema-write.ts';
import type { Commit, CommitResult, Expectation, SchemaWrite } from '../store.ts';
import { completeVersion, expectSameVersion } from '../version-write.ts';
import { hasRevision, putRecords } from './records.ts';
import { addChange, findReferrers, findVersion, keyOf, schemasWhere, type Tables } from './tables.ts';

/** @internal Whatever may throw comes before the first write, since nothing here can be rolled back. */
export function applyCommit(tables: Tables, commit: Commit): CommitResult {
  const broken = [...commit.expect, ...expectationsOf(commit.records)].find((expectation) => !holds(tables, expectation));
  if (broken !== undefined) return { kind: 'conflict', expectation: broken };
  const schema = commit.schema === undefined ? undefined : planSchema(tables, commit.schema);
  const versions = planVersions(tables, commit, schema?.id);
  const drafts = commit.changes({ schemaId: schema?.id });
  const changes = drafts.map((draft, index): ChangeRecord => ({ ...draft, sequence: tables.changes.length + 1 + index, historyId: newHistoryId() }));
  const audited = commit.audit?.({ schemaId: schema?.id }) ?? [];
  const audit = audited.map((draft, index): AuditRecord => ({ ...draft, sequence: tables.audit.length + 1 + index }));
  write(tables, commit, { schema, versions, changes, audit });
  return { kind: 'committed', schemaId: schema?.id, changes };
}

function holds(tables: Tables, expectation: Expectation): boolean {
  switch (expectation.kind) {
    case 'subject':
      return (tables.subjects.get(expectation.subject)?.epoch ?? 0) === expectation.epoch;
    case 'configs':
      return tables.configsEpoch === expectation.epoch;
    case 'version': {
      const version = findVersion(tables, expectation.subject, expectation.version);
      return version !== undefined && version.deletedAt === undefined && version.schemaId === expectation.schemaId;
    }
    case 'schema_id': {
      const { identity } = tables.schemas.get(expectation.id) ?? expectation;
      return identity === expectation.identity;
    }
    case 'record':
      return hasRevision(tables, expectation.record, expectation.key, expectation.revision);
    case 'unreferenced':
      return findReferrers(tables, expectation.subject, expectation.version).every(
        (referrer) => expectation.by === 'kept' && referrer.deletedAt !== undefined,
      );
  }
}

function planSchema(tables: Tables, schema: SchemaWrite): SchemaRecord {
  expectStorable(schema);
  const { identity, id = schemasWhere(tables, (known) => known.identity === identity)[0]?.id ?? nextSchemaId(tables) } = schema;
  const known = tables.schemas.get(id);
  if (known !== undefined) expectSameSchema(known, identity);
  return known ?? { ...schema, id };
}

function nextSchemaId({ schemas, lastSchemaId }: Tables): number {
  let id = lastSchemaId + 1;
  while (schemas.has(id)) id += 1;
  return id;
}

function planVersions(tables: Tables, { subject, versions = [] }: Commit, schemaId: number | undefined): VersionRecord[] {
  return versions.map((wanted) => {
    const version = completeVersion(wanted, schemaId);
    const before = findVersion(tables, version.subject, version.version);
    if (before !== undefined) expectSameVersion(before, version);
    const isKnown = version.subject === subject?.subject || tables.subjects.has(version.subject);
    if (!isKnown) throw new RegistryError('internal', `${version.subject}@${version.version}: the subject was never written`);
    if (version.schemaId !== schemaId && !tables.schemas.has(version.schemaId))
      throw new RegistryError('internal', `${version.subject}@${version.version}: there is no schema ${version.schemaId}`);
    return version;
  });
}

interface Planned {
  readonly schema: SchemaRecord | undefined;
  readonly versions: readonly VersionRecord[];
  readonly changes: readonly ChangeRecord[];
  readonly audit: readonly AuditRecord[];
}

function write(tables: Tables, commit: Commit, { schema, versions, changes, audit }: Planned): void {
  if (schema !== undefined) {
    const movesOwn = schema.id < FOREIGN_IDS_FROM || commit.schema?.id === undefined;
    if (movesOwn && !tables.schemas.has(schema.id)) tables.lastSchemaId = Math.max(tables.lastSchemaId, schema.id);
    tables.schemas.set(schema.id, schema);
  }
  if (commit.subject !== undefined) tables.subjects.set(commit.subject.subject, commit.subject);
  for (const version of versions) replaceVersion(tables, version, [version]);
  for (const purged of commit.purge ?? []) replaceVersion(tables, purged, []);
  writeSettings(tables, commit);
  for (const entry of commit.verdicts ?? []) tables.verdicts.set(keyOf(entry.key), entry);
  if (commit.key !== undefined) tables.keys.set(commit.key.id, commit.key);
  putRecords(tables, commit.records ?? []);
  if (commit.fields !== undefined) tables.fields.set(commit.fields.subject, commit.fields.paths);
  tables.commits += 1;
  for (const change of changes) addChange(tables, change);
  tables.audit.push(...audit);
}

function replaceVersion({ versions }: Tables, { subject, version }: { subject: string; version: number }, by: readonly VersionRecord[]): void {
  const others = (versions.get(subject) ?? []).filter((other) => other.version !== version);
  versions.set(
    subject,
    [...others, ...by].toSorted((a, b) => a.version - b.version),
  );
}

function writeSettings(tables: Tables, { config, removeConfig, mode, removeMode }: Commit): void {
  if (config !== undefined) tables.configs.set(config.name, config);
  if (removeConfig !== undefined) tables.configs.delete(removeConfig);
  if (mode !== undefined) tables.modes.set(mode.name, mode);
  if (removeMode !== undefined) tables.modes.delete(removeMode);
  if ([config, removeConfig, mode, removeMode].some((written) => written !== undefined)) tables.configsEpoch += 1;
}
