import type { Migration } from '../../../postgres/migration.ts';
import { FIRST_TABLES } from './0001-first-tables.ts';
import { RECORDS_AND_ROWS } from './0002-records-and-rows.ts';
import { LAST_CHANGES } from './0003-last-changes.ts';

/** @internal Forward only; a number is its place in the list. Never edit one that was released: add another. */
export const MIGRATIONS: readonly Migration[] = [
  { sql: FIRST_TABLES, compatibleWith: 1 },
  { sql: RECORDS_AND_ROWS, compatibleWith: 1 },
  { sql: LAST_CHANGES, compatibleWith: 1 },
];
