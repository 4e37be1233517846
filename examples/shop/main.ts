// `npm run example:shop`: an online shop in events, from its contracts to what is left after its servers were killed.
// It claims nothing that it has not checked, and exits 1 if a claim fails.
import { startPostgres, type PostgresServer } from '../../bench/postgres/server.ts';
import { endOnSignals, interruption, temporaryFolder } from '../ending.ts';
import { Narrator } from '../narrator.ts';
import type { House } from './house.ts';
import { parseOptions, type Options } from './options.ts';
import { CLI, inProcessOf, killAll } from './program.ts';
import { LONG, SHORT, tellStory } from './story.ts';

const options = readOptions();
const startedAt = performance.now();
const narrator = new Narrator();
endOnSignals();
process.once('exit', killAll); // Before the folder that they write to goes.
const folder = temporaryFolder('sluice-shop-');
// SHOP_PROGRAM: another file of the same program.
const program = process.env['SHOP_PROGRAM'] ?? CLI;
let server: PostgresServer | undefined;

try {
  const postgres = await databaseOf(options);
  const counts = options.short ? SHORT : LONG;
  await tellStory({ narrator, counts, folder, postgres, program, run: inProcessOf(program), afterwards: conclude });
} finally {
  await server?.stop();
}

function readOptions(): Options {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(2);
  }
}

async function databaseOf({ postgres }: Options): Promise<string | undefined> {
  if (postgres === undefined || postgres.url !== undefined) return postgres?.url;
  server = await startPostgres({ fsync: false });
  return `${server.url}/postgres`;
}

async function conclude({ registries }: House): Promise<void> {
  narrator.say(`\nWhat it took: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  process.exitCode = narrator.conclude();
  if (!options.keep) return;
  narrator.say(`\nEverything is left running until Ctrl-C. The web pages:\n${registries.map(({ url }) => `  ${url}/ui`).join('\n')}`);
  await interruption();
}
