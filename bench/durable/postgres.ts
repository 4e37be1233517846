import pg from 'pg';
import { startPostgres } from '../postgres/server.ts';
import type { Report } from '../report.ts';
import { measureAccept } from './accept.ts';

/** `durable/accept` with each queue in a database of its own on one server, which waits for the disk as where it matters. */
export async function measureAcceptOnPostgres(options: { readonly question?: RegExp }): Promise<Report> {
  const server = await startPostgres({ fsync: true });
  let databases = 0;
  const store = async (): Promise<string> => {
    const name = `queue_${(databases += 1)}`;
    const client = new pg.Client(`${server.url}/postgres`);
    await client.connect();
    await client.query(`CREATE DATABASE ${name}`);
    await client.end();
    return `${server.url}/${name}`;
  };
  try {
    return await measureAccept({ ...options, store });
  } finally {
    await server.stop();
  }
}
