import { isLive, type SchemaRecord, type VersionRecord } from '../../core/version.ts';
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

/** @internal Walks the subjects in order and stops at the limit; a search reads those that do not match, too. */
export function listHistories(statements: Statements, query: SubjectQuery): SubjectHistory[] {
  const matching: SubjectHistory['subject'][] = [];
  for (const record of statements.subjectsAfter.iterate(query.after ?? '') as IterableIterator<string>) {
    const subject = subjectOf(record);
    if (matchesQuery(subject, query)) matching.push(subject);
    if (matching.length >= query.limit) break;
  }
  return matching.map((subject) => ({ subject, versions: readVersions(statements, subject.subject) }));
}

/** @internal Runs inside one transaction, so that everything is of one moment. */
export function readSnapshot(statements: Statements, { prefix, subject: only }: SnapshotQuery): StoreSnapshot {
  const named = only === undefined ? undefined : readHistory(statements, only);
  const all =
    only === undefined
      ? listHistories(statements, { limit: Number.MAX_SAFE_INTEGER, ...(prefix === undefined ? {} : { prefix }) })
      : named === undefined
        ? []
        : [named];
  const subjects = all.filter((history) => history.subject.subject.startsWith(prefix ?? '') && history.versions.some(isLive));
  return {
    position: Number(statements.meta.get('last_sequence')),
    configs: readConfigs(statements),
    subjects,
    schemas: readSchemas(statements, subjects),
    proved: subjects.flatMap(({ subject }) => statements.proved.all(subject.subject) as ProvedPair[]),
  };
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
