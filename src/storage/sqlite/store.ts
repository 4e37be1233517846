import { closeSync, openSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { RegistryError } from '../../core/errors.ts';
import type { Verdict } from '../../core/verdict.ts';
import { refuseRestoring } from '../import-rows.ts';
import type { Row } from '../row.ts';
import { schemaOf, type SchemaRow } from '../schema-row.ts';
import type { Store, StoreSizes } from '../store.ts';
import { checkWhole } from './check-whole.ts';
import { applyCommit } from './commit.ts';
import { loadDriver } from '../../sqlite/driver.ts';
import { translateError } from '../../sqlite/guard.ts';
import { STORE } from '../../sqlite/purpose.ts';
import { exportFrom } from './export-rows.ts';
import { createGroupWrites } from './group-writes.ts';
import { guard } from './guard.ts';
import { listHeads, listHistories, readHistory } from './histories.ts';
import { importRows, isRestoring } from './import-rows.ts';
import { migrate } from './migrate.ts';
import { putVerdict } from './puts.ts';
import { createConfigsReader, listAudit, readPosition } from './reads.ts';
import { listRecords, writeRecords } from './records.ts';
import { changeOf, keyOf, recordOf, versionOf, type ChangeRow, type RecordRow } from './rows.ts';
import { readSnapshot } from './snapshot.ts';
import { prepareStatements, type Statements } from './statements.ts';
import { createStamp } from './stamp.ts';
import { createWatch } from './watch.ts';

export interface SqliteStoreOptions {
  /** The file; made if it does not exist, for its owner only, in a folder that does. `:memory:` is none. */
  readonly path: string;
  /** How often to look for commits of other processes, while somebody listens. Default 1,000. */
  readonly pollMs?: number;
  /** How long to wait for another process that writes, before `store_unavailable`. The process stands still meanwhile. Default 5,000. */
  readonly busyMs?: number;
}

/**
 * The store in one SQLite file, in WAL mode with `synchronous=FULL`: a commit that was answered is on disk. Several
 * processes may use one file. A file that is not whole is refused (`checkWhole`, linear in its size); one that turns out so later
 * is not written to any more. Throws `module_missing` without better-sqlite3, `store_damaged`, and `store_unavailable` when the
 * file cannot be opened, is another program's or a newer sluice's.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const Driver = await loadDriver(STORE);
  const { path, busyMs = 5_000 } = options;
  return guard(path, () => {
    if (path !== ':memory:') checkWhole(Driver, { path, busyMs });
    // A new file is for its owner only, and so are its -wal and -shm; SQLite itself would take what the umask leaves.
    if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600));
    const database = new Driver(path, { timeout: busyMs });
    // Another connection to a file has a snapshot of its own; a database in memory is copied.
    const openReader = (): Database => new Driver(path === ':memory:' ? database.serialize() : path, { readonly: true, timeout: busyMs });
    try {
      database.pragma('foreign_keys = OFF');
      database.pragma('synchronous = FULL');
      migrate(database, path);
      database.pragma('foreign_keys = ON');
      database.pragma('journal_mode = WAL');
      return createStore(database, options, openReader);
    } catch (thrown) {
      database.close();
      throw thrown;
    }
  });
}

function createStore(database: Database, { path, pollMs = 1_000 }: SqliteStoreOptions, openReader: () => Database): Store {
  const statements = prepareStatements(database);
  const readConfigs = createConfigsReader();
  const stamp = createStamp(database, path);
  const watch = createWatch(database, pollMs);
  const transaction = database.transaction((work: () => unknown) => work());
  let damage: RegistryError | undefined;
  const worded = (thrown: unknown): unknown => {
    const told = translateError({ path, purpose: STORE }, thrown);
    if (told instanceof RegistryError && told.code === 'store_damaged') damage ??= told;
    return told;
  };
  const group = createGroupWrites(database, (thrown) => translateError({ path, purpose: STORE }, thrown) !== thrown);
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (thrown) {
      throw worded(thrown);
    }
  };
  const read = async <T>(work: (prepared: Statements) => T): Promise<T> => guarded(() => work(statements));
  // Reads go on, for what is left; a write could spoil it.
  const requireWhole = (): void => {
    if (damage !== undefined) throw damage;
  };
  // Several statements that must see the same moment.
  const readAtOneMoment = <T>(work: (prepared: Statements) => T): Promise<T> => read(() => transaction.deferred(() => work(statements)) as T);
  const write = <T>(work: (prepared: Statements) => T): Promise<T> =>
    group
      .run(() => {
        requireWhole();
        return work(statements);
      })
      .catch((thrown: unknown) => {
        throw worded(thrown);
      });
  const requireRestored = (): void => {
    if (isRestoring(statements)) throw refuseRestoring(path);
  };
  // Nothing but an import writes to a store into which one has begun.
  const writeWhole = <T>(work: () => T): Promise<T> =>
    write(() => {
      requireRestored();
      return work();
    });
  // What is kept by who reads it, and must not be half.
  const readWhole = <T>(work: (prepared: Statements) => T): Promise<T> =>
    readAtOneMoment(() => {
      requireRestored();
      return work(statements);
    });
  return {
    readSubject: (subject) => readWhole(() => readHistory(statements, subject)),
    readSubjectEpoch: (subject) => read(() => Number(statements.subjectEpoch.get(subject) ?? 0)),
    listSubjects: (query) => readAtOneMoment(() => listHistories(statements, query)),
    listSubjectHeads: (query) => readAtOneMoment(() => listHeads(statements, query)),
    readSchema: (id) => read(() => optional(statements.schema.get(id) as SchemaRow | undefined, schemaOf)),
    listSchemasByFingerprint: (fingerprint) => read(() => (statements.schemasByFingerprint.all(fingerprint) as SchemaRow[]).map(schemaOf)),
    listSchemasByGuid: (guid) => read(() => (statements.schemasByGuid.all(guid) as SchemaRow[]).map(schemaOf)),
    readLastSchemaId: () => read(() => Number(statements.highestSchemaId.get())),
    listUnindexed: (limit) => read(() => statements.unindexed.all(limit) as string[]),
    listUses: (schemaId) => read(() => (statements.uses.all(schemaId) as string[]).map(versionOf)),
    listReferrers: (subject, version) => read(() => (statements.referrers.all(subject, version) as string[]).map(versionOf)),
    readConfigs: () => readAtOneMoment(readConfigs),
    listKeys: () => read(() => (statements.keys.all() as string[]).map(keyOf)),
    readKey: (id) => read(() => optional(statements.key.get(id) as string | undefined, keyOf)),
    listAudit: (query) => read(() => listAudit(statements, query)),
    readVerdict: (key) => read(() => optional(statements.verdict.get(key) as string | undefined, (text) => JSON.parse(text) as Verdict)),
    readVerdictKinds: (keys) => readAtOneMoment(() => keys.map((key) => statements.verdictKind.get(key) as Verdict['kind'] | undefined)),
    writeVerdicts: (entries) =>
      writeWhole(() => {
        for (const entry of entries) putVerdict(statements, entry);
      }),
    readRecord: (kind, key) => read(() => optional(statements.record.get(kind, key) as RecordRow | undefined, recordOf)),
    listRecords: (query) => read(() => listRecords(statements, query)),
    writeRecords: (writes) => writeWhole(() => writeRecords(statements, writes)),
    readSnapshot: (query, keep) => readWhole(() => readSnapshot(statements, query, keep)),
    listChanges: (after, limit) => read(() => (statements.changes.all(after, limit) as ChangeRow[]).map(changeOf)),
    readPosition: () => readAtOneMoment(readPosition),
    readStamp: () => stamp.read(),
    readSizes: () => readAtOneMoment(() => statements.sizes.get() as StoreSizes),
    async *exportRows(): AsyncGenerator<Row> {
      const reader = guarded(openReader);
      const rows = exportFrom(reader);
      try {
        for (let next = guarded(() => rows.next()); next.done !== true; next = guarded(() => rows.next())) yield next.value;
      } finally {
        rows.return(undefined); // Who wants no more may stop in the middle of a statement.
        reader.close();
      }
    },
    async importRows(rows) {
      const imported = await write(() => importRows(statements, rows));
      if (imported.written > 0) stamp.raise();
      return imported;
    },
    async commit(commit) {
      const result = await writeWhole(() => applyCommit(statements, commit));
      if (result.kind === 'committed') {
        stamp.raise();
        watch.wake();
      }
      return result;
    },
    subscribe: watch.subscribe,
    ping: () =>
      read(() => {
        requireWhole();
        requireRestored();
      }),
    async close() {
      watch.stop();
      group.flush();
      database.close();
    },
  };
}

function optional<T, U>(value: T | undefined, read: (value: T) => U): U | undefined {
  return value === undefined ? undefined : read(value);
}
