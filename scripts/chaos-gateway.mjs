// `npm run chaos:gateway -- [--store sqlite] --rounds N [--seed S]`: kill -9 of a gateway with a durable route at random moments under load,
// N times, while its function errors, hangs, resets and is slow; and power cuts of its disk.
// `npm run chaos:gateway -- --store postgres --rounds N [--seed S]`: the same with two gateways on one PostgreSQL, of which each is killed
// in turn, and the database.
import { runChaos } from './run-chaos.mjs';

await runChaos({
  sqlite: ['test/chaos/gateway/kill-gateway.chaos', 'test/chaos/gateway/power-cut.chaos'],
  postgres: 'test/chaos/gateway/two-gateways.chaos',
});
