import type { ChangeRecord } from '../../core/change.ts';
import type { Verdict } from '../../core/verdict.ts';
import { isLive, type SchemaRecord, type SubjectRecord, type VersionRecord } from '../../core/version.ts';
import { expectSameVersion } from '../expectations.ts';
import { compareCodePoints, matchesQuery } from '../search.ts';
import type {
  Commit,
  CommitResult,
  ConfigRecord,
  Expectation,
  ProvedPair,
  SnapshotQuery,
  Store,
  StoreSnapshot,
  SubjectHistory,
  SubjectQuery,
  VerdictKey,
} from '../store.ts';

/** A store that is gone with the process: for tests and trials. */
export function createMemoryStore(): Store {
  const store = new MemoryStore();
  return {
    readSubject: async (subject) => store.history(subject),
    listSubjects: async (query) => store.list(query),
    readSchema: async (id) => store.schemas.get(id),
    readSchemaByFingerprint: async (fingerprint) => store.schemaByFingerprint(fingerprint),
    listUses: async (schemaId) => store.versionsWhere((version) => version.schemaId === schemaId),
    listReferrers: async (subject, version) => store.referrers(subject, version),
    readConfigs: async () => store.configs(),
    readVerdict: async (key) => store.verdicts.get(verdictKey(key))?.verdict,
    async writeVerdicts(entries) {
      for (const { key, verdict } of entries) store.verdicts.set(verdictKey(key), { key, verdict });
    },
    readSnapshot: async (query) => store.snapshot(query),
    listChanges: async (after, limit) => store.changes.slice(after, after + limit),
    readPosition: async () => ({ first: 1, last: store.changes.length }),
    commit: async (commit) => store.commit(commit),
    subscribe(wake) {
      store.listeners.add(wake);
      return () => store.listeners.delete(wake);
    },
    ping: async () => undefined,
    close: async () => undefined,
  };
}

class MemoryStore {
  readonly subjects = new Map<string, SubjectRecord>();
  readonly versions = new Map<string, VersionRecord[]>();
  readonly schemas = new Map<number, SchemaRecord>();
  readonly configRecords = new Map<string, ConfigRecord>();
  readonly verdicts = new Map<string, { readonly key: VerdictKey; readonly verdict: Verdict }>();
  readonly changes: ChangeRecord[] = [];
  readonly listeners = new Set<() => void>();
  configsEpoch = 0;
  lastSchemaId = 0;

  history(name: string): SubjectHistory | undefined {
    const subject = this.subjects.get(name);
    return subject === undefined ? undefined : { subject, versions: this.versions.get(name) ?? [] };
  }

  list(query: SubjectQuery): SubjectHistory[] {
    const { after } = query;
    return [...this.subjects.values()]
      .filter((subject) => matchesQuery(subject, query) && (after === undefined || compareCodePoints(subject.subject, after) > 0))
      .toSorted((a, b) => compareCodePoints(a.subject, b.subject))
      .slice(0, query.limit)
      .map((subject) => ({ subject, versions: this.versions.get(subject.subject) ?? [] }));
  }

  configs(): { readonly epoch: number; readonly records: readonly ConfigRecord[] } {
    return { epoch: this.configsEpoch, records: [...this.configRecords.values()].toSorted((a, b) => compareCodePoints(a.name, b.name)) };
  }

  versionsWhere(wanted: (version: VersionRecord) => boolean): VersionRecord[] {
    const found = [...this.versions.values()].flat().filter(wanted);
    return found.toSorted((a, b) => compareCodePoints(a.subject, b.subject) || a.version - b.version);
  }

  referrers(subject: string, version: number): VersionRecord[] {
    const refers = (schema: SchemaRecord | undefined): boolean =>
      schema?.references.some((reference) => reference.subject === subject && reference.version === version) === true;
    return this.versionsWhere((candidate) => refers(this.schemas.get(candidate.schemaId)));
  }

  schemaByFingerprint(fingerprint: string): SchemaRecord | undefined {
    return [...this.schemas.values()].find((schema) => schema.fingerprint === fingerprint);
  }

