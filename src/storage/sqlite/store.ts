import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type Sqlite from 'better-sqlite3';
import type { Database } from 'better-sqlite3';
import { RegistryError } from '../../core/errors.ts';
import type { Verdict } from '../../core/verdict.ts';
import type { Store } from '../store.ts';
import { applyCommit } from './commit.ts';
import { migrate } from './migrations.ts';
import { changeOf, schemaOf, versionOf, type ChangeRow, type SchemaRow } from './rows.ts';
import { listHistories, readConfigs, readHistory, readSnapshot } from './snapshot.ts';
import { prepareStatements, type Statements } from './statements.ts';

export interface SqliteStoreOptions {
  /** The file; made if it does not exist, with its folder. */
  readonly path: string;
  /** How often to look for commits of other processes. Default 1,000. */
  readonly pollMs?: number;
}

/**
 * The store in one SQLite file, in WAL mode with `synchronous=FULL`: a commit that was answered is on disk. Several
 * processes may use one file. Throws `module_missing` without better-sqlite3, and `store_unavailable` when the file
 * cannot be opened, is another program's or a newer sluice's.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const Driver = await loadDriver();
  const { path } = options;
  return guard(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    const database = new Driver(path, { timeout: 5_000 });
    try {
      migrate(database, path);
      database.pragma('journal_mode = WAL');
      database.pragma('synchronous = FULL');
      database.pragma('foreign_keys = ON');
      return createStore(database, options);
    } catch (thrown) {
      database.close();
      throw thrown;
    }
  });
}

async function loadDriver(): Promise<typeof Sqlite> {
  try {
    return (await import('better-sqlite3')).default;
  } catch (cause) {
    throw new RegistryError(
      'module_missing',
      'the SQLite store needs the package better-sqlite3, which was not installed or built; run `npm install better-sqlite3`',
      { cause },
    );
  }
}

function createStore(database: Database, { path, pollMs = 1_000 }: SqliteStoreOptions): Store {
  const statements = prepareStatements(database);
  const watch = createWatch(database, pollMs);
  const read = async <T>(work: (prepared: Statements) => T): Promise<T> => guard(path, () => work(statements));
  const commit = database.transaction(applyCommit);
  const snapshot = database.transaction(readSnapshot);
  const putVerdicts = database.transaction((entries: Parameters<Store['writeVerdicts']>[0]) => {
    for (const { key, verdict } of entries) statements.putVerdict.run({ ...key, kind: verdict.kind, verdict: JSON.stringify(verdict) });
  });
  return {
    readSubject: (subject) => read(() => readHistory(statements, subject)),
    listSubjects: (query) => read(() => listHistories(statements, query)),
    readSchema: (id) => read(() => optional(statements.schema.get(id) as SchemaRow | undefined, schemaOf)),
    readSchemaByFingerprint: (fingerprint) =>
      read(() => optional(statements.schemaByFingerprint.get(fingerprint) as SchemaRow | undefined, schemaOf)),
    listUses: (schemaId) => read(() => (statements.uses.all(schemaId) as string[]).map(versionOf)),
    listReferrers: (subject, version) => read(() => (statements.referrers.all(subject, version) as string[]).map(versionOf)),
    readConfigs: () => read(readConfigs),
    readVerdict: (key) => read(() => optional(statements.verdict.get(key) as string | undefined, (text) => JSON.parse(text) as Verdict)),
    writeVerdicts: (entries) => read(() => putVerdicts.immediate(entries)),
    readSnapshot: (query) => read(() => snapshot.deferred(statements, query)),
    listChanges: (after, limit) => read(() => (statements.changes.all(after, limit) as ChangeRow[]).map(changeOf)),
    readPosition: () => read(() => ({ first: Number(statements.firstChange.get() ?? 1), last: Number(statements.meta.get('last_sequence')) })),
    async commit(wanted) {
      const result = await read(() => commit.immediate(statements, wanted));
      if (result.kind === 'committed') watch.wake();
      return result;
    },
    subscribe: (wake) => watch.subscribe(wake),
    ping: () => read(() => void statements.meta.get('last_sequence')),
    async close() {
      watch.stop();
      database.close();
    },
  };
}

/** Wakes the subscribers after our own commits, and when another process has written to the file. */
function createWatch(
  database: Database,
  pollMs: number,
): { readonly wake: () => void; readonly subscribe: Store['subscribe']; readonly stop: () => void } {
  const listeners = new Set<() => void>();
  const wake = (): void => {
    for (const listener of listeners) listener();
  };
  let seen = database.pragma('data_version', { simple: true });
  const timer = setInterval(() => {
    const now = database.pragma('data_version', { simple: true });
    if (now !== seen) wake();
    seen = now;
  }, pollMs);
  timer.unref();
  return {
    wake,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => clearInterval(timer),
  };
}

function optional<T, U>(value: T | undefined, read: (value: T) => U): U | undefined {
  return value === undefined ? undefined : read(value);
}

/** What SQLite throws is `store_unavailable`; errors of ours, also those thrown inside a transaction, go through. */
function guard<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (!isDriverError(thrown)) throw thrown;
    throw new RegistryError(
      'store_unavailable',
      `the store ${path} does not answer: ${thrown.message}; check the disk, the path and the permissions`,
      { cause: thrown },
    );
  }
}

function isDriverError(thrown: unknown): thrown is Error & { readonly code: string } {
  return (
    thrown instanceof Error &&
    !(thrown instanceof RegistryError) &&
    (thrown.name === 'SqliteError' || 'syscall' in thrown || thrown instanceof TypeError)
  );
}
