import type { Action, ChannelModel, MessageUse, OperationModel, ServerModel } from './model.ts';
import { describe, itemsOf, listOf, partOf, partsIn, readParameters, textIn, type Part } from './read-parts.ts';
import type { ChannelsAndOperations, ReadContext } from './read-v3.ts';
import { applyTraits } from './traits.ts';

/** Whom the words `publish` and `subscribe` are about. */
export type PointOfView = 'application' | 'client';

/**
 * What an application does on a channel, by the word that 2.x writes there. `application`, as the specification has it: the words say
 * what others may do, so with `publish` they write and the application receives. `client` is for documents that were written the other
 * way round: with `publish` the application sends.
 *
 * Source: AsyncAPI 2.6.0, "Channel Item Object": publish is "a definition of the PUBLISH operation, which defines the messages produced
 * by [clients] and sent to the channel" – to the application that the document describes.
 */
export function actionOf(word: 'publish' | 'subscribe', pointOfView: PointOfView): Action {
  return (word === 'publish') === (pointOfView === 'application') ? 'receive' : 'send';
}

/** Channels and operations of 2.x: a channel holds at most one operation of each word. */
export function readV2(context: ReadContext, pointOfView: PointOfView): ChannelsAndOperations {
  const { resolver, root } = context;
  const read = partsIn(resolver, partOf(resolver, root, 'channels')).map(([address, part]) => {
    const operations = (['publish', 'subscribe'] as const).flatMap((word) => {
      const operation = partOf(resolver, part, word);
      return operation === undefined ? [] : [readOperation(context, address, word, operation, actionOf(word, pointOfView))];
    });
    return { channel: readChannel(context, address, part, operations), operations };
  });
  return { channels: read.map(({ channel }) => channel), operations: read.flatMap(({ operations }) => operations) };
}

function readChannel({ resolver, servers }: ReadContext, address: string, part: Part, operations: readonly OperationModel[]): ChannelModel {
  const messages = new Map(operations.flatMap((operation) => operation.messages).map((use) => [use.message, use]));
  return {
    ...describe(resolver, part),
    name: address,
    address,
    parameters: readParameters(resolver, part),
    servers: namesOf(part, servers),
    messages: [...messages.values()],
  };
}

/** Names of servers; a channel without any is on all. */
function namesOf({ value }: Part, servers: readonly ServerModel[]): readonly string[] {
  const named = listOf(value, 'servers').filter((name) => typeof name === 'string');
  return named.length > 0 ? named : servers.map(({ name }) => name);
}

function readOperation(context: ReadContext, address: string, word: 'publish' | 'subscribe', written: Part, action: Action): OperationModel {
  const { resolver } = context;
  const part = applyTraits(resolver, written, 2);
  return {
    ...describe(resolver, part),
    name: textIn(part.value, 'operationId') ?? `${address}.${word}`,
    action,
    written: word,
    channel: address,
    messages: messagesOf(context, part),
    security: listOf(part.value, 'security'),
  };
}

function messagesOf({ resolver, table }: ReadContext, part: Part): readonly MessageUse[] {
  const message = partOf(resolver, part, 'message');
  if (message === undefined) return [];
  const choices = Array.isArray(message.value['oneOf']) ? itemsOf(message, 'oneOf') : [message];
  return choices.flatMap((placed) => table.use(placed, undefined) ?? []);
}
