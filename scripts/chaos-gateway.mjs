import { runChaos } from './run-chaos.mjs';

const HELP = `npm run chaos:gateway -- [--store sqlite|postgres] [--rounds N] [--seed S]

Kill a gateway with a durable route at random moments under load, while its function errors, hangs, resets and is slow, and
look for accepted events that did not arrive, or arrived out of order.
  sqlite    (default) kill -9 of one gateway, and power cuts of its disk
  postgres  two gateways on one PostgreSQL, of which each is killed in turn, and the database

  --rounds N  how many; without it, as few as npm test has
  --seed S    the moments of an earlier run

  npm run chaos:gateway -- --rounds 50
  npm run chaos:gateway -- --store postgres --rounds 50 --seed 5`;

await runChaos(HELP, {
  sqlite: ['test/chaos/gateway/kill-gateway.chaos', 'test/chaos/gateway/power-cut.chaos'],
  postgres: 'test/chaos/gateway/two-gateways.chaos',
});
