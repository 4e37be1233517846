import { isLive, type SchemaRecord, type SubjectRecord, type VersionRecord } from '../../core/version.ts';
import { matchesQuery } from '../search.ts';
import type { Configs, ProvedPair, SnapshotQuery, StoreSnapshot, SubjectHistory, SubjectQuery } from '../store.ts';
import { configOf, schemaOf, subjectOf, versionOf, type SchemaRow } from './rows.ts';
import type { Statements } from './statements.ts';

/** @internal */
export function readHistory(statements: Statements, subject: string): SubjectHistory | undefined {
  const record = statements.subject.get(subject) as string | undefined;
  return record === undefined ? undefined : { subject: subjectOf(record), versions: readVersions(statements, subject) };
}

function readVersions(statements: Statements, subject: string): VersionRecord[] {
  return (statements.versions.all(subject) as string[]).map(versionOf);
}

/** @internal */
export function readConfigs(statements: Statements): Configs {
  return { epoch: Number(statements.meta.get('configs_epoch')), records: (statements.configs.all() as string[]).map(configOf) };
}

/** @internal */
export function readPosition(statements: Statements): { readonly first: number; readonly last: number } {
  return { first: Number(statements.firstChange.get() ?? 1), last: lastSequence(statements) };
}

function lastSequence(statements: Statements): number {
  return Number(statements.meta.get('last_sequence'));
}

/** @internal Walks the subjects of the prefix in order and stops at the limit; a search reads those that do not match, too. */
export function listHistories(statements: Statements, query: SubjectQuery): SubjectHistory[] {
  const { after = '', prefix = '', limit } = query;
  const matching: SubjectRecord[] = [];
  if (limit <= 0) return [];
  for (const record of statements.subjectsFrom.iterate({ after, prefix }) as IterableIterator<string>) {
    const subject = subjectOf(record);
    if (matchesQuery(subject, query)) matching.push(subject);
    if (matching.length >= limit || !subject.subject.startsWith(prefix)) break;
  }
  return matching.map((subject) => ({ subject, versions: readVersions(statements, subject.subject) }));
}

/** @internal Runs inside one transaction, so that everything is of one moment. */
export function readSnapshot(statements: Statements, query: SnapshotQuery): StoreSnapshot {
  const subjects = snapshotHistories(statements, query).filter(({ versions }) => versions.some(isLive));
  return {
    position: lastSequence(statements),
    configs: readConfigs(statements),
    subjects,
    schemas: readSchemas(statements, subjects),
    proved: subjects.flatMap(({ subject }) => statements.proved.all(subject.subject) as ProvedPair[]),
  };
}

function snapshotHistories(statements: Statements, { prefix = '', subject }: SnapshotQuery): SubjectHistory[] {
  if (subject === undefined) return listHistories(statements, { limit: Number.MAX_SAFE_INTEGER, prefix });
  const history = subject.startsWith(prefix) ? readHistory(statements, subject) : undefined;
  return history === undefined ? [] : [history];
}

function readSchemas(statements: Statements, subjects: readonly SubjectHistory[]): SchemaRecord[] {
  const found = new Map<number, SchemaRecord>();
  const visit = (id: number): void => {
    if (found.has(id)) return;
    const schema = schemaOf(statements.schema.get(id) as SchemaRow);
    found.set(id, schema);
    for (const { subject, version } of schema.references) {
      const record = statements.version.get(subject, version) as string | undefined;
      if (record !== undefined) visit(versionOf(record).schemaId);
    }
  };
  for (const { versions } of subjects) for (const version of versions.filter(isLive)) visit(version.schemaId);
  return [...found.values()].toSorted((a, b) => a.id - b.id);
}
