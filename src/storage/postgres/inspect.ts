import { unreachable } from '../../core/errors.ts';
import { compareCodePoints } from '../code-points.ts';
import { isIdleSetting, startOfMeant } from '../idle-setting.ts';
import type { PostgresAddress } from '../../postgres/address.ts';
import { createConnections, type Session } from '../../postgres/connect.ts';
import { loadDriver } from '../../postgres/driver.ts';
import { MIGRATIONS } from './migrations/index.ts';

/** What a database says of itself, whoever made its tables. */
export interface PostgresFacts {
  readonly server: string;
  /** A standby, or set so. */
  readonly isReadOnly: boolean;
  /** Of all programs; `max` is what the server allows. */
  readonly connections: { readonly used: number; readonly max: number };
  readonly bytes: number;
  /** Of this database; a registry wants UTF8. */
  readonly encoding: string;
  /** Whether this user may do with the schema what a registry does: make the tables, or write to those that are there. */
  readonly mayWork: boolean;
  /** A table of the schema where another program has it for itself. */
  readonly foreignTable: string | undefined;
  /** Undefined where there is no registry yet. */
  readonly registry: RegistryFacts | undefined;
}

export interface RegistryFacts {
  /** Of the tables; `known` is what this program writes, and `compatibleWith` what a program has to know to work on them. */
  readonly format: number;
  readonly compatibleWith: number;
  readonly known: number;
  /** A restore has begun that is not at its end. */
  readonly isRestoring: boolean;
  /** When the newest version was registered, as its server's clock said. */
  readonly newestAt: string | undefined;
  /** Names with a configuration or a mode of their own that no subject has or begins with. */
  readonly idleSettings: readonly string[];
  /** Stored verdicts by the version of the engine that reached them. */
  readonly verdicts: readonly { readonly engine: string; readonly count: number }[];
}

export interface InspectOptions {
  readonly address: PostgresAddress;
  readonly passwordFile?: string;
}

/** Look at a database without changing it. Linear in versions and verdicts. Throws `store_unavailable` where it does not answer. */
export async function inspectPostgres({ address, passwordFile }: InspectOptions): Promise<PostgresFacts> {
  const place = { address, ...(passwordFile === undefined ? {} : { passwordFile }) };
  const connections = await createConnections(await loadDriver(), { ...place, statementTimeoutMs: 60_000 });
  try {
    return await connections.use((session) => factsOf(session, address));
  } finally {
    await connections.close();
  }
}

interface ServerRow {
  readonly server: string;
  readonly is_read_only: boolean;
  readonly used: number;
  readonly max: number;
  readonly bytes: number;
  readonly encoding: string;
  readonly may_make: boolean;
  readonly some_table: string | null;
  readonly has_registry: boolean;
}

async function factsOf(session: Session, { schema }: PostgresAddress): Promise<PostgresFacts> {
  const [row] = await session.query<ServerRow>(
    `SELECT current_setting('server_version') AS server, current_setting('transaction_read_only') = 'on' AS is_read_only,
      (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS used,
      current_setting('max_connections')::integer AS max, pg_database_size(current_database()) AS bytes,
      current_setting('server_encoding') AS encoding,
      coalesce(
        (SELECT has_schema_privilege(oid, 'USAGE') AND has_schema_privilege(oid, 'CREATE') FROM pg_namespace WHERE nspname = $2),
        has_database_privilege(current_database(), 'CREATE')
      ) AS may_make,
      (SELECT min(c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = $2 AND c.relkind IN ('r', 'v', 'm', 'p', 'f')) AS some_table,
      to_regclass($1) IS NOT NULL AS has_registry`,
    [`"${schema}".registry_state`, schema],
  );
  if (row === undefined) return unreachable('a server of PostgreSQL says nothing of itself');
  const { server, is_read_only: isReadOnly, used, max, bytes, encoding, has_registry: hasRegistry } = row;
  return {
    server,
    isReadOnly,
    connections: { used, max },
    bytes,
    encoding,
    mayWork: hasRegistry ? await mayWrite(session) : row.may_make,
    foreignTable: hasRegistry ? undefined : (row.some_table ?? undefined),
    registry: hasRegistry ? await registryFacts(session) : undefined,
  };
}

async function mayWrite(session: Session): Promise<boolean> {
  const [row] = await session.query<{ readonly may_write: boolean }>(
    "SELECT has_table_privilege('registry_state', 'UPDATE') AND has_table_privilege('versions', 'INSERT') AS may_write",
  );
  return row?.may_write === true;
}

async function registryFacts(session: Session): Promise<RegistryFacts> {
  const [[format], [newest], verdicts] = await Promise.all([
    session.query<{ readonly format: number; readonly compatible_with: number; readonly restoring: boolean }>(
      // Tables of the first format have no such column.
      "SELECT format, compatible_with, coalesce((to_jsonb(s) ->> 'restoring')::boolean, false) AS restoring FROM registry_state s",
    ),
    session.query<{ readonly newest: string | null }>("SELECT max(record::json ->> 'createdAt') AS newest FROM versions"),
    session.query<{ readonly engine: string; readonly count: number }>(
      'SELECT engine, count(*) AS count FROM verdicts GROUP BY engine ORDER BY engine',
    ),
  ]);
  return {
    format: format?.format ?? 0,
    compatibleWith: format?.compatible_with ?? 0,
    known: MIGRATIONS.length,
    isRestoring: format?.restoring ?? false,
    newestAt: newest?.newest ?? undefined,
    idleSettings: await idleSettings(session),
    verdicts,
  };
}

async function idleSettings(session: Session): Promise<readonly string[]> {
  const rows = await session.query<{ readonly name: string }>('SELECT name FROM configs UNION SELECT name FROM modes');
  const names = rows.map(({ name }) => name).filter((name) => name !== '');
  const first = await session.query<{ readonly name: string; readonly subject: string | null }>(
    `SELECT asked.name, (SELECT s.subject FROM subjects s WHERE s.subject >= asked.start ORDER BY s.subject LIMIT 1) AS subject
      FROM unnest($1::text[], $2::text[]) AS asked (name, start)`,
    [names, names.map(startOfMeant)],
  );
  return first
    .filter(({ name, subject }) => isIdleSetting(name, subject ?? undefined))
    .map(({ name }) => name)
    .toSorted(compareCodePoints);
}
