import type { KeyRecord } from '../../core/api-key.ts';
import type { AuditRecord } from '../../core/audit.ts';
import type { ChangeRecord } from '../../core/change.ts';
import type { JsonObject } from '../../core/json/value.ts';
import type { SchemaRecord, SubjectRecord, VersionRecord } from '../../core/version.ts';
import type { ConfigRecord, ModeRecord, StoredRecord } from '../store.ts';

// The records as the tables hold them. Each `record` was written by us, so it is read without checking again.

export interface SchemaRow {
  readonly id: number;
  readonly identity: string;
  readonly guid: string;
  readonly fingerprint: string;
  readonly format: string;
  /** '' for none. */
  readonly dialect: NonNullable<SchemaRecord['dialect']> | '';
  readonly text: string;
  readonly metadata: string | null;
  readonly rule_set: string | null;
}

export interface ChangeRow extends Omit<ChangeRecord, 'data'> {
  readonly data: string;
}

export function schemaOf({ dialect, metadata, rule_set: ruleSet, ...rest }: SchemaRow): SchemaRecord {
  return {
    ...rest,
    ...(dialect === '' ? {} : { dialect }),
    ...(metadata === null ? {} : { metadata: JSON.parse(metadata) as JsonObject }),
    ...(ruleSet === null ? {} : { ruleSet: JSON.parse(ruleSet) as JsonObject }),
  };
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
