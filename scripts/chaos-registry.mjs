// `npm run chaos:registry -- [--store sqlite] --rounds N [--seed S]`: kill -9 at random moments under 100 concurrent registrations, N times.
// `npm run chaos:registry -- --store postgres --rounds N [--seed S]`: N times 2,000 concurrent registrations to two replicas on one
// PostgreSQL; in every second of three with kill -9 for a replica in the middle, in every third for the database.
import { runChaos } from './run-chaos.mjs';

await runChaos({ sqlite: 'test/chaos/registry/kill.chaos', postgres: 'test/chaos/registry/replicas.chaos' });
