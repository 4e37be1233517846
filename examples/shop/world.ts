import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Narrator } from '../narrator.ts';
import type { Functions } from './functions.ts';
import type { House } from './house.ts';
import type { Ledger } from './ledger.ts';
import type { Ended, Environment } from './program.ts';
import type { RollingFunction } from './rolling-function.ts';
import type { Event, Said, Sender } from './sender.ts';
import type { Workspace } from './workspace.ts';

/** What every chapter has. */
export interface World {
  readonly narrator: Narrator;
  readonly house: House;
  readonly workspace: Workspace;
  readonly functions: Functions;
  /** Behind the route /rolling. */
  readonly rolling: RollingFunction;
  readonly ledger: Ledger;
  readonly sender: Sender;
  readonly counts: Counts;
}

/** How much of everything there is. */
export interface Counts {
  /** In a day. */
  readonly orders: number;
  /** In the stream. */
  readonly readings: number;
  /** Readings that are sent together. */
  readonly batch: number;
  /** Events in each state of a deployment. */
  readonly each: number;
  /** Orders before and after a server is killed. */
  readonly enough: number;
  /** How long after a few orders come others. */
  readonly roundMs: number;
}

const PATIENCE_MS = 90_000;
const LOOK_EVERY_MS = 100;

type Method = (data: object, attributes?: object) => Promise<Said>;

/** A producer of some build and team, as the story uses it; it has the methods of what its team sends. */
export interface Producer {
  readonly userRegistered: Method;
  readonly orderPlaced: Method;
  readonly sensorReading: Method;
}

/** Load the compiled producer of a team. */
export async function loadProducer({ workspace }: World, build: string, team: string, send: (event: Event) => Promise<Said>): Promise<Producer> {
  const file = workspace.built(build, `${team}/src/producer.js`);
  const loaded = (await import(pathToFileURL(file).href)) as { createShopProducer(send: (event: Event) => Promise<Said>): Producer };
  return loaded.createShopProducer(send);
}

/** Run a command line in the folder of all teams, or of one, and claim that it ends as expected. */
export async function command(world: World, line: string, { what, code = 0, team = '.', env = {} }: Expected): Promise<Ended> {
  const ended = await world.house.sluice(line.split(' '), `${world.workspace.teams}/${team}`, env);
  world.narrator.say(`  $ sluice ${line}`);
  world.narrator.claim(ended.code === code, ended.code === code ? what : `${what}: exit ${ended.code}, ${ended.output.slice(0, 2_000)}`);
  return ended;
}

/** What `events list --format json` has of an event or a delivery. */
export interface Entry {
  readonly id: number;
  readonly state: string;
  readonly reason?: { readonly code: string };
}

/** What the gateway has in these states, and of this type where one is named. Throws where it does not say. */
export async function listEvents({ house, workspace }: World, states: string, type?: string): Promise<readonly Entry[]> {
  const filter = ['--state', states, ...(type === undefined ? [] : ['--type', type])];
  const { code, stdout, output } = await house.sluice(['events', 'list', ...filter, '--limit', 'all', '--format', 'json'], workspace.teams);
  if (code !== 0) throw new Error(`events list ended with ${code}: ${output}`);
  return (JSON.parse(stdout) as { readonly items: readonly Entry[] }).items;
}

interface Expected {
  readonly what: string;
  readonly code?: number;
  /** The folder of a team. */
  readonly team?: string;
  readonly env?: Environment;
}

/** Wait until something is so, looking now and then; whether it came to be. */
export async function settles(isSo: () => boolean | Promise<boolean>): Promise<boolean> {
  for (const until = performance.now() + PATIENCE_MS; performance.now() < until; await pause(LOOK_EVERY_MS)) if (await isSo()) return true;
  return isSo();
}

/** Wait until every gateway knows what the registry has now. */
export async function gatewaysFollow({ house }: World): Promise<boolean> {
  const positionAt = async (address: string): Promise<number> => {
    const { position = -1 } = (await (await fetch(address)).json()) as { readonly position?: number };
    return position;
  };
  const newest = await positionAt(`${house.registries[0]?.url}/api/v1/snapshot`);
  return settles(async () => (await Promise.all(house.gateways.map(({ url }) => positionAt(`${url}/-/readyz`)))).every((known) => known >= newest));
}

/** Wait until no target owes anything, and claim that. */
export async function settle({ narrator, ledger }: World, without: readonly string[] = []): Promise<void> {
  const done = await settles(() => ledger.owed(without).length === 0);
  const owed = ledger.owed(without);
  narrator.claim(
    done,
    `all of ${ledger.accepted} accepted events are with their functions${done ? '' : `, but for ${owed.length}: ${owed[0] ?? ''}`}`,
  );
}
