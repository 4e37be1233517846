import type { Narrator } from '../narrator.ts';
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
import { startHouse, type House, type HouseOptions } from './house.ts';
import { Ledger } from './ledger.ts';
import { startRollingFunction } from './rolling-function.ts';
import { Sender } from './sender.ts';
import { createWorkspace } from './workspace.ts';
import type { Counts, World } from './world.ts';

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

export const SHORT: Counts = { orders: 4, readings: 300, batch: 200, each: 1, enough: 8, roundMs: 200 };
export const LONG: Counts = { orders: 100, readings: 20_000, batch: 500, each: 10, enough: 20, roundMs: 20 };

export interface StoryOptions extends Omit<HouseOptions, 'functions'> {
  readonly narrator: Narrator;
  readonly counts: Counts;
  /** What comes after the last chapter, while everything still runs. */
  readonly afterwards?: (house: House) => Promise<void>;
}

/** Tell all of it. What runs for it has ended when it is told, or cannot be. */
export async function tellStory({ narrator, counts, afterwards, ...options }: StoryOptions): Promise<void> {
  const { folder } = options;
  let functions: Functions | undefined;
  let house: House | undefined;
  const rolling = await startRollingFunction();
  try {
    const workspace = createWorkspace(folder);
    functions = await prepareFunctions({ folder, workspace, gates: () => (house?.gateways ?? []).map(({ url }) => url) });
    house = await startHouse({ ...options, functions: { ...functions.addresses, rolling: rolling.url } });
    const ledger = new Ledger(functions);
    const gates = house.gateways.map(({ url }) => url);
    narrator.say([...house.registries, ...house.gateways].map(({ name, url }) => `${name} ${url}`).join(', '));
    const world = { narrator, house, workspace, functions, rolling, ledger, sender: new Sender(gates, ledger), counts };
    for (const chapter of CHAPTERS) {
      const since = performance.now();
      await chapter(world);
      narrator.say(`  (${((performance.now() - since) / 1000).toFixed(1)} s)`);
    }
    await afterwards?.(house);
  } finally {
    await house?.stop();
    await functions?.stop();
    rolling.close();
  }
}
