import type { Action, AsyncApiModel, ChannelModel, MessageModel, MessageUse, OperationModel } from './model.ts';

/** A message on a channel, and what the application does with it there. */
export interface Carried {
  readonly message: MessageModel;
  /** As the channel calls it. */
  readonly key: string;
  /** By what is done; empty: the channel carries it, and no operation of this application says more. */
  readonly operations: ReadonlyMap<Action, OperationModel>;
}

/**
 * The messages of a channel, each once, with what the application does with them. A reply goes the other way than its operation: who
 * receives a request sends the reply to it.
 */
export function carriedBy(model: AsyncApiModel, channel: ChannelModel): readonly Carried[] {
  const found = new Map<string, { readonly use: MessageUse; readonly operations: Map<Action, OperationModel> }>();
  const add = (use: MessageUse): Map<Action, OperationModel> => {
    const known = found.get(use.message) ?? { use, operations: new Map<Action, OperationModel>() };
    found.set(use.message, known);
    return known.operations;
  };
  for (const use of channel.messages) add(use);
  for (const operation of model.operations) {
    if (operation.channel === channel.name) for (const use of operation.messages) add(use).set(operation.action, operation);
    const { reply } = operation;
    if (reply === undefined || (reply.channel ?? operation.channel) !== channel.name) continue;
    const action = operation.action === 'send' ? 'receive' : 'send';
    for (const use of reply.messages) add(use).set(action, operation);
  }
  const byPointer = messagesByPointer(model);
  return [...found.values()].flatMap(({ use, operations }) => {
    const message = byPointer.get(use.message);
    return message === undefined ? [] : [{ message, key: use.key || message.key, operations }];
  });
}

/** The messages that no channel carries: those of `components.messages` alone. */
export function carriedByNone(model: AsyncApiModel): readonly Carried[] {
  const carried = new Set(model.channels.flatMap((channel) => carriedBy(model, channel).map(({ message }) => message.pointer)));
  return model.messages
    .filter(({ pointer }) => !carried.has(pointer))
    .map((message) => ({ message, key: message.key, operations: new Map<Action, OperationModel>() }));
}

const indexes = new WeakMap<AsyncApiModel, ReadonlyMap<string, MessageModel>>();

function messagesByPointer(model: AsyncApiModel): ReadonlyMap<string, MessageModel> {
  const index = indexes.get(model) ?? new Map(model.messages.map((message) => [message.pointer, message]));
  indexes.set(model, index);
  return index;
}
