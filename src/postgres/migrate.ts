import { RegistryError } from '../core/errors.ts';
import type { PostgresAddress } from './address.ts';
import type { Session } from './connect.ts';
import type { Migration } from './migration.ts';

/** @internal "sluc", as in the header of our SQLite files: the first half of the advisory lock. */
const LOCK_CLASS = 0x736c7563;

interface FormatRow {
  readonly program: string;
  readonly format: number;
  readonly compatible_with: number;
}

export interface MigrateOptions {
  readonly address: PostgresAddress;
  readonly migrations: readonly Migration[];
  /** Whether tables are made where there are none. */
  readonly mayMake: boolean;
}

/**
 * @internal Make the tables, or bring them up to date, in one transaction under an advisory lock, so that of many replicas that start
 * at once one does it; replicas that write meanwhile come before it or after it. Throws `store_unavailable`, or `queue_unavailable`, for a schema that has another program's tables, for the tables of a newer sluice that
 * this one may not work on, and for a database that is not in UTF-8; nothing is changed then. Says whether the tables are new.
 */
export async function migrate(session: Session, { address, migrations, mayMake }: MigrateOptions): Promise<{ readonly isNew: boolean }> {
  const { schema, purpose } = address;
  await session.query('BEGIN');
  await session.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [LOCK_CLASS, schema]);
  await expectUtf8(session, address);
  const found = await readFormat(session, address);
  const { format } = found ?? { format: 0 };
  if (found !== undefined) expectKnown(found, address, migrations.length);
  if (found === undefined && !mayMake)
    throw new RegistryError(purpose.code, `there is no ${purpose.noun} in ${address.shown}; name the right one with ${purpose.namedBy}`);
  if (found === undefined) await makeSchema(session, schema);
  // As writers do first: what one of them has under way is seen by every statement, and none comes in between two or waits for us with what we need.
  else if (format < migrations.length) await session.query(`SELECT FROM ${purpose.stateTable} FOR UPDATE`);
  for (const { sql } of migrations.slice(format)) await session.query(sql);
  const last = migrations.at(-1);
  if (format < migrations.length && last !== undefined)
    await session.query(`UPDATE ${purpose.stateTable} SET format = $1, compatible_with = $2`, [
      migrations.length,
      oldestAllowed(migrations, format, found),
    ]);
  await session.query('COMMIT');
  return { isNew: found === undefined };
}

// An older program must get on with all of them.
function oldestAllowed(migrations: readonly Migration[], from: number, found: FormatRow | undefined): number {
  return Math.max(found?.compatible_with ?? 0, ...migrations.slice(from).map(({ compatibleWith }) => compatibleWith));
}

/** @internal Throws what is unavailable where a newer sluice has changed the tables so that a program that knows `known` may not go on. */
export function expectKnown(found: Pick<FormatRow, 'format' | 'compatible_with'>, { shown, purpose }: PostgresAddress, known: number): void {
  if (found.compatible_with <= known) return;
  throw new RegistryError(
    purpose.code,
    `${shown} was written by a newer sluice (format ${found.format}, for programs that know ${found.compatible_with}; this one knows ${known}); upgrade sluice`,
  );
}

async function expectUtf8(session: Session, { shown, purpose }: PostgresAddress): Promise<void> {
  const [row] = await session.query<{ readonly encoding: string }>("SELECT current_setting('server_encoding') AS encoding");
  if (row?.encoding === 'UTF8') return;
  throw new RegistryError(purpose.code, `${shown} has the encoding ${row?.encoding}; make a database with ENCODING 'UTF8' TEMPLATE template0`);
}

async function readFormat(session: Session, { schema, shown, purpose }: PostgresAddress): Promise<FormatRow | undefined> {
  const tables = await session.query<{ readonly name: string }>(
    "SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind IN ('r', 'v', 'm', 'p', 'f')",
    [schema],
  );
  if (tables.length === 0) return undefined;
  const isOurs = tables.some(({ name }) => name === purpose.stateTable);
  // By its full name: in the search path a schema that this user may not use is as one that is not there.
  const [row] = isOurs ? await session.query<FormatRow>(`SELECT program, format, compatible_with FROM "${schema}".${purpose.stateTable}`) : [];
  if (row?.program === 'sluice') return row;
  throw new RegistryError(
    purpose.code,
    `the schema ${schema} of ${shown} has tables of another program, such as ${tables[0]?.name}; name another one with ?schema=NAME`,
  );
}

// Where a schema was made for this user, the right to make one may be missing.
async function makeSchema(session: Session, schema: string): Promise<void> {
  const found = await session.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
  if (found.length === 0) await session.query(`CREATE SCHEMA "${schema}"`);
}
