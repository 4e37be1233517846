import pg from 'pg';
import { afterAll } from 'vitest';
import type { PostgresAddress } from '../../src/postgres/address.ts';
import { createConnections, type ConnectionOptions, type Connections } from '../../src/postgres/connect.ts';
import type { Purpose } from '../../src/postgres/purpose.ts';
import type { TestDatabase } from './database.ts';

/** A schema that nobody else uses, and connections to it, which stay when they are closed. */
export interface LentSchema {
  readonly address: PostgresAddress;
  /** Those of one process; of another one where several use it at once. */
  connectionsOf(process?: number): Promise<Connections>;
}

/** Schemas of which each has one user at a time. */
export interface LentSchemas {
  /** One that nobody has used, or that is as if. */
  take(): Promise<LentSchema>;
  /** Its user has closed it. */
  giveBack(lent: LentSchema): void;
}

export interface LentOptions extends Pick<ConnectionOptions, 'settings'> {
  readonly purpose: Purpose;
  /** Makes the tables. */
  readonly prepare: (address: PostgresAddress) => Promise<{ readonly close: () => Promise<void> }>;
}

/** Each connection is a process of the server, whose start takes longer than what it is asked. */
const FEW = 2;

/**
 * What is given back is emptied and used again, over the same connections: to make the tables anew, and to connect, take more than all that
 * a row of a contract does with them.
 */
export function lendSchemas(database: TestDatabase, { purpose, prepare, ...options }: LentOptions): LentSchemas {
  const free: LentSchema[] = [];
  const made: Connections[] = [];
  /** By schema. */
  const emptyings = new Map<string, string>();
  const client = new pg.Client({ connectionString: database.url });
  let connected: Promise<unknown> | undefined;
  afterAll(async () => {
    await Promise.all(made.map((connections) => connections.close()));
    await connected;
    await client.end();
  });
  const make = async (): Promise<LentSchema> => {
    const address = { ...database.fresh(), purpose, poolSize: FEW };
    await (await prepare(address)).close();
    const processes: Promise<Connections>[] = [];
    const connect = async (): Promise<Connections> => {
      const connections = await createConnections(pg, { address, statementTimeoutMs: 30_000, ...options });
      made.push(connections);
      return lasting(connections);
    };
    return { address, connectionsOf: (process = 0) => (processes[process] ??= connect()) };
  };
  return {
    async take() {
      const used = free.pop();
      if (used === undefined) return make();
      const { address } = used;
      await (connected ??= client.connect().then(() => client.query(UNTRIGGERED)));
      const emptying =
        emptyings.get(address.schema) ?? (await client.query<Part>(emptyingOf(address))).rows.map(({ statement }) => statement).join(';');
      emptyings.set(address.schema, emptying);
      await client.query(emptying);
      return used;
    },
    giveBack(lent) {
      free.push(lent);
    },
  };
}

/** Closed when all that was asked is answered, as those of a pool are. */
function lasting(connections: Connections): Connections {
  const underWay = new Set<Promise<unknown>>();
  const noted = <T>(work: Promise<T>): Promise<T> => {
    const done = work.catch(() => undefined).finally(() => underWay.delete(done));
    underWay.add(done);
    return work;
  };
  return {
    ...connections,
    use: (work) => noted(connections.use(work)),
    query: <Row extends object>(...asked: Parameters<Connections['query']>) => noted(connections.query<Row>(...asked)),
    async close() {
      await Promise.all(underWay);
    },
  };
}

/** The log of audits may only be added to. */
const UNTRIGGERED = "SET session_replication_role = 'replica'";

interface Part {
  readonly statement: string;
}

// The state says whose tables these are: of it only what has a default is as it was.
function emptyingOf({ schema, purpose }: PostgresAddress): string {
  return `SELECT format('DELETE FROM ${schema}.%I', relname) AS statement FROM pg_class
      WHERE relnamespace = '${schema}'::regnamespace AND relkind = 'r' AND relname <> '${purpose.stateTable}'
    UNION ALL SELECT format('SELECT setval(%L, %s, false)', seqrelid::regclass, seqstart) FROM pg_sequence JOIN pg_class ON oid = seqrelid
      WHERE relnamespace = '${schema}'::regnamespace
    UNION ALL SELECT 'UPDATE ${schema}.${purpose.stateTable} SET ' || string_agg(format('%I = DEFAULT', attname), ', ') FROM pg_attribute
      WHERE attrelid = '${schema}.${purpose.stateTable}'::regclass AND atthasdef`;
}
