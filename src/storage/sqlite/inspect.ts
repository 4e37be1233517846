import type { Database } from 'better-sqlite3';
import { loadDriver } from './driver.ts';
import { guard } from './guard.ts';
import { APPLICATION_ID } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';

/** What a file says of itself, whoever wrote it. */
export interface SqliteFacts {
  readonly isOurs: boolean;
  /** Of the tables; `known` is what this program writes. */
  readonly format: number;
  readonly known: number;
  /** What `integrity_check` finds, at most ten; empty: it is whole. */
  readonly damages: readonly string[];
  /** Rows whose parent is missing. */
  readonly orphans: number;
  /** When the newest version was registered, as its server's clock said. */
  readonly newestAt: string | undefined;
  /** Stored verdicts by the version of the engine that reached them. */
  readonly verdicts: readonly { readonly engine: string; readonly count: number }[];
}

/** Look at a database without changing it. Linear in its size. Throws `store_unavailable` where it does not open. */
export async function inspectSqlite(path: string): Promise<SqliteFacts> {
  const Driver = await loadDriver();
  return guard(path, () => {
    const database = new Driver(path, { fileMustExist: true, timeout: 5_000 });
    try {
      return factsOf(database);
    } finally {
      database.close();
    }
  });
}

/** The versions of SQLite and of its driver. Throws `module_missing`. */
export async function sqliteVersion(): Promise<string> {
  const database = new (await loadDriver())(':memory:');
  try {
    return String(database.prepare('SELECT sqlite_version()').pluck().get());
  } finally {
    database.close();
  }
}

function factsOf(database: Database): SqliteFacts {
  const isOurs = database.pragma('application_id', { simple: true }) === APPLICATION_ID;
  const damages = (database.pragma('integrity_check(10)') as readonly { readonly integrity_check: string }[]).map((row) => row.integrity_check);
  return {
    isOurs,
    format: Number(database.pragma('user_version', { simple: true })),
    known: MIGRATIONS.length,
    damages: damages.filter((damage) => damage !== 'ok'),
    orphans: (database.pragma('foreign_key_check') as readonly unknown[]).length,
    newestAt: isOurs
      ? ((database.prepare("SELECT max(json_extract(record, '$.createdAt')) FROM versions").pluck().get() as string) ?? undefined)
      : undefined,
    verdicts: isOurs
      ? (database.prepare('SELECT engine, count(*) AS count FROM verdicts GROUP BY engine ORDER BY engine').all() as SqliteFacts['verdicts'])
      : [],
  };
}
