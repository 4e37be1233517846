import type { Action, ChannelModel, MessageUse, OperationModel, ReplyModel, ServerModel } from './model.ts';
import type { MessageTable } from './message-table.ts';
import { asPart, describe, itemsOf, listOf, partOf, partsIn, readParameters, textIn, type Part } from './read-parts.ts';
import type { Resolver } from './references.ts';
import { applyTraits } from './traits.ts';

export interface ReadContext {
  readonly resolver: Resolver;
  readonly root: Part;
  readonly table: MessageTable;
  readonly servers: readonly ServerModel[];
}

export interface ChannelsAndOperations {
  readonly channels: readonly ChannelModel[];
  readonly operations: readonly OperationModel[];
}

/** Channels and operations of 3.x: each stands for itself, and the document speaks of what the application does. */
export function readV3(context: ReadContext): ChannelsAndOperations {
  const { resolver, root } = context;
  const channels = partsIn(resolver, partOf(resolver, root, 'channels')).map(([name, part]) => readChannel(context, name, part));
  const operations = partsIn(resolver, partOf(resolver, root, 'operations')).map(([name, part]) => readOperation(context, name, part, channels));
  return { channels, operations };
}

function readChannel({ resolver, table, servers }: ReadContext, name: string, part: Part): ChannelModel {
  const { value } = part;
  const named = itemsOf(part, 'servers').flatMap((item) => {
    const server = asPart(resolver, item);
    return servers.filter(({ pointer }) => pointer === server?.pointer).map((found) => found.name);
  });
  return {
    ...describe(resolver, part),
    name,
    // Without one, or with null, it is known at run time only.
    address: textIn(value, 'address') ?? null,
    parameters: readParameters(resolver, part),
    servers: named.length > 0 ? named : servers.map((server) => server.name),
    messages: partsOfMessages(resolver, part).flatMap(([key, placed]) => table.use(placed, key) ?? []),
  };
}

function partsOfMessages(resolver: Resolver, channel: Part): ReturnType<typeof partsIn> {
  return partsIn(resolver, partOf(resolver, channel, 'messages'));
}

function readOperation(context: ReadContext, name: string, written: Part, channels: readonly ChannelModel[]): OperationModel {
  const { resolver } = context;
  const part = applyTraits(resolver, written, 3);
  const channel = channelOf(resolver, part, channels);
  const reply = partOf(resolver, part, 'reply');
  return {
    ...describe(resolver, part),
    name,
    action: textIn(part.value, 'action') as Action,
    channel: channel?.name ?? '',
    messages: messagesOf(context, part, channel),
    ...(reply === undefined ? {} : { reply: readReply(context, reply, channels) }),
    security: listOf(part.value, 'security'),
  };
}

function channelOf(resolver: Resolver, part: Part, channels: readonly ChannelModel[]): ChannelModel | undefined {
  const channel = partOf(resolver, part, 'channel');
  return channels.find(({ pointer }) => pointer === channel?.pointer);
}

/** Those that are named, which are ones of the channel; else all of it. An empty list names none. */
function messagesOf({ table }: ReadContext, part: Part, channel: ChannelModel | undefined): readonly MessageUse[] {
  if (!Array.isArray(part.value['messages'])) return channel?.messages ?? [];
  return itemsOf(part, 'messages').flatMap((item) => {
    const use = table.use(item, undefined);
    return use === undefined ? [] : [channel?.messages.find(({ message }) => message === use.message) ?? use];
  });
}

function readReply(context: ReadContext, part: Part, channels: readonly ChannelModel[]): ReplyModel {
  const { resolver } = context;
  const channel = channelOf(resolver, part, channels);
  const address = partOf(resolver, part, 'address');
  const location = address === undefined ? undefined : textIn(address.value, 'location');
  return {
    ...(channel === undefined ? {} : { channel: channel.name }),
    ...(location === undefined ? {} : { addressLocation: location }),
    messages: messagesOf(context, part, channel),
  };
}
