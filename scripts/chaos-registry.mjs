// `npm run chaos:registry -- --help` says what it does.
import { runChaos } from './run-chaos.mjs';

const usage = `npm run chaos:registry -- [--store sqlite] [--rounds N] [--seed S]
  kill -9 of a registry at random moments under 100 concurrent registrations, N times (default 50); then each version that was
  answered is looked at.
npm run chaos:registry -- --store postgres [--rounds N] [--seed S]
  N times (default 10) 2,000 concurrent registrations to two replicas on one PostgreSQL; in every second of three with kill -9 for a
  replica in the middle, in every third for the database.

--seed decides all that is by chance; without it another one each time, which is printed.
`;

await runChaos({
  name: 'chaos:registry',
  files: { sqlite: 'test/chaos/registry/kill.chaos', postgres: 'test/chaos/registry/replicas.chaos' },
  usage,
});
