import type { Command } from 'commander';
import { RegistryError } from '../../src/core/errors.ts';
import type { GatewayApi } from '../gateway-api.ts';
import type { Io } from '../io.ts';
import { confirm } from '../prompt.ts';
import { countedEntries } from '../report/counted.ts';
import type { EntryResource } from '../report/events.ts';
import { readSince } from '../time-flag.ts';

/** The flags that say which events are meant. */
export interface SelectionFlags {
  readonly state?: string;
  readonly route?: string;
  readonly target?: string;
  readonly type?: string;
  readonly key?: string;
  readonly code?: string;
  readonly since?: string;
  readonly until?: string;
  readonly all?: true;
}

/** Add the filter; `states` is what is meant where none is given. */
export function selectionOptions(command: Command, states: string): void {
  command
    .option('--state <states>', `only in these states, with commas between (default: ${states})`)
    .option('--route <path>', 'only of this route')
    .option('--target <name>', 'only for this target')
    .option('--type <subject>', 'only of this subject')
    .option('--key <key>', 'only of this order key')
    .option('--code <code>', 'only for this reason: event_invalid, target_refused, behind_dead …')
    .option('--since <when>', 'only what came from then on: ISO 8601, or a span such as 7d, 12h or 30m')
    .option('--until <when>', 'only what came before');
}

/** A filter as the admin API takes it. */
export type Selection = Readonly<Record<string, string | readonly number[] | true>>;

/** Read it. Throws `usage_invalid` for what is no number of an event, and for numbers with a filter that would leave some out. */
export function readSelection(ids: readonly string[], flags: SelectionFlags, now: number = Date.now()): Selection {
  const { state, route, target, type, key, code, since, until, all } = flags;
  return {
    ...(ids.length === 0 ? {} : { ids: ids.map(readId) }),
    ...(state === undefined ? {} : { state }),
    ...(route === undefined ? {} : { route }),
    ...(target === undefined ? {} : { target }),
    ...(type === undefined ? {} : { type }),
    ...(key === undefined ? {} : { key }),
    ...(code === undefined ? {} : { code }),
    ...(since === undefined ? {} : { after: readSince(since, now) }),
    ...(until === undefined ? {} : { before: readSince(until, now, '--until') }),
    ...(all === true ? { all } : {}),
  };
}

/** Throws `usage_invalid`. */
export function readId(text: string): number {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(id)) return id;
  throw new RegistryError('usage_invalid', `expected the number of an event, as \`sluice events list\` has it; found ${JSON.stringify(text)}`);
}

/** Throws `usage_invalid` where nothing is said about which events are meant: everything takes --all. */
export function requireNarrow(action: string, selection: Selection): void {
  if (Object.keys(selection).length > 0) return;
  throw new RegistryError('usage_invalid', `events ${action}: expected numbers of events, a filter such as --type or --code, or --all; found none`);
}

const SHOWN = 200;

/** Ask before many are touched. Throws `usage_invalid` where nobody says yes, and nobody can. */
export async function requireConsent(io: Io, gateway: GatewayApi, { action, selection, limit, yes, isMeant = () => true }: Consent): Promise<void> {
  if (yes === true || (Array.isArray(selection['ids']) && selection['ids'].length === 1)) return;
  const found = Array.isArray(selection['ids']) ? `${selection['ids'].length} events` : await countOf(gateway, selection, { limit, isMeant });
  if (found === undefined) return;
  if (await confirm(io, `${action} ${found}?`)) return;
  throw new RegistryError('usage_invalid', `events ${action}: ${found} are meant, and nobody said yes; give --yes where nobody can be asked`);
}

interface Consent {
  readonly action: string;
  readonly selection: Selection;
  readonly limit: number;
  readonly yes: true | undefined;
  /** Of what the selection lists. Default: all. */
  readonly isMeant?: (entry: EntryResource) => boolean;
}

/** Undefined: none, or one. */
async function countOf(
  gateway: GatewayApi,
  { all: _all, ...filter }: Selection,
  { limit, isMeant }: Required<Pick<Consent, 'limit' | 'isMeant'>>,
): Promise<string | undefined> {
  const query = new URLSearchParams({ ...(filter as Record<string, string>), limit: String(SHOWN) });
  const { items, cursor } = await gateway.ask<{ readonly items: readonly EntryResource[]; readonly cursor?: string }>(
    'GET',
    `/events?${query.toString()}`,
  );
  const found = items.filter(isMeant).length;
  const isMore = cursor !== undefined && limit > found;
  if (found <= 1 && !isMore) return undefined;
  const meant = Math.min(limit, found);
  return `${isMore ? 'more than ' : ''}${countedEntries(meant)}`;
}
