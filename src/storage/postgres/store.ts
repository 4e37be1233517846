import { randomUUID } from 'node:crypto';
import { refuseRestoring } from '../import-rows.ts';
import type { Store } from '../store.ts';
import type { PostgresAddress } from '../../postgres/address.ts';
import { applyCommit } from './commit.ts';
import { createConnections, prepareTables, type Connections, type Session } from '../../postgres/connect.ts';
import { loadDriver } from '../../postgres/driver.ts';
import { listHeads, listHistories, readHistory } from './histories.ts';
import { exportFrom } from './export-rows.ts';
import { importRows } from './import-rows.ts';
import type { Migration } from '../../postgres/migration.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { readVerdictKinds, readVerdicts } from './read-verdicts.ts';
import * as reads from './reads.ts';
import { listRecords, readRecord, writeRecords } from './records.ts';
import { keyOf, type RecordRow } from './rows.ts';
import { readSnapshot } from './snapshot.ts';
import { createStamp } from './stamp.ts';
import { readTogether } from './together.ts';
import { readCounters, requireWritable, type Counters, type Knowledge, type RequireWhole } from './state.ts';
import { createWatch } from './watch.ts';
import { createWriter, type Write } from './writer.ts';
import { writeVerdicts } from './write-verdicts.ts';

export interface PostgresStoreOptions {
  readonly address: PostgresAddress;
  /** A file with the password; without one it is in the address, `PGPASSWORD` or `~/.pgpass`. */
  readonly passwordFile?: string;
  /** How often to look for commits that no notice told of, while somebody listens. Default 5,000. */
  readonly pollMs?: number;
  /** Default 30,000. */
  readonly statementTimeoutMs?: number;
  /** Whether a store is made where there is none. Default true. */
  readonly mayMake?: boolean;
  /** Hears when the server is not reached any more, with why, and when it is again. */
  readonly onReach?: (failure: Error | undefined) => void;
  /** Hears that the tables were made anew. */
  readonly onNew?: () => void;
  /** What this program knows; others than ours only in tests of an upgrade. */
  readonly migrations?: readonly Migration[];
}

/**
 * The store in a PostgreSQL database, which any number of processes use at once. Writers take turns, by a lock on one row, so what a
 * commit expects holds until it is written, and the sequence of the feed is that of the commits. A commit that was answered is on
 * the server's disk. A lost connection is replaced; what was under way fails with `store_unavailable`, and where that is the answer to a
 * commit, it may have been kept. Throws `module_missing` without pg, `file_unreadable` for the file of the password, and
 * `store_unavailable` when the server does not answer, or the tables are another program's or a newer sluice's.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const driver = await loadDriver();
  const { address, passwordFile, migrations = MIGRATIONS, statementTimeoutMs = 30_000, mayMake = true } = options;
  const place = { address, ...(passwordFile === undefined ? {} : { passwordFile }) };
  const { isNew } = await prepareTables(driver, place, { migrations, mayMake });
  if (isNew) options.onNew?.();
  const connections = await createConnections(driver, { ...place, statementTimeoutMs, ...(options.onReach && { onReach: options.onReach }) });
  try {
    return await openOn(connections, options);
  } catch (thrown) {
    await connections.close();
    throw thrown;
  }
}

/** @internal On tables that are up to date. */
export async function openOn(connections: Connections, { address, migrations = MIGRATIONS, pollMs = 5_000 }: PostgresStoreOptions): Promise<Store> {
  const knowledge: Knowledge = { address, format: migrations.length };
  const { commits } = await readCounters(connections, knowledge, { lock: false });
  return createStore({ connections, knowledge, commits, pollMs });
}

interface Parts {
  readonly connections: Connections;
  readonly knowledge: Knowledge;
  readonly commits: number;
  readonly pollMs: number;
}

