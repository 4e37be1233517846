// `npm run chaos:gateway -- --rounds N [--seed S]`: kill -9 of a gateway with a durable route at random moments under load, N times,
// while its function errors, hangs, resets and is slow.
import { runChaos } from './run-chaos.mjs';

await runChaos({ sqlite: 'test/chaos/gateway' });
