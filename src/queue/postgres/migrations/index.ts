import type { Migration } from '../../../postgres/migration.ts';
import { FIRST_TABLES } from './0001-first-tables.ts';

/** @internal Forward only; a number is its place in the list. Never edit one that was released: add another. */
export const MIGRATIONS: readonly Migration[] = [{ sql: FIRST_TABLES, compatibleWith: 1 }];