  snapshot({ prefix, subject }: SnapshotQuery): StoreSnapshot {
    const all = this.list({ limit: Number.MAX_SAFE_INTEGER, ...(prefix === undefined ? {} : { prefix }) });
    const subjects = all.filter((history) => (subject === undefined || history.subject.subject === subject) && history.versions.some(isLive));
    const live = subjects.flatMap((history) => history.versions.filter(isLive));
    return { position: this.changes.length, configs: this.configs(), subjects, schemas: this.#schemasOf(live), proved: this.#proved(live) };
  }

  #schemasOf(live: readonly VersionRecord[]): SchemaRecord[] {
    const found = new Map<number, SchemaRecord>();
    const visit = (id: number | undefined): void => {
      const schema = id === undefined ? undefined : this.schemas.get(id);
      if (schema === undefined || found.has(schema.id)) return;
      found.set(schema.id, schema);
      for (const { subject, version } of schema.references) visit(this.versions.get(subject)?.find((other) => other.version === version)?.schemaId);
    };
    for (const version of live) visit(version.schemaId);
    return [...found.values()].toSorted((a, b) => a.id - b.id);
  }

  #proved(live: readonly VersionRecord[]): ProvedPair[] {
    const contained = [...this.verdicts.values()].filter(({ key, verdict }) => key.question === 'contains' && verdict.kind === 'contained');
    return contained.flatMap(({ key: { writer, reader, profile, formats, engine } }) =>
      live
        .filter((version) => version.fingerprint === writer)
        .flatMap((from) =>
          live
            .filter((to) => to.fingerprint === reader && to.subject === from.subject && to.version !== from.version)
            .map((to) => ({ subject: from.subject, writerVersion: from.version, readerVersion: to.version, profile, formats, engine })),
        ),
    );
  }

  commit(commit: Commit): CommitResult {
    const broken = commit.expect.find((expectation) => !this.#holds(expectation));
    if (broken !== undefined) return { kind: 'conflict', expectation: broken };
    const writes = this.#checkVersions(commit);
    const schemaId = commit.schema === undefined ? undefined : this.#putSchema(commit.schema);
    if (commit.subject !== undefined) this.subjects.set(commit.subject.subject, commit.subject);
    for (const write of writes) this.#putVersion({ ...write, schemaId: write.schemaId ?? schemaId ?? 0 });
    for (const { subject, version } of commit.purge ?? []) this.#purge(subject, version);
    this.#putConfig(commit);
    const first = this.changes.length + 1;
    const changes = commit.changes({ schemaId }).map((draft, index): ChangeRecord => ({ ...draft, sequence: first + index }));
    this.changes.push(...changes);
    for (const wake of this.listeners) wake();
    return { kind: 'committed', schemaId, changes };
  }

  #holds(expectation: Expectation): boolean {
    switch (expectation.kind) {
      case 'subject':
        return (this.subjects.get(expectation.subject)?.epoch ?? 0) === expectation.epoch;
      case 'configs':
        return this.configsEpoch === expectation.epoch;
      case 'version': {
        const version = this.versions.get(expectation.subject)?.find((candidate) => candidate.version === expectation.version);
        return version !== undefined && version.deletedAt === undefined && version.schemaId === expectation.schemaId;
      }
      case 'unreferenced':
        return this.referrers(expectation.subject, expectation.version).every((referrer) => referrer.deletedAt !== undefined);
    }
  }

  // Before anything is written, since nothing here can be rolled back.
  #checkVersions({ versions = [] }: Commit): NonNullable<Commit['versions']> {
    for (const version of versions) {
      const before = this.versions.get(version.subject)?.find((candidate) => candidate.version === version.version);
      if (before !== undefined) expectSameVersion(before, { ...version, schemaId: version.schemaId ?? before.schemaId });
    }
    return versions;
  }

  #putSchema(schema: Omit<SchemaRecord, 'id'>): number {
    const known = this.schemaByFingerprint(schema.fingerprint);
    if (known !== undefined) return known.id;
    this.lastSchemaId += 1;
    this.schemas.set(this.lastSchemaId, { ...schema, id: this.lastSchemaId });
    return this.lastSchemaId;
  }

  #putVersion(version: VersionRecord): void {
    const others = (this.versions.get(version.subject) ?? []).filter((other) => other.version !== version.version);
    this.versions.set(
      version.subject,
      [...others, version].toSorted((a, b) => a.version - b.version),
    );
  }

  #purge(subject: string, version: number): void {
    const kept = (this.versions.get(subject) ?? []).filter((other) => other.version !== version);
    this.versions.set(subject, kept);
  }

  #putConfig({ config, removeConfig }: Commit): void {
    if (config !== undefined) this.configRecords.set(config.name, config);
    if (removeConfig !== undefined) this.configRecords.delete(removeConfig);
    if (config !== undefined || removeConfig !== undefined) this.configsEpoch += 1;
  }
}

function verdictKey({ writer, reader, question, profile, formats, engine }: VerdictKey): string {
  return [writer, reader, question, profile, formats, engine].join(' ');
}
