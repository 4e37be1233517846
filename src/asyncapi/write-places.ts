import { appendPointer } from '../core/json/pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts';
import { compareNames } from '../core/text-order.ts';
import { keysFor } from './document-names.ts';
import { referencesIn, referenceTo } from './references.ts';
import type { Usage, UsedChannel, UsedOperation } from './usage.ts';

/** A message of the document and what one application said of its subject. */
export interface PlacedMessage {
  /** The key in `components.messages`. */
  readonly key: string;
  readonly usage: Usage;
}

export interface WrittenPlaces {
  readonly servers: JsonObject;
  readonly channels: JsonObject;
  readonly operations: JsonObject;
}

/** Servers, channels and operations as imports kept them, those of all messages together. Keys of messages in channels stay. */
export function writePlaces(messages: readonly PlacedMessage[]): WrittenPlaces {
  const servers = new Map(messages.flatMap(({ usage }) => usage.servers.map((server) => [server.name, server] as const)));
  const channels = collect(messages, ({ usage }) => usage.channels);
  const operations = collect(messages, ({ usage }) => usage.operations);
  const serverKeys = keysFor(new Map([...servers.keys()].map((name) => [name, name])));
  const channelKeys = keysFor(new Map([...channels.keys()].map((name) => [name, name === '/' ? 'root' : name])));
  const operationKeys = keysFor(new Map([...operations.keys()].map((name) => [name, name])));
  const carried = new Map([...channels].map(([name, uses]) => [name, messagesOf(uses)]));
  const context = { serverKeys, channelKeys, carried };
  return {
    servers: mapped(serverKeys, (name) => writeServer(servers.get(name) ?? {})),
    channels: mapped(channelKeys, (name) => writeChannel(context, channels.get(name) ?? [])),
    operations: mapped(operationKeys, (name) => writeOperation(context, operations.get(name) ?? [])),
  };
}

interface Used<Thing> {
  readonly thing: Thing;
  /** The key of the message that it is used by. */
  readonly message: string;
}

function collect<Thing extends { readonly name: string }>(
  messages: readonly PlacedMessage[],
  of: (message: PlacedMessage) => readonly Thing[],
): ReadonlyMap<string, readonly Used<Thing>[]> {
  const found = new Map<string, Used<Thing>[]>();
  for (const message of messages) {
    for (const thing of of(message)) {
      const uses = found.get(thing.name) ?? [];
      uses.push({ thing, message: message.key });
      found.set(thing.name, uses);
    }
  }
  return found;
}

function mapped(keys: ReadonlyMap<string, string>, write: (name: string) => JsonObject): JsonObject {
  return Object.fromEntries([...keys].toSorted(([, a], [, b]) => compareNames(a, b)).map(([name, key]) => [key, write(name)]));
}

/** The key of a message in its channel, by that in `components.messages`. One that only answers what comes by the channel is not in it. */
function messagesOf(uses: readonly Used<UsedChannel>[]): ReadonlyMap<string, string> {
  const wishes = new Map<string, string>();
  for (const { thing, message } of uses) {
    const [key] = thing.own;
    if (key !== undefined && !wishes.has(message)) wishes.set(message, key);
  }
  return keysFor(wishes);
}

interface Context {
  readonly serverKeys: ReadonlyMap<string, string>;
  readonly channelKeys: ReadonlyMap<string, string>;
  readonly carried: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

function writeServer(server: JsonObject): JsonObject {
  const { name: _, ...members } = server;
  return written(members);
}

function writeChannel({ serverKeys, carried }: Context, uses: readonly Used<UsedChannel>[]): JsonObject {
  const [first] = uses;
  if (first === undefined) return {};
  const { name, address, servers, rest } = first.thing;
  const { parameters, ...own } = rest;
  const messages = [...(carried.get(name) ?? [])].toSorted(([, a], [, b]) => compareNames(a, b));
  const known = servers.flatMap((server) => serverKeys.get(server) ?? []);
  return {
    address,
    ...written(own),
    ...(known.length === 0 ? {} : { servers: known.map((key) => refTo('servers', key)) }),
    ...writeParameters(parameters),
    messages: Object.fromEntries(messages.map(([message, key]) => [key, refTo('components', 'messages', message)])),
  };
}

function writeParameters(parameters: JsonValue | undefined): JsonObject {
  if (!Array.isArray(parameters) || parameters.length === 0) return {};
  const entries = (parameters as readonly JsonValue[]).flatMap((parameter): [string, JsonValue][] => {
    if (!isJsonObject(parameter)) return [];
    // 3.x has no schema here; what it said of allowed values is in enum.
    const { name, schema: _, examples, extensions, ...rest } = parameter;
    if (typeof name !== 'string') return [];
    const shown = Array.isArray(examples) && examples.length > 0 ? { examples } : {};
    return [[name, { ...rest, ...shown, ...(isJsonObject(extensions) ? extensions : {}) }]];
  });
  return { parameters: Object.fromEntries(entries) };
}

function writeOperation(context: Context, uses: readonly Used<UsedOperation>[]): JsonObject {
  const [first] = uses;
  if (first === undefined) return {};
  const { action, channel, rest, reply } = first.thing;
  const used = uses.filter(({ thing }) => thing.own.length > 0).map(({ message }) => message);
  return {
    action,
    channel: refTo('channels', context.channelKeys.get(channel) ?? channel),
    ...written(rest),
    messages: refsInChannel(context, channel, used),
    ...(reply === undefined ? {} : { reply: writeReply(context, reply, channel, uses) }),
  };
}

function writeReply(
  context: Context,
  { channel, addressLocation }: NonNullable<UsedOperation['reply']>,
  requests: string,
  uses: readonly Used<UsedOperation>[],
): JsonObject {
  const used = uses.filter(({ thing }) => (thing.reply?.own.length ?? 0) > 0).map(({ message }) => message);
  const isKnown = channel !== undefined && context.channelKeys.has(channel);
  return {
    ...(addressLocation === undefined ? {} : { address: { location: addressLocation } }),
    ...(isKnown ? { channel: refTo('channels', context.channelKeys.get(channel) ?? '') } : {}),
    ...(used.length === 0 ? {} : { messages: refsInChannel(context, isKnown ? channel : requests, used) }),
  };
}

function refsInChannel({ channelKeys, carried }: Context, channel: string, messages: readonly string[]): readonly JsonValue[] {
  const keys = messages.flatMap((message) => carried.get(channel)?.get(message) ?? []);
  return keys.toSorted(compareNames).map((key) => refTo('channels', channelKeys.get(channel) ?? channel, 'messages', key));
}

function refTo(...steps: readonly string[]): JsonObject {
  return { $ref: referenceTo(steps.reduce<string>(appendPointer, '')) };
}

/** What the model calls `extensions` are members again; what refers to anything refers to what is not here. */
export function written({ extensions, bindings, ...members }: JsonObject): JsonObject {
  const isWhole = isJsonObject(bindings) && [...referencesIn(bindings)].length === 0;
  return { ...members, ...(isWhole ? { bindings } : {}), ...(isJsonObject(extensions) ? extensions : {}) };
}
