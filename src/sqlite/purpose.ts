/** What a file is used for: each use has a mark of its own, and words of its own where something is wrong. */
export interface Purpose {
  readonly noun: 'store' | 'queue';
  readonly codes: { readonly unavailable: 'store_unavailable' | 'queue_unavailable'; readonly damaged: 'store_damaged' | 'queue_damaged' };
  /** The `application_id` of SQLite's header, which tells its files from others'. */
  readonly applicationId: number;
  /** What cannot be without better-sqlite3, and what to do. */
  readonly needsDriver: { readonly what: string; readonly next: string };
  /** Whose a file is that is not of this use, and what to do. */
  readonly foreign: string;
  /** What to do, or to know, after something failed. */
  readonly unavailable: string;
  readonly damaged: string;
  /** Errors that mean more to it than SQLite says, by their code. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** What a registry keeps. */
export const STORE: Purpose = {
  noun: 'store',
  codes: { unavailable: 'store_unavailable', damaged: 'store_damaged' },
  // "sluc"
  applicationId: 0x736c7563,
  needsDriver: { what: 'the SQLite store', next: 'run `npm install better-sqlite3`, or use --store memory:' },
  foreign: 'another program; choose another path with --store',
  unavailable: 'check the disk, the path and the permissions',
  damaged: 'stop the registry, ask `sluice doctor`, and restore a backup',
  reasons: { SQLITE_BUSY: 'another process has kept its lock for too long' },
};

/** What a gateway has accepted and not delivered yet. */
export const QUEUE: Purpose = {
  noun: 'queue',
  codes: { unavailable: 'queue_unavailable', damaged: 'queue_damaged' },
  // "sluq"
  applicationId: 0x736c7571,
  needsDriver: { what: 'a queue in a file', next: 'run `npm install better-sqlite3`' },
  foreign: 'another program or purpose; choose another path for the queue',
  unavailable: 'nothing of this was kept',
  damaged: 'stop the gateway, keep a copy of the file and its -wal, and restore a backup or begin with a new file',
  reasons: { SQLITE_BUSY: 'another process has it open; a queue in a file has one gateway' },
};
