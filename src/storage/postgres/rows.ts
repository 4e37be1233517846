import type { KeyRecord } from '../../core/api-key.ts';
import type { AuditRecord } from '../../core/audit.ts';
import type { ChangeRecord } from '../../core/change.ts';
import type { SchemaRecord, SubjectRecord, VersionRecord } from '../../core/version.ts';
import { schemaOf as schemaOfRow, type SchemaRow } from '../schema-row.ts';
import type { StoredRecord, SubjectHistory } from '../store.ts';

// The records as the tables hold them. Each `record` was written by us, so it is read without checking again.

export interface RecordRow {
  readonly record: string;
}

/** A subject and the records of its versions, oldest first, with a comma between. */
export interface HistoryRow extends RecordRow {
  readonly versions: string | null;
}

export interface EscapedSchemaRow extends SchemaRow {
  /** Whether `text` is the text as a JSON string, since it has U+0000. */
  readonly is_escaped: boolean;
}

/** The columns of an `EscapedSchemaRow`; never `*`, since a newer format may have more. */
export const SCHEMA_COLUMNS = 'id, identity, guid, fingerprint, format, dialect, text, is_escaped, metadata, rule_set';

export interface ChangeRow extends Omit<ChangeRecord, 'data' | 'historyId'> {
  readonly history_id: string;
  readonly data: string;
}

export interface StoredRow extends Omit<StoredRecord, 'value'> {
  readonly value: string;
}

export function historyOf({ record, versions }: HistoryRow): SubjectHistory {
  return { subject: subjectOf({ record }), versions: JSON.parse(`[${versions ?? ''}]`) as VersionRecord[] };
}

export function schemaOf({ is_escaped: isEscaped, text, ...rest }: EscapedSchemaRow): SchemaRecord {
  return schemaOfRow({ ...rest, text: isEscaped ? (JSON.parse(text) as string) : text });
}

export function changeOf({ data, history_id: historyId, ...rest }: ChangeRow): ChangeRecord {
  return { ...rest, historyId, data: JSON.parse(data) as ChangeRecord['data'] };
}

export function subjectOf({ record }: RecordRow): SubjectRecord {
  return JSON.parse(record) as SubjectRecord;
}

export function versionOf({ record }: RecordRow): VersionRecord {
  return JSON.parse(record) as VersionRecord;
}

export function keyOf({ record }: RecordRow): KeyRecord {
  return JSON.parse(record) as KeyRecord;
}

export function auditOf({ record }: RecordRow): AuditRecord {
  return JSON.parse(record) as AuditRecord;
}

export function storedOf({ value, ...rest }: StoredRow): StoredRecord {
  return { ...rest, value: JSON.parse(value) as object };
}
