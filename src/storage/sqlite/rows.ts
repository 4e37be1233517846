import type { ChangeRecord } from '../../core/change.ts';
import type { SchemaRecord, SubjectRecord, VersionRecord } from '../../core/version.ts';
import type { ConfigRecord } from '../store.ts';

// The records as the tables hold them. Each `record` was written by us, so it is read without checking again.

export interface SchemaRow {
  readonly id: number;
  readonly fingerprint: string;
  readonly format: string;
  readonly dialect: SchemaRecord['dialect'];
  readonly text: string;
  readonly refs: string;
}

export interface ChangeRow extends Omit<ChangeRecord, 'data'> {
  readonly data: string;
}

export function schemaOf({ refs, ...rest }: SchemaRow): SchemaRecord {
  return { ...rest, references: JSON.parse(refs) as SchemaRecord['references'] };
}

export function changeOf({ data, ...rest }: ChangeRow): ChangeRecord {
  return { ...rest, data: JSON.parse(data) as ChangeRecord['data'] };
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
