import { FIRST_TABLES } from './0001-first-tables.ts';
import { RECORDS_AND_ROWS } from './0002-records-and-rows.ts';

/** A step from one format to the next. */
export interface Migration {
  readonly sql: string;
  /**
   * The earliest format whose programs may go on beside this one, while replicas are replaced one by one: they neither read nor write
   * anything that it changes. The number of the migration itself where there is none.
   */
  readonly compatibleWith: number;
}

/** @internal Forward only; a number is its place in the list. Never edit one that was released: add another. */
export const MIGRATIONS: readonly Migration[] = [
  { sql: FIRST_TABLES, compatibleWith: 1 },
  { sql: RECORDS_AND_ROWS, compatibleWith: 1 },
];
