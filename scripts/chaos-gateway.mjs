import { runChaos } from './run-chaos.mjs';

const HELP = `npm run chaos:gateway -- [--store sqlite|postgres] [--rounds N] [--seed S]

Kill a gateway with a durable route at random moments under load, while its function errors, hangs, resets and is slow, and
look for accepted events that did not arrive, or arrived out of order.
  sqlite    (default) kill -9 of one gateway, and power cuts of its disk
  postgres  two gateways on one PostgreSQL, of which each is killed in turn, and the database

  --rounds N  how many; without it 50
  --seed S    the moments of an earlier run; without it others each time, and a run that fails says which

Of a run that fails the stores stay; it says where.

  npm run chaos:gateway -- --rounds 50
  npm run chaos:gateway -- --store postgres --rounds 50 --seed 5`;

await runChaos('chaos:gateway', HELP, {
  sqlite: ['test/chaos/gateway/kill-gateway.chaos', 'test/chaos/gateway/power-cut.chaos'],
  postgres: 'test/chaos/gateway/two-gateways.chaos',
});
