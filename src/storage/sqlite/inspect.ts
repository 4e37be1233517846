import { statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { compareCodePoints } from '../code-points.ts';
import { isIdleSetting, startOfMeant } from '../idle-setting.ts';
import { requireDatabase } from './check-whole.ts';
import { loadDriver } from '../../sqlite/driver.ts';
import { guard } from './guard.ts';
import { STORE } from '../../sqlite/purpose.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { openToRead } from './open-to-read.ts';

/** What a file says of itself, whoever wrote it. */
export interface SqliteFacts {
  readonly isOurs: boolean;
  /** Of the tables; `known` is what this program writes. */
  readonly format: number;
  readonly known: number;
  /** What `integrity_check` finds, at most ten, and schemas whose text is no JSON, at most ten; empty: it is whole. */
  readonly damages: readonly string[];
  /** Rows whose parent is missing. */
  readonly orphans: number;
  /** A restore has begun that is not at its end. */
  readonly isRestoring: boolean;
  /** When the newest version was registered, as its server's clock said. */
  readonly newestAt: string | undefined;
  /** Names with a configuration or a mode of their own that no subject has or begins with. */
  readonly idleSettings: readonly string[];
  /** Stored verdicts by the version of the engine that reached them. */
  readonly verdicts: readonly { readonly engine: string; readonly count: number }[];
}

/**
 * Look at a database without changing it, nor its -wal. Linear in its size. Throws `store_unavailable` where it does not open, and
 * `store_damaged` where not even its tables can be told.
 */
export async function inspectSqlite(path: string): Promise<SqliteFacts> {
  const Driver = await loadDriver(STORE);
  requireDatabase(path);
  return guard(path, () => {
    // Where nothing waits beside it, who may write leaves nothing beside it either.
    const database = hasWal(path) ? openToRead(Driver, path, BUSY_MS) : new Driver(path, { fileMustExist: true, timeout: BUSY_MS });
    try {
      return factsOf(database);
    } finally {
      database.close();
    }
  });
}

const BUSY_MS = 5_000;

function hasWal(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** The versions of SQLite and of its driver. Throws `module_missing`. */
export async function sqliteVersion(): Promise<string> {
  const database = new (await loadDriver(STORE))(':memory:');
  try {
    return String(database.prepare('SELECT sqlite_version()').pluck().get());
  } finally {
    database.close();
  }
}

function factsOf(database: Database): SqliteFacts {
  const isOurs = database.pragma('application_id', { simple: true }) === STORE.applicationId;
  const damages = (database.pragma('integrity_check(10)') as readonly { readonly integrity_check: string }[]).map((row) => row.integrity_check);
  return {
    isOurs,
    format: Number(database.pragma('user_version', { simple: true })),
    known: MIGRATIONS.length,
    damages: [
      ...damages.filter((damage) => damage !== 'ok').map((damage) => damage.replace(/^\*+ in database main \*+\s*/, '').replaceAll(/\s+/g, ' ')),
      ...(isOurs ? spoiltTexts(database) : []),
    ],
    orphans: (database.pragma('foreign_key_check') as readonly unknown[]).length,
    isRestoring: isOurs && database.prepare("SELECT value FROM meta WHERE name = 'restoring'").pluck().get() === 1,
    newestAt: isOurs
      ? ((database.prepare("SELECT max(json_extract(record, '$.createdAt')) FROM versions").pluck().get() as string) ?? undefined)
      : undefined,
    idleSettings: isOurs ? idleSettings(database) : [],
    verdicts: isOurs
      ? (database.prepare('SELECT engine, count(*) AS count FROM verdicts GROUP BY engine ORDER BY engine').all() as SqliteFacts['verdicts'])
      : [],
  };
}

function spoiltTexts(database: Database): string[] {
  const ids = database.prepare("SELECT id FROM schemas WHERE format = 'json-schema' AND NOT json_valid(text) ORDER BY id LIMIT 10").pluck();
  return (ids.all() as readonly number[]).map((id) => `the text of schema ${id} is no JSON`);
}

function idleSettings(database: Database): readonly string[] {
  // A file of the first format has no modes.
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE name IN ('configs', 'modes')").pluck().all() as readonly string[];
  const names = new Set(tables.flatMap((table) => database.prepare(`SELECT name FROM ${table}`).pluck().all() as readonly string[]));
  const from = database.prepare('SELECT subject FROM subjects WHERE subject >= ? ORDER BY subject LIMIT 1').pluck();
  const isIdle = (name: string): boolean => isIdleSetting(name, from.get(startOfMeant(name)) as string | undefined);
  return [...names].filter((name) => name !== '' && isIdle(name)).toSorted(compareCodePoints);
}
