import { runChaos } from './run-chaos.mjs';

const HELP = `npm run chaos:registry -- [--store sqlite|postgres] [--rounds N] [--seed S]

Kill a registry at random moments under load, start it again, and look for what was lost or half written.
  sqlite    (default) each round: kill -9 under 100 concurrent registrations
  postgres  each round: 2,000 concurrent registrations to two replicas on one PostgreSQL; of three rounds, one kills a
            replica in the middle, one the database, one nothing

  --rounds N  how many; without it 50, of postgres 10
  --seed S    the moments of an earlier run; without it others each time, and a run that fails says which

Of a run that fails the stores stay; it says where.

  npm run chaos:registry -- --rounds 50
  npm run chaos:registry -- --store postgres --rounds 12 --seed 7`;

await runChaos('chaos:registry', HELP, { sqlite: 'test/chaos/registry/kill.chaos', postgres: 'test/chaos/registry/replicas.chaos' });
