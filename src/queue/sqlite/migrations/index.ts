import { FIRST_TABLES } from './0001-first-tables.ts';

/** @internal In order; the `user_version` of a file is how many it has. One that was released is never changed. */
export const MIGRATIONS: readonly string[] = [FIRST_TABLES];
