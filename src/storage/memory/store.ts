import type { Store } from '../store.ts';
import { createSubscribers } from '../subscribers.ts';
import { compareCodePoints } from '../code-points.ts';
import { refuseRestoring } from '../import-rows.ts';
import { applyCommit } from './commit.ts';
import { listHeads, listHistories, readHistory } from './histories.ts';
import { listAudit, readConfigs } from './reads.ts';
import { listRecords, writeRecords } from './records.ts';
import { exportTables, importTables } from './rows.ts';
import { readSnapshot } from './snapshot.ts';
import { createTables, findReferrers, highestId, keyOf, listUnindexed, sizesOf, schemasWhere, versionsWhere } from './tables.ts';

/** A store that is gone with the process: for tests and trials. */
export function createMemoryStore(): Store {
  const tables = createTables();
  const subscribers = createSubscribers();
  const requireWhole = (): void => {
    if (tables.isRestoring) throw refuseRestoring('this store');
  };
  return {
    async readSubject(subject) {
      requireWhole();
      return readHistory(tables, subject);
    },
    readSubjectEpoch: async (subject) => tables.subjects.get(subject)?.epoch ?? 0,
    listSubjects: async (query) => listHistories(tables, query),
    listSubjectHeads: async (query) => listHeads(tables, query),
    readSchema: async (id) => tables.schemas.get(id),
    listSchemasByFingerprint: async (fingerprint) => schemasWhere(tables, (schema) => schema.fingerprint === fingerprint),
    listSchemasByGuid: async (guid) => schemasWhere(tables, (schema) => schema.guid === guid),
    readLastSchemaId: async () => highestId(tables),
    listUnindexed: async (limit) => listUnindexed(tables, limit),
    listUses: async (schemaId) => versionsWhere(tables, (version) => version.schemaId === schemaId),
    listReferrers: async (subject, version) => findReferrers(tables, subject, version),
    readConfigs: async () => readConfigs(tables),
    listKeys: async () => [...tables.keys.values()].toSorted((a, b) => compareCodePoints(a.id, b.id)),
    readKey: async (id) => tables.keys.get(id),
    listAudit: async (query) => listAudit(tables, query),
    readVerdict: async (key) => tables.verdicts.get(keyOf(key))?.verdict,
    readVerdictKinds: async (keys) => keys.map((key) => tables.verdicts.get(keyOf(key))?.verdict.kind),
    async writeVerdicts(entries) {
      requireWhole();
      for (const { key, verdict } of entries) tables.verdicts.set(keyOf(key), { key, verdict });
    },
    readRecord: async (kind, key) => tables.records.get(kind)?.get(key),
    listRecords: async (query) => listRecords(tables, query),
    async writeRecords(writes) {
      requireWhole();
      return writeRecords(tables, writes);
    },
    async readSnapshot(query, keep) {
      requireWhole();
      return readSnapshot(tables, query, keep);
    },
    listChanges: async (after, limit) => tables.changes.slice(after, after + limit),
    readPosition: async () => ({ first: 1, last: tables.changes.length }),
    readStamp: async () => tables.commits,
    readSizes: async () => sizesOf(tables),
    async *exportRows() {
      yield* exportTables(tables);
    },
    importRows: async (rows) => importTables(tables, rows),
    async commit(commit) {
      requireWhole();
      const result = applyCommit(tables, commit);
      if (result.kind === 'committed') subscribers.wake();
      return result;
    },
    subscribe: (wake) => subscribers.add(wake),
    async ping() {
      requireWhole();
    },
    close: async () => undefined,
  };
}
