import type { KeyRecord } from '../../core/api-key.ts';
import type { AuditRecord } from '../../core/audit.ts';
import type { ChangeRecord } from '../../core/change.ts';
import type { SubjectRecord, VersionRecord } from '../../core/version.ts';
import type { ConfigRecord, ModeRecord, StoredRecord } from '../store.ts';

// The records as the tables hold them. Each `record` was written by us, so it is read without checking again.

export interface ChangeRow extends Omit<ChangeRecord, 'data'> {
  readonly data: string;
}

export function changeOf({ data, ...rest }: ChangeRow): ChangeRecord {
  return { ...rest, data: JSON.parse(data) as ChangeRecord['data'] };
}

export interface RecordRow extends Omit<StoredRecord, 'value'> {
  readonly value: string;
}

export function recordOf({ value, ...rest }: RecordRow): StoredRecord {
  return { ...rest, value: JSON.parse(value) as object };
}

export function subjectOf(record: string): SubjectRecord {
  return JSON.parse(record) as SubjectRecord;
}

export function versionOf(record: string): VersionRecord {
  return JSON.parse(record) as VersionRecord;
}

export function configOf(record: string): ConfigRecord {
  return JSON.parse(record) as ConfigRecord;
}

export function modeOf(record: string): ModeRecord {
  return JSON.parse(record) as ModeRecord;
}

export function keyOf(record: string): KeyRecord {
  return JSON.parse(record) as KeyRecord;
}

export function auditOf(record: string): AuditRecord {
  return JSON.parse(record) as AuditRecord;
}
