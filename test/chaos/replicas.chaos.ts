import { expect, test } from 'vitest';
import { ask, withDatabase } from '../postgres/database-url.ts';
import { startPostgres } from '../postgres/server.ts';
import { killDatabase, killReplica, type Disturb } from './disturbances.ts';
import { replicaStorm } from './replica-storm.ts';

const [rounds, seed] = [Number(process.env['CHAOS_ROUNDS'] ?? 10), Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000)];
const LOAD = { subjects: 50, versions: 36, rivals: 2 };

test(`${rounds} rounds of three storms of 2,000 registrations by two replicas, seed ${seed}`, { timeout: 0 }, async () => {
  const server = await startPostgres({ fsync: true });
  const found: string[] = [];
  try {
    for (let round = 1; round <= rounds; round += 1) {
      for (const kind of ['nothing', 'replica', 'database'] as const) {
        const database = `round_${round}_${kind}`;
        await ask(withDatabase(server.url, 'postgres'), `CREATE DATABASE ${database}`);
        const url = withDatabase(server.url, database);
        const disturb: Record<typeof kind, Disturb | undefined> = { nothing: undefined, replica: killReplica(url), database: killDatabase(server) };
        const middle = disturb[kind] === undefined ? {} : { disturb: disturb[kind] };
        const { registered, refused, interrupted, seconds, faults } = await replicaStorm({ url, ...LOAD, seed: seed + round, ...middle });
        found.push(...faults.map((fault) => `round ${round}, ${kind} killed: ${fault}`));
        const line = `${registered} registered, ${refused} refused, ${interrupted} interrupted and sent again, in ${seconds.toFixed(1)} s; ${found.length} faults so far`;
        process.stderr.write(`round ${round} of ${rounds}, ${kind} killed: ${line}\n`);
        await ask(withDatabase(server.url, 'postgres'), `DROP DATABASE ${database} WITH (FORCE)`);
      }
    }
  } finally {
    await server.stop();
  }
  expect(found).toEqual([]);
});
