/** What a database is used for: each use has a schema of its own, and words of its own where something is wrong. */
export interface Purpose {
  readonly code: 'store_unavailable' | 'queue_unavailable';
  readonly noun: 'store' | 'queue';
  /** Where the address names none. */
  readonly schema: string;
  /** The table that says whose tables these are. */
  readonly stateTable: string;
  /** What names it. */
  readonly namedBy: string;
  /** Where its password may come from. */
  readonly passwords: string;
}

/** What a registry keeps. */
export const STORE: Purpose = {
  code: 'store_unavailable',
  noun: 'store',
  schema: 'sluice',
  stateTable: 'registry_state',
  namedBy: '--store',
  passwords: 'the URL in SLUICE_STORE, SLUICE_STORE_PASSWORD_FILE, PGPASSWORD or ~/.pgpass',
};

/** What a gateway has accepted and not delivered yet. */
export const QUEUE: Purpose = {
  code: 'queue_unavailable',
  noun: 'queue',
  schema: 'sluice_queue',
  stateTable: 'queue_state',
  namedBy: 'queue.store',
  passwords: 'SLUICE_QUEUE_PASSWORD_FILE, PGPASSWORD or ~/.pgpass',
};
