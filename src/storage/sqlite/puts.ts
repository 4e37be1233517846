import type { KeyRecord } from '../../core/api-key.ts';
import type { AuditRecord } from '../../core/audit.ts';
import type { ChangeRecord } from '../../core/change.ts';
import type { SchemaRecord, SubjectRecord, VersionRecord } from '../../core/version.ts';
import type { FieldsRecord } from '../row.ts';
import { jsonOrNull } from '../schema-row.ts';
import { FIELD_SEPARATOR, fieldTexts, textsOf } from '../search.ts';
import type { ConfigRecord, ModeRecord, VerdictEntry } from '../store.ts';
import type { Statements } from './statements.ts';

// Each puts one record into the columns that hold it, for commits and for imports.

/** @internal With what a search finds it by. */
export function putSubject(statements: Statements, record: SubjectRecord): void {
  const { subject, epoch } = record;
  statements.putSubject.run({ subject, epoch, record: JSON.stringify(record) });
  statements.putTexts.run({ subject, texts: textsOf(record) });
}

/** @internal One whose id is free. */
export function putSchema(statements: Statements, { dialect, metadata, ruleSet, ...rest }: SchemaRecord): void {
  statements.putSchema.run({ ...rest, dialect: dialect ?? '', metadata: jsonOrNull(metadata), ruleSet: jsonOrNull(ruleSet) });
}

/** @internal With what it refers to. */
export function putVersion(statements: Statements, record: VersionRecord): void {
  const { subject, version, schemaId, fingerprint, state, deletedAt = null } = record;
  statements.putVersion.run({ subject, version, schemaId, fingerprint, state, deletedAt, record: JSON.stringify(record) });
  for (const to of record.references) statements.putReference.run({ toSubject: to.subject, toVersion: to.version, subject, version });
}

/** @internal Of a subject that is there. */
export function putFields(statements: Statements, { subject, paths }: FieldsRecord): void {
  statements.putFields.run({ subject, paths: JSON.stringify(paths), fields: fieldTexts(paths).join(FIELD_SEPARATOR) });
}

/** @internal */
export function putConfig(statements: Statements, record: ConfigRecord): void {
  statements.putConfig.run(record.name, JSON.stringify(record));
}

/** @internal */
export function putMode(statements: Statements, record: ModeRecord): void {
  statements.putMode.run(record.name, JSON.stringify(record));
}

/** @internal */
export function putKey(statements: Statements, record: KeyRecord): void {
  statements.putKey.run(record.id, JSON.stringify(record));
}

/** @internal */
export function putVerdict(statements: Statements, { key, verdict }: VerdictEntry): void {
  statements.putVerdict.run({ ...key, kind: verdict.kind, verdict: JSON.stringify(verdict) });
}

/** @internal */
export function putChange(statements: Statements, record: ChangeRecord): void {
  statements.putChange.run({ ...record, data: JSON.stringify(record.data) });
}

/** @internal */
export function putAudit(statements: Statements, record: AuditRecord): void {
  const { sequence, actor, name } = record;
  statements.putAudit.run({ sequence, actor, name, record: JSON.stringify(record) });
}