function createStore({ connections, knowledge, commits, pollMs }: Parts): Store {
  const [channel, sender] = [`sluice ${knowledge.address.schema}`, randomUUID()];
  const readState = (): Promise<Counters> => readCounters(connections, knowledge, { lock: false });
  const readCommits = async (): Promise<number> => (await readState()).commits;
  const stamp = createStamp(readCommits);
  const writer = createWriter({ connections, knowledge, channel, sender });
  const watch = createWatch({ createClient: () => connections.createClient(), channel, sender, readCommits: stamp.read, commits, pollMs });
  const requireWhole: RequireWhole = ({ isRestoring }) => {
    if (isRestoring) throw refuseRestoring(knowledge.address.shown);
  };
  const write = <T>(work: Write<T>): Promise<T> =>
    writer.run(async (session, counters) => {
      requireWhole(counters);
      return work(session, counters);
    });
  const readConfigs = reads.createConfigsReader();
  // Several statements that must see the same moment.
  const readAtOneMoment = <T>(work: (session: Session) => Promise<T>): Promise<T> =>
    connections.use(async (session) => {
      const [, result] = await Promise.all([session.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'), work(session)]);
      await session.query('COMMIT');
      return result;
    });
  return {
    readSubject: (subject) => readHistory(connections, subject, requireWhole),
    readSubjectEpoch: (subject) => reads.readSubjectEpoch(connections, subject),
    listSubjects: (query) => listHistories(connections, query),
    listSubjectHeads: (query) => listHeads(connections, query),
    readSchema: readTogether((ids) => reads.readSchemas(connections, ids)),
    listSchemasByFingerprint: (fingerprint) => reads.listSchemas(connections, 'fingerprint', fingerprint),
    listSchemasByGuid: (guid) => reads.listSchemas(connections, 'guid', guid),
    readLastSchemaId: () => reads.readLastSchemaId(connections),
    listUnindexed: (limit) => reads.listUnindexed(connections, limit),
    listUses: (schemaId) => reads.listUses(connections, schemaId),
    listReferrers: (subject, version) => reads.listReferrers(connections, subject, version),
    readConfigs: () => readConfigs(connections),
    listKeys: async () => (await connections.query<RecordRow>('SELECT record FROM api_keys ORDER BY id')).map(keyOf),
    readKey: async (id) => (await connections.query<RecordRow>('SELECT record FROM api_keys WHERE id = $1', [id])).map(keyOf)[0],
    listAudit: (query) => reads.listAudit(connections, query),
    readVerdict: readTogether((keys) => readVerdicts(connections, keys)),
    readVerdictKinds: (keys) => readVerdictKinds(connections, keys),
    async writeVerdicts(entries) {
      if (entries.length === 0) return;
      await write(async (session, counters) => ({ result: undefined, counters, written: writeVerdicts(session, entries) }));
    },
    readRecord: (kind, key) => readRecord(connections, kind, key),
    listRecords: (query) => listRecords(connections, query),
    writeRecords: (writes) => write((session, counters) => writeRecords(session, writes, counters)),
    readSnapshot: (query, keep) => readAtOneMoment((session) => readSnapshot(session, query, { readConfigs, requireWhole, keep })),
    listChanges: (after, limit) => reads.listChanges(connections, after, limit),
    readPosition: () => reads.readPosition(connections),
    readStamp: stamp.read,
    readSizes: () => reads.readSizes(connections),
    exportRows: () => connections.stream(exportFrom),
    importRows: (rows) => writer.run((session, counters) => importRows(session, rows, counters)),
    async commit(commit) {
      const { result, number } = await write(async (session, counters) => {
        const applied = await applyCommit(session, commit, counters);
        return { ...applied, result: { result: applied.result, number: applied.counters.commits } };
      });
      if (result.kind === 'committed') watch.wake(number);
      return result;
    },
    subscribe: watch.subscribe,
    async ping(need) {
      const [state] = await Promise.all([readState(), need?.toWrite === true && requireWritable(connections, knowledge.address)]);
      requireWhole(state);
    },
    async close() {
      await watch.stop();
      await writer.settled();
      await connections.close();
    },
  };
}
