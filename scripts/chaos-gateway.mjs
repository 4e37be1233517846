// `npm run chaos:gateway -- --help` says what it does.
import { runChaos } from './run-chaos.mjs';

const usage = `npm run chaos:gateway -- [--store sqlite] [--rounds N] [--seed S]
  kill -9 of a gateway with a durable route at random moments under load, N times, while its function errors, hangs, resets and is slow;
  and power cuts of its disk.
npm run chaos:gateway -- --store postgres [--rounds N] [--seed S]
  the same with two gateways on one PostgreSQL, of which each is killed in turn, and the database.

--seed decides all that is by chance; without it another one each time, which is printed.
`;

await runChaos({
  name: 'chaos:gateway',
  files: {
    sqlite: ['test/chaos/gateway/kill-gateway.chaos', 'test/chaos/gateway/power-cut.chaos'],
    postgres: 'test/chaos/gateway/two-gateways.chaos',
  },
  usage,
});
