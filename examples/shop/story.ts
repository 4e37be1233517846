// `npm run example:shop`: an online shop in events, from its contracts to what is left after its servers were killed.
// It claims nothing that it has not checked, and exits 1 if a claim fails.
import { startPostgres, type PostgresServer } from '../../bench/postgres/server.ts';
import { endOnSignals, interruption, temporaryFolder } from '../ending.ts';
import { Narrator } from '../narrator.ts';
import { account } from './chapters/account.ts';
import { contracts } from './chapters/contracts.ts';
import { day } from './chapters/day.ts';
import { breakOnPurpose, evolution } from './chapters/evolution.ts';
import { held } from './chapters/held.ts';
import { outages } from './chapters/outages.ts';
import { rollback } from './chapters/rollback.ts';
import { rolling as rollingChapter } from './chapters/rolling.ts';
import { upgrade } from './chapters/upgrade.ts';
import { prepareFunctions, type Functions } from './functions.ts';
import { startHouse, type House } from './house.ts';
import { Ledger } from './ledger.ts';
import { parseOptions, type Options } from './options.ts';
import { killAll } from './program.ts';
import { startRollingFunction, type RollingFunction } from './rolling-function.ts';
import { Sender } from './sender.ts';
import { createWorkspace } from './workspace.ts';
import type { World } from './world.ts';

const CHAPTERS: readonly ((world: World) => Promise<void>)[] = [
  contracts,
  day,
  evolution,
  breakOnPurpose,
  upgrade,
  rollingChapter,
  held,
  rollback,
  outages,
  account,
];

const SHORT = { orders: 4, readings: 600, each: 1, roundMs: 100 };
const LONG = { orders: 100, readings: 20_000, each: 10, roundMs: 20 };

const options = readOptions();
const startedAt = performance.now();
const narrator = new Narrator();
endOnSignals();
process.once('exit', killAll); // Before the folder that they write to goes.
const folder = temporaryFolder('sluice-shop-');
let server: PostgresServer | undefined;
let functions: Functions | undefined;
let house: House | undefined;
let rolling: RollingFunction | undefined;

try {
  const postgres = await databaseOf(options);
  const workspace = createWorkspace(folder);
  rolling = await startRollingFunction();
  functions = await prepareFunctions({ folder, workspace, gates: () => (house?.gateways ?? []).map(({ url }) => url) });
  house = await startHouse({ folder, functions: { ...functions.addresses, rolling: rolling.url }, postgres });
  const ledger = new Ledger(functions);
  const gates = house.gateways.map(({ url }) => url);
  narrator.say(
    `${house.registries.map(({ name, url }) => `${name} ${url}`).join(', ')}, ${house.gateways.map(({ name, url }) => `${name} ${url}`).join(', ')}`,
  );
  const counts = options.short ? SHORT : LONG;
  const world = { narrator, house, workspace, functions, rolling, ledger, sender: new Sender(gates, ledger), counts };
  for (const chapter of CHAPTERS) {
    const since = performance.now();
    await chapter(world);
    narrator.say(`  (${((performance.now() - since) / 1000).toFixed(1)} s)`);
  }
  narrator.say(`\nWhat it took: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  process.exitCode = narrator.conclude();
  if (options.keep) await untilInterrupted(house);
} finally {
  await house?.stop();
  await functions?.stop();
  rolling?.close();
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

async function untilInterrupted({ registries }: House): Promise<void> {
  narrator.say(`\nEverything is left running until Ctrl-C. The web pages:\n${registries.map(({ url }) => `  ${url}/ui`).join('\n')}`);
  await interruption();
}
