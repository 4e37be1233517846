import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ask, withDatabase } from '../../postgres/database-url.ts';
import { startPostgres, type PostgresServer } from '../../../bench/postgres/server.ts';
import { sluice } from '../../cli/process.ts';
import { killDatabase, killReplica, type Disturb } from './disturbances.ts';
import { replicaStorm } from './replica-storm.ts';

const [rounds, seed] = [Number(process.env['CHAOS_ROUNDS'] ?? 10), Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000)];
const LOAD = { subjects: 50, versions: 36, rivals: 2 };

const KINDS = ['nothing', 'a replica', 'the database'] as const;

test(`${rounds} storms of 2,000 registrations by two replicas, seed ${seed}`, { timeout: 0 }, async () => {
  const server = await startPostgres({ fsync: true });
  const found: string[] = [];
  try {
    for (let round = 1; round <= rounds; round += 1) {
      const kind = KINDS[(round - 1) % KINDS.length] ?? 'nothing';
      const { faults, line } = await storm(server, kind, round);
      found.push(...faults.map((fault) => `round ${round}, ${kind} killed: ${fault}`));
      process.stderr.write(`round ${round} of ${rounds}, ${kind} killed: ${line}; ${found.length} faults so far\n`);
    }
  } finally {
    await server.stop();
  }
  expect(found).toEqual([]);
});

async function storm(
  server: PostgresServer,
  kind: (typeof KINDS)[number],
  round: number,
): Promise<{ readonly faults: readonly string[]; readonly line: string }> {
  const [database, maintenance] = [`round_${round}`, withDatabase(server.url, 'postgres')];
  await ask(maintenance, `CREATE DATABASE ${database}`);
  const url = withDatabase(server.url, database);
  const middle: Record<typeof kind, { readonly disturb?: Disturb }> = {
    nothing: {},
    'a replica': { disturb: killReplica(url) },
    'the database': { disturb: killDatabase(server) },
  };
  const { registered, refused, interrupted, seconds, faults } = await replicaStorm({ url, ...LOAD, seed: seed + round, ...middle[kind] });
  if (faults.length > 0) await sluice(['dump', join(tmpdir(), `${database}.ndjson`)], { env: { SLUICE_STORE: url } });
  await ask(maintenance, `DROP DATABASE ${database} WITH (FORCE)`);
  return { faults, line: `${registered} registered, ${refused} refused, ${interrupted} interrupted and sent again, in ${seconds.toFixed(1)} s` };
}
