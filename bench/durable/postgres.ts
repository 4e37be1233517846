import { startPostgres } from '../postgres/server.ts';
import type { Report } from '../report.ts';
import { measureAccept } from './accept.ts';

/** `durable/accept` with each queue in a schema of its own on one server, which waits for the disk as where it matters. */
export async function measureAcceptOnPostgres(options: { readonly question?: RegExp }): Promise<Report> {
  const server = await startPostgres({ fsync: true });
  let queues = 0;
  try {
    return await measureAccept({ ...options, store: async () => `${server.url}/postgres?schema=queue_${(queues += 1)}` });
  } finally {
    await server.stop();
  }
}
