import type { AsyncApiModel, ChannelModel } from './model.ts';
import { carriedBy, type Carried } from './flows.ts';
import { nameOf } from './subject-names.ts';

/** The same thing in two documents. */
export interface Matched<Thing> {
  readonly old: Thing;
  readonly now: Thing;
}

export interface Matching<Thing> {
  readonly both: readonly Matched<Thing>[];
  readonly removed: readonly Thing[];
  readonly added: readonly Thing[];
}

/** Says of two things that they are one; undefined says nothing. */
type Key<Thing> = (thing: Thing) => string | undefined;

/**
 * Find what of `old` is still there in `now`, by one key after another: what an earlier key settles no later one changes. A key that
 * several of a side share settles nothing about them. Linear in the number of things and keys.
 */
export function match<Thing>(old: readonly Thing[], now: readonly Thing[], keys: readonly Key<Thing>[]): Matching<Thing> {
  const both = new Map<Thing, Thing>();
  const taken = new Set<Thing>();
  for (const key of keys) {
    const [before, after] = [
      uniqueBy(
        old.filter((thing) => !both.has(thing)),
        key,
      ),
      uniqueBy(
        now.filter((thing) => !taken.has(thing)),
        key,
      ),
    ];
    for (const [text, thing] of before) {
      const found = after.get(text);
      if (found === undefined) continue;
      both.set(thing, found);
      taken.add(found);
    }
  }
  return {
    both: [...both].map(([before, after]) => ({ old: before, now: after })),
    removed: old.filter((thing) => !both.has(thing)),
    added: now.filter((thing) => !taken.has(thing)),
  };
}

function uniqueBy<Thing>(things: readonly Thing[], key: Key<Thing>): ReadonlyMap<string, Thing> {
  const found = new Map<string, Thing | undefined>();
  for (const thing of things) {
    const text = key(thing);
    if (text !== undefined) found.set(text, found.has(text) ? undefined : thing);
  }
  return new Map([...found].flatMap(([text, thing]) => (thing === undefined ? [] : [[text, thing] as const])));
}

/**
 * The channels of two documents: by key and address, by key, by address, by an address whose parameters are called otherwise, and at last
 * those that carry the same messages and are each other's only likeness: renamed ones.
 */
export function matchChannels(old: AsyncApiModel, now: AsyncApiModel): Matching<ChannelModel> {
  const model = new Map<ChannelModel, AsyncApiModel>([
    ...old.channels.map((channel) => [channel, old] as const),
    ...now.channels.map((channel) => [channel, now] as const),
  ]);
  const messages = (channel: ChannelModel): string | undefined => {
    const names = carriedBy(model.get(channel) ?? now, channel).map(({ message, key }) => message.type ?? nameOf(message) ?? key);
    return names.length === 0 ? undefined : JSON.stringify(names.toSorted());
  };
  return match(old.channels, now.channels, [
    ({ name, address }) => JSON.stringify([name, address]),
    ({ name }) => name,
    ({ address }) => address ?? undefined,
    ({ address }) => (address === null ? undefined : shapeOf(address)),
    messages,
  ]);
}

/** An address whatever its parameters are called. */
export function shapeOf(address: string): string {
  return address.replace(/\{[^{}]*\}/g, '{}');
}

/** The messages of a channel: by CloudEvents type, name, key and schema, and where one is left on each side, that one. */
export function matchMessages(old: readonly Carried[], now: readonly Carried[]): Matching<Carried> {
  const found = match(old, now, [
    ({ message }) => message.type,
    ({ message }) => message.name,
    ({ message, key }) => nameOf(message) ?? key,
    ({ key }) => (key === '' ? undefined : key),
    ({ message }) => message.payload?.pointer,
  ]);
  const [before, after] = [found.removed, found.added];
  if (before.length !== 1 || after.length !== 1 || !isSameDeed(before[0], after[0])) return found;
  return { both: [...found.both, ...before.map((each, index) => ({ old: each, now: after[index] ?? each }))], removed: [], added: [] };
}

function isSameDeed(old: Carried | undefined, now: Carried | undefined): boolean {
  return [...(old?.operations.keys() ?? [])].some((action) => now?.operations.has(action));
}
