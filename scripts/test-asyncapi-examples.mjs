// `npm run test:asyncapi-examples`: every official example of AsyncAPI, and our own of the versions that have none,
// in, to code, out and in again; `npm test` takes some of them.
import { setUp, tool } from './setup.mjs';

await setUp();
process.env.ASYNCAPI_EXAMPLES = 'all';
process.exitCode = await tool('vitest', 'vitest', [
  'run',
  'test/asyncapi/official-examples.test.ts',
  'test/asyncapi/own-examples.test.ts',
  ...process.argv.slice(2),
]);
