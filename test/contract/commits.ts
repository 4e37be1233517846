import type { ChangeRecord } from '../../src/core/change.ts';
import { createHash } from 'node:crypto';
import { guidOf } from '../../src/core/schema-guid.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import type { SchemaRecord, SubjectRecord, VersionRecord } from '../../src/core/version.ts';
import type { ChangeDraft, Commit, Store, SubjectHistory, VerdictKey } from '../../src/storage/store.ts';
import { wholeSnapshot } from './whole-snapshot.ts';

const TIME = '2026-01-02T03:04:05.000Z';

/** What a registration writes, as small as it can be: the content of the schema is `text`. */
export interface Registration {
  readonly subject: string;
  readonly version: number;
  readonly text?: string;
  readonly references?: VersionRecord['references'];
  readonly fields?: Partial<SubjectRecord>;
}

export function registration({ subject, version, text = '{}', references = [], fields = {} }: Registration): Commit {
  const schema = schemaWith(text);
  return {
    expect: [{ kind: 'subject', subject, epoch: version - 1 }],
    subject: subjectRecord(subject, version, fields),
    schema,
    versions: [{ ...versionWrite(subject, version, schema.fingerprint), references }],
    changes: ({ schemaId }) => [change(subject, { version, id: schemaId ?? null })],
  };
}

export function subjectRecord(subject: string, epoch: number, fields: Partial<SubjectRecord> = {}): SubjectRecord {
  return { subject, epoch, nextVersion: epoch + 1, face: 'native', labels: {}, createdAt: TIME, ...fields };
}

export function schemaWith(text: string): Omit<SchemaRecord, 'id'> {
  const fingerprint = fingerprintOf(text);
  return { identity: fingerprint, guid: guidOf(fingerprint), fingerprint, format: 'json-schema', dialect: 'draft-2020-12', text };
}

export function fingerprintOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function versionWrite(subject: string, version: number, fingerprint: string): Omit<VersionRecord, 'schemaId'> {
  const full = { kind: 'full', against: 1, profile: 'declared', formats: 'annotate', engine: 'e1' } as const;
  return {
    subject,
    version,
    line: 1,
    identity: fingerprint,
    fingerprint,
    dialect: 'draft-2020-12',
    references: [],
    semver: `1.${version - 1}.0`,
    change: version === 1 ? null : full,
    state: 'active',
    labels: {},
    createdAt: TIME,
    createdBy: 'tester',
  };
}

export function change(name: string, data: ChangeDraft['data'] = {}, type: ChangeDraft['type'] = 'io.sluice.version.registered'): ChangeDraft {
  return { type, name, time: TIME, data };
}

/** A commit that changes versions of a subject as it stands. */
export function update({ subject }: SubjectHistory, parts: Partial<Commit>): Commit {
  return {
    expect: [{ kind: 'subject', subject: subject.subject, epoch: subject.epoch }],
    subject: { ...subject, epoch: subject.epoch + 1 },
    changes: () => [],
    ...parts,
  };
}

export const CONTAINED: Verdict = { kind: 'contained', stats: { steps: 3, stage: 'prover', judges: ['evaluator'], engine: 'e1' } };

export function verdictKey(writer: string, reader: string, fields: Partial<VerdictKey> = {}): VerdictKey {
  return { writer, reader, question: 'contains', profile: 'declared', formats: 'annotate', engine: 'e1', ...fields };
}

/** Commit and expect no conflict. */
export async function written(store: Store, commit: Commit): Promise<number | undefined> {
  const result = await store.commit(commit);
  if (result.kind === 'conflict') throw new Error(`unexpected conflict: ${JSON.stringify(result.expectation)}`);
  return result.schemaId;
}

/** The history of a subject that must be there. */
export async function historyOf(store: Store, subject: string): Promise<SubjectHistory> {
  const history = await store.readSubject(subject);
  if (history === undefined) throw new Error(`no subject ${subject}`);
  return history;
}

// No two stores give the same.
function withoutIdentity(changes: readonly ChangeRecord[]): Omit<ChangeRecord, 'historyId'>[] {
  return changes.map(({ historyId: _historyId, ...rest }) => rest);
}

/** All that can be read of a store, to compare two of them: all but the identities of its changes. */
export async function readAll(store: Store): Promise<unknown> {
  const subjects = await store.listSubjects({ limit: 1_000 });
  const position = await store.readPosition();
  const versions = subjects.flatMap((history) => history.versions);
  const ids = [...new Set(versions.map(({ schemaId }) => schemaId))];
  return {
    subjects,
    position,
    changes: withoutIdentity(await store.listChanges(0, 10_000)),
    configs: await store.readConfigs(),
    snapshot: { ...(await wholeSnapshot(store)), historyId: undefined },
    schemas: await Promise.all(ids.map((id) => store.readSchema(id))),
    uses: await Promise.all(ids.map((id) => store.listUses(id))),
    referrers: await Promise.all(versions.map(({ subject, version }) => store.listReferrers(subject, version))),
  };
}
