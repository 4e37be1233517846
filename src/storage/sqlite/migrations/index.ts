import { FIRST_TABLES } from './0001-first-tables.ts';
import { IDENTITIES_KEYS_AUDIT } from './0002-identities-keys-audit.ts';
import { REFERENCES_OF_VERSIONS } from './0003-references-of-versions.ts';
import { HISTORY_IDS } from './0004-history-ids.ts';
import { RECORDS } from './0005-records.ts';
import { LAST_CHANGES } from './0006-last-changes.ts';

/** @internal Forward only; a number is its place in the list. Never edit one that was released: add another. */
export const MIGRATIONS: readonly string[] = [FIRST_TABLES, IDENTITIES_KEYS_AUDIT, REFERENCES_OF_VERSIONS, HISTORY_IDS, RECORDS, LAST_CHANGES];
