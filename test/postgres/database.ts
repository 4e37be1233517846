import { randomBytes } from 'node:crypto';
import { afterAll, inject } from 'vitest';
import { parsePostgresAddress, type PostgresAddress } from '../../src/postgres/address.ts';
import { ask, withDatabase } from './database-url.ts';

/** A database of a test file, which goes when the file is done. */
export interface TestDatabase {
  readonly url: string;
  /** An address of it with a schema that nobody has used, for few connections: each is a process of the server. */
  fresh(): PostgresAddress;
  query<Row extends object>(text: string): Promise<Row[]>;
}

/** Make one on the server of this run. At the top of a test file, or in `beforeAll`. */
export async function createDatabase({
  options = '',
  encoding = 'UTF8',
}: { readonly options?: string; readonly encoding?: string } = {}): Promise<TestDatabase> {
  const answer = await fetch(inject('postgresLender'));
  const server = await answer.text();
  if (!answer.ok) throw new Error(`no PostgreSQL for tests: ${server}`);
  const [database, maintenance] = [`sluice_test_${randomBytes(6).toString('hex')}`, withDatabase(server, 'postgres')];
  await ask(maintenance, `CREATE DATABASE ${database} TEMPLATE template0 ENCODING '${encoding}' ${options}`);
  afterAll(() => ask(maintenance, `DROP DATABASE ${database} WITH (FORCE)`));
  const url = withDatabase(server, database);
  let count = 0;
  return {
    url,
    fresh: () => parsePostgresAddress(`${url}${url.includes('?') ? '&' : '?'}schema=s${(count += 1)}&pool=2`),
    query: <Row extends object>(text: string) => ask<Row>(url, text),
  };
}
