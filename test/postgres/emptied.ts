import pg from 'pg';
import { afterAll } from 'vitest';
import type { PostgresAddress } from '../../src/postgres/address.ts';
import type { Purpose } from '../../src/postgres/purpose.ts';
import type { TestDatabase } from './database.ts';

/** Schemas of which each has one user at a time. */
export interface LentSchemas {
  /** One that nobody has used, or that is as if. */
  take(): Promise<PostgresAddress>;
  /** Its user has closed it. */
  giveBack(address: PostgresAddress): void;
}

/** Each connection is a process of the server, whose start takes longer than what it is asked. */
const FEW = 2;

/** What is given back is emptied and used again: to make the tables anew takes more than all that a row of a contract does with them. */
export function lendSchemas(database: TestDatabase, purpose: Purpose): LentSchemas {
  const free: PostgresAddress[] = [];
  /** By schema. */
  const emptyings = new Map<string, string>();
  const client = new pg.Client({ connectionString: database.url });
  let connected: Promise<unknown> | undefined;
  afterAll(async () => {
    await connected;
    await client.end();
  });
  return {
    async take() {
      const used = free.pop();
      if (used === undefined) return { ...database.fresh(), purpose, poolSize: FEW };
      await (connected ??= client.connect().then(() => client.query(UNTRIGGERED)));
      const emptying = emptyings.get(used.schema) ?? (await client.query<Part>(emptyingOf(used))).rows.map(({ statement }) => statement).join(';');
      emptyings.set(used.schema, emptying);
      await client.query(emptying);
      return used;
    },
    giveBack(address) {
      free.push(address);
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
    UNION ALL SELECT format('ALTER SEQUENCE ${schema}.%I RESTART', relname) FROM pg_class
      WHERE relnamespace = '${schema}'::regnamespace AND relkind = 'S'
    UNION ALL SELECT format('UPDATE ${schema}.${purpose.stateTable} SET %I = DEFAULT', attname) FROM pg_attribute
      WHERE attrelid = '${schema}.${purpose.stateTable}'::regclass AND atthasdef`;
}
