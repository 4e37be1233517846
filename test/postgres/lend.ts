import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { startPostgres, type PostgresServer } from '../../bench/postgres/server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whom to ask for the address of the PostgreSQL server of this run. */
    postgresLender: string;
  }
}

/** Set up of vitest: one PostgreSQL server for all test files, `SLUICE_TEST_POSTGRES` or one that is started when the first file asks. */
export default async function lend(project: TestProject): Promise<() => Promise<void>> {
  let server: Promise<PostgresServer> | undefined;
  const named = process.env['SLUICE_TEST_POSTGRES'];
  const lender = createServer((_request, response) => {
    const url =
      named === undefined || named === '' ? (server ??= startPostgres({ fsync: false })).then((started) => started.url) : Promise.resolve(named);
    url.then(
      (text) => response.end(text),
      (thrown: unknown) => response.writeHead(500).end(String(thrown)),
    );
  }).listen(0, '127.0.0.1');
  await once(lender, 'listening');
  project.provide('postgresLender', `http://127.0.0.1:${(lender.address() as AddressInfo).port}/`);
  return async () => {
    lender.close();
    lender.closeAllConnections();
    await (await server)?.stop();
  };
}
