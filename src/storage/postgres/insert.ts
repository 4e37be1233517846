import type { Session } from '../../postgres/connect.ts';

type Value = string | number | boolean | null;

/** @internal The columns that are written of a record: the type of each, and its value. */
export type Columns<T> = Readonly<Record<string, readonly [type: string, of: (record: T) => Value]>>;

/** @internal One statement for any number of records; none for none. `otherwise` says what becomes of those that are there. */
export async function insert<T>(session: Session, table: string, columns: Columns<T>, records: readonly T[], otherwise = ''): Promise<void> {
  if (records.length === 0) return;
  const entries = Object.entries(columns);
  const lists = entries.map(([, [type]], index) => `$${index + 1}::${type}[]`).join(', ');
  const sql = `INSERT INTO ${table} (${Object.keys(columns).join(', ')}) SELECT * FROM unnest(${lists}) ${otherwise}`;
  await session.query(
    sql,
    entries.map(([, [, of]]) => records.map(of)),
  );
}
