import type { AuditRecord } from '../../core/audit.ts';
import { isLive, type SchemaRecord, type VersionRecord } from '../../core/version.ts';
import { compareCodePoints, matchesQuery } from '../search.ts';
import type { AuditQuery, Configs, ProvedPair, SnapshotQuery, StoreSnapshot, SubjectHistory, SubjectQuery, VerdictKey } from '../store.ts';
import { findVersion, type StoredVerdict, type Tables } from './tables.ts';

/** @internal */
export function readHistory({ subjects, versions }: Tables, name: string): SubjectHistory | undefined {
  const subject = subjects.get(name);
  return subject === undefined ? undefined : { subject, versions: versions.get(name) ?? [] };
}

/** @internal */
export function readConfigs({ configs, modes, configsEpoch }: Tables): Configs {
  return { epoch: configsEpoch, records: byName(configs), modes: byName(modes) };
}

function byName<T extends { readonly name: string }>(records: ReadonlyMap<string, T>): T[] {
  return [...records.values()].toSorted((a, b) => compareCodePoints(a.name, b.name));
}

/** @internal */
export function listHistories({ subjects, versions, fields }: Tables, query: SubjectQuery): SubjectHistory[] {
  const { after = '' } = query;
  return [...subjects.values()]
    .filter((subject) => matchesQuery(subject, fields.get(subject.subject) ?? [], query) && compareCodePoints(subject.subject, after) > 0)
    .toSorted((a, b) => compareCodePoints(a.subject, b.subject))
    .slice(0, query.limit)
    .map((subject) => ({ subject, versions: versions.get(subject.subject) ?? [] }));
}

/** @internal */
export function listAudit({ audit }: Tables, query: AuditQuery): AuditRecord[] {
  const { after, before = Infinity, newestFirst = false, limit, actor, name, action } = query;
  const is = <T>(wanted: T | undefined, found: T): boolean => wanted === undefined || wanted === found;
  const asked = audit.filter(
    (record) => record.sequence > after && record.sequence < before && is(actor, record.actor) && is(name, record.name) && is(action, record.action),
  );
  return (newestFirst ? asked.toReversed() : asked).slice(0, limit);
}

/** @internal */
export function readSnapshot(tables: Tables, { prefix = '', subject }: SnapshotQuery): StoreSnapshot {
  const asked = listHistories(tables, { limit: Number.MAX_SAFE_INTEGER, prefix });
  const subjects = asked.filter((history) => (subject === undefined || history.subject.subject === subject) && history.versions.some(isLive));
  const live = subjects.map(({ versions }) => versions.filter(isLive));
  return {
    position: tables.changes.length,
    historyId: tables.changes.at(-1)?.historyId,
    configs: readConfigs(tables),
    subjects,
    schemas: schemasOf(tables, live.flat()),
    proved: provedPairs(tables, live),
  };
}

function schemasOf(tables: Tables, versions: readonly VersionRecord[]): SchemaRecord[] {
  const found = new Map<number, SchemaRecord>();
  const seen = new Set<VersionRecord>();
  const visit = (version: VersionRecord | undefined): void => {
    const schema = version === undefined ? undefined : tables.schemas.get(version.schemaId);
    if (version === undefined || schema === undefined || seen.has(version)) return;
    seen.add(version);
    found.set(schema.id, schema);
    for (const reference of version.references) visit(findVersion(tables, reference.subject, reference.version));
  };
  for (const version of versions) visit(version);
  return [...found.values()].toSorted((a, b) => a.id - b.id);
}

function provedPairs(tables: Tables, live: readonly (readonly VersionRecord[])[]): ProvedPair[] {
  const proofs = proofsByPair(tables);
  return live.flatMap((versions) =>
    versions.flatMap((writer) =>
      versions
        .filter((reader) => reader.version !== writer.version)
        .flatMap((reader) => (proofs.get(pairKey(writer.fingerprint, reader.fingerprint)) ?? []).map((key) => pairOf(key, writer, reader))),
    ),
  );
}

function proofsByPair({ verdicts }: Tables): Map<string, VerdictKey[]> {
  const proofs = new Map<string, VerdictKey[]>();
  const contained = [...verdicts.values()].filter(({ verdict }) => verdict.kind === 'contained');
  for (const { key } of contained.toSorted(byProof)) {
    const pair = pairKey(key.writer, key.reader);
    proofs.set(pair, [...(proofs.get(pair) ?? []), key]);
  }
  return proofs;
}

function pairKey(writer: string, reader: string): string {
  return `${writer} ${reader}`;
}

function byProof({ key: a }: StoredVerdict, { key: b }: StoredVerdict): number {
  return (
    compareCodePoints(a.question, b.question) ||
    compareCodePoints(a.profile, b.profile) ||
    compareCodePoints(a.formats, b.formats) ||
    compareCodePoints(a.engine, b.engine)
  );
}

function pairOf({ question, profile, formats, engine }: VerdictKey, writer: VersionRecord, reader: VersionRecord): ProvedPair {
  return { subject: writer.subject, writerVersion: writer.version, readerVersion: reader.version, question, profile, formats, engine };
}
