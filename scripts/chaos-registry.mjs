// `npm run chaos:registry -- --rounds N [--seed S]`: kill -9 at random moments under 100 concurrent registrations, N times.
import { runChaos } from './run-chaos.mjs';

await runChaos('test/chaos/registry');
