import { unreachable } from '../../core/errors.ts';
import type { PostgresAddress } from '../../postgres/address.ts';
import type { CountersRecord } from '../row.ts';
import type { Session } from '../../postgres/connect.ts';
import { readOnly } from '../../postgres/guard.ts';
import { expectKnown } from '../../postgres/migrate.ts';

/** @internal The counters of the registry, in the one row that every writer locks. */
export interface Counters {
  readonly configsEpoch: number;
  readonly lastSchemaId: number;
  readonly lastSequence: number;
  readonly lastAudit: number;
  readonly commits: number;
  /** An import has begun that is not at its end. */
  readonly isRestoring: boolean;
}

/** @internal Throws `store_unavailable` for half a store, into which an import is not at its end. */
export type RequireWhole = (state: Pick<Counters, 'isRestoring'>) => void;

/** @internal What a statement that reads `restoring` along gives. */
export interface RestoringRow {
  readonly restoring: boolean;
}

interface StateRow extends RestoringRow {
  readonly format: number;
  readonly compatible_with: number;
  readonly configs_epoch: number;
  readonly last_schema_id: number;
  readonly last_sequence: number;
  readonly last_audit: number;
  readonly commits: number;
}

/** @internal What a program knows of the tables it works on. */
export interface Knowledge {
  readonly address: PostgresAddress;
  /** The format that it was written for. */
  readonly format: number;
}

const COLUMNS = 'format, compatible_with, configs_epoch, last_schema_id, last_sequence, last_audit, commits, restoring';

/** @internal `lock`: nobody else writes until the transaction ends. Throws `store_unavailable` where the tables are too new meanwhile. */
export async function readCounters(session: Session, { address, format }: Knowledge, { lock }: { readonly lock: boolean }): Promise<Counters> {
  const [row] = await session.query<StateRow>(`SELECT ${COLUMNS} FROM registry_state${lock ? ' FOR UPDATE' : ''}`);
  if (row === undefined) return unreachable('registry_state has no row');
  expectKnown(row, address, format);
  return {
    configsEpoch: row.configs_epoch,
    lastSchemaId: row.last_schema_id,
    lastSequence: row.last_sequence,
    lastAudit: row.last_audit,
    commits: row.commits,
    isRestoring: row.restoring,
  };
}

/** @internal Throws `store_unavailable` on a standby, which is behind, and where the server is set to take no writes. */
export async function requireWritable(session: Session, address: PostgresAddress): Promise<void> {
  const [row] = await session.query<{ readonly is_read_only: boolean }>("SELECT current_setting('transaction_read_only') = 'on' AS is_read_only");
  if (row?.is_read_only === true) throw readOnly(address);
}

/** @internal */
export async function writeCounters(session: Session, counters: Counters): Promise<void> {
  const { configsEpoch, lastSchemaId, lastSequence, lastAudit, commits, isRestoring } = counters;
  await session.query(
    'UPDATE registry_state SET configs_epoch = $1, last_schema_id = $2, last_sequence = $3, last_audit = $4, commits = $5, restoring = $6',
    [configsEpoch, lastSchemaId, lastSequence, lastAudit, commits, isRestoring],
  );
}

/** @internal Those that a dump has. */
export async function readRowCounters(session: Session): Promise<CountersRecord> {
  const [row] = await session.query<CountersRecord>('SELECT configs_epoch AS "configsEpoch", last_schema_id AS "lastSchemaId" FROM registry_state');
  if (row === undefined) return unreachable('registry_state has no row');
  return row;
}
