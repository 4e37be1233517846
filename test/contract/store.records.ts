import type { SchemaRecord, SubjectRecord } from '../../src/core/version.ts';
import type { ChangeDraft, Commit, VersionWrite } from '../../src/storage/store.ts';

const TIME = '2026-01-01T00:00:00.000Z';

export function subjectRecord(subject: string, more: Partial<SubjectRecord> = {}): SubjectRecord {
  return { subject, epoch: 1, nextVersion: 2, face: 'native', labels: {}, createdAt: TIME, ...more };
}

export function schemaDraft(fingerprint: string, references: SchemaRecord['references'] = []): Omit<SchemaRecord, 'id'> {
  return { fingerprint, format: 'json-schema', dialect: 'draft-2020-12', text: `{"title":"${fingerprint}"}`, references };
}

export function versionWrite(subject: string, version: number, fingerprint: string, more: Partial<VersionWrite> = {}): VersionWrite {
  return {
    subject,
    version,
    line: 1,
    fingerprint,
    dialect: 'draft-2020-12',
    semver: `1.${version}.0`,
    change: null,
    state: 'active',
    labels: {},
    createdAt: TIME,
    createdBy: 'somebody',
    ...more,
  };
}

export function registered(name: string, version: number): ChangeDraft {
  return { type: 'io.sluice.version.registered', name, time: TIME, data: { version } };
}

/** What a registration commits. */
export function registration(subject: string, version: number, fingerprint: string, references: SchemaRecord['references'] = []): Commit {
  return {
    expect: [{ kind: 'subject', subject, epoch: version - 1 }],
    subject: subjectRecord(subject, { epoch: version, nextVersion: version + 1 }),
    schema: schemaDraft(fingerprint, references),
    versions: [versionWrite(subject, version, fingerprint)],
    changes: () => [registered(subject, version)],
  };
}
