import { canonicalJson } from '../core/json/canonical.ts';
import type { JsonObject, JsonValue } from '../core/json/value.ts';
import { compareNames } from '../core/text-order.ts';
import type { Contract } from './contracts.ts';
import type { Action, AsyncApiModel, ChannelModel, Described, MessageModel, MessageUse, OperationModel, ReplyModel } from './model.ts';
import { schemesOf } from './security.ts';
import { appOf, nameOf } from './subject-names.ts';
import { APP_PREFIX, LABEL_PREFIX, readUsages } from './usage.ts';

/** The label that holds, as JSON, what one application's document says of a subject beside its schema. */
function usageLabel(model: AsyncApiModel): string {
  return `${APP_PREFIX}${appOf(model)}`;
}

/** For search: the addresses of all channels, by `, `. */
const CHANNELS_LABEL = `${LABEL_PREFIX}channels`;

/**
 * What `usageLabel` holds: everything of the document that concerns a subject and is no schema, so that a document can be made again. The
 * messages without their schemas; the channels that carry them, with addresses, parameters, servers and bindings; the operations. Of the
 * messages of those only the subject's own are named: each other one has a label that names it.
 */
export function usageOf(model: AsyncApiModel, contract: Contract): JsonObject {
  const { operations, channels } = placesOf(model, contract);
  const servers = new Set(channels.flatMap((channel) => channel.servers));
  // In 2.x a message in place has no key.
  const keyOf = ({ key, message }: MessageUse): string =>
    key || (nameOf(model.messages.find(({ pointer }) => pointer === message) ?? { key: '' }) ?? contract.subject);
  const mine = new Set(contract.messages.map(({ pointer }) => pointer));
  const ownOf = (messages: readonly MessageUse[]): readonly string[] =>
    messages
      .filter(({ message }) => mine.has(message))
      .map(keyOf)
      .toSorted(compareNames);
  const { defaultContentType: _, ...application } = model.application;
  return plain({
    asyncapi: model.version,
    application: withoutPlace(application),
    role: contract.role,
    messages: contract.messages.map((message) => messageOf(message, contract)).toSorted(byKeys),
    channels: channels.toSorted(byNames).map(({ messages, servers: named, ...channel }) => ({
      ...withoutPlace({ ...channel, ...(named.length === 0 ? {} : { servers: named.toSorted(compareNames) }) }),
      own: ownOf(messages),
    })),
    operations: operations.toSorted(byNames).map(({ messages, reply, security, ...operation }) => ({
      ...withoutPlace(operation),
      ...securityOf(model, security),
      own: ownOf(messages),
      ...(reply === undefined ? {} : { reply: replyOf(reply, ownOf(reply.messages)) }),
    })),
    servers: model.servers
      .filter(({ name }) => servers.has(name))
      .toSorted(byNames)
      .map(({ security, ...server }) => ({
        ...withoutPlace(server),
        ...securityOf(model, security),
      })),
  }) as JsonObject;
}

interface Places {
  readonly operations: ReadonlySet<OperationModel>;
  readonly channels: ReadonlySet<ChannelModel>;
}

const NOWHERE: Places = { operations: new Set(), channels: new Set() };

/** What an application does with the messages of a contract, and where. */
export function actionsOf(
  model: AsyncApiModel,
  contract: Contract,
): readonly { readonly action: Action; readonly channel: string; readonly address: string | null }[] {
  const pointers = new Set(contract.messages.map(({ pointer }) => pointer));
  const { operations } = placesOf(model, contract);
  return operations
    .filter(({ messages }) => messages.some(({ message }) => pointers.has(message)))
    .map(({ action, channel }) => ({ action, channel, address: model.channels.find(({ name }) => name === channel)?.address ?? null }));
}

/** The operations that carry a message of the contract, as a reply as well, and the channels of those and of the message. */
function placesOf(
  model: AsyncApiModel,
  { messages }: Contract,
): { readonly operations: readonly OperationModel[]; readonly channels: readonly ChannelModel[] } {
  const found = messages.map(({ pointer }) => indexOf(model).get(pointer) ?? NOWHERE);
  return {
    operations: [...new Set(found.flatMap(({ operations }) => [...operations]))],
    channels: [...new Set(found.flatMap(({ channels }) => [...channels]))],
  };
}

const indexes = new WeakMap<AsyncApiModel, ReadonlyMap<string, Places>>();

function indexOf(model: AsyncApiModel): ReadonlyMap<string, Places> {
  const index = indexes.get(model) ?? indexModel(model);
  indexes.set(model, index);
  return index;
}

function indexModel({ channels, operations }: AsyncApiModel): ReadonlyMap<string, Places> {
  const index = new Map<string, { readonly operations: Set<OperationModel>; readonly channels: Set<ChannelModel> }>();
  const at = (pointer: string): { readonly operations: Set<OperationModel>; readonly channels: Set<ChannelModel> } => {
    const places = index.get(pointer) ?? { operations: new Set(), channels: new Set() };
    index.set(pointer, places);
    return places;
  };
  const byName = new Map(channels.map((channel) => [channel.name, channel]));
  for (const channel of channels) for (const { message } of channel.messages) at(message).channels.add(channel);
  for (const operation of operations) {
    for (const { message } of [...operation.messages, ...(operation.reply?.messages ?? [])]) {
      at(message).operations.add(operation);
      for (const name of [operation.channel, operation.reply?.channel]) {
        const channel = name === undefined ? undefined : byName.get(name);
        if (channel !== undefined) at(message).channels.add(channel);
      }
    }
  }
  return index;
}

function replyOf(reply: ReplyModel, own: readonly string[]): object {
  const { messages: _, ...rest } = reply;
  return { ...rest, own };
}

function messageOf(message: MessageModel, contract: Contract): { readonly key: string; readonly isEnvelope: boolean } {
  const { payload, headers: _, data, subject: __, ...rest } = message;
  return {
    ...withoutPlace(rest),
    ...(payload === undefined ? {} : { schemaFormat: payload.schemaFormat }),
    key: message.key || (nameOf(message) ?? contract.subject),
    isEnvelope: data !== undefined,
  };
}

/** References to `components.securitySchemes`, and the names with scopes of 2.x, would lead nowhere. */
function securityOf(model: AsyncApiModel, security: readonly JsonValue[]): { readonly security?: readonly JsonValue[] } {
  const schemes = security.flatMap((item) => schemesOf(model, item));
  return schemes.length === 0 ? {} : { security: schemes };
}

function byNames(a: { readonly name: string }, b: { readonly name: string }): number {
  return compareNames(a.name, b.name);
}

function byKeys(a: { readonly key: string }, b: { readonly key: string }): number {
  return compareNames(a.key, b.key);
}

/** Where it stood says nothing once it is in a registry; what is empty neither. */
function withoutPlace(described: Described): object {
  // What an export says of the registry is not the document's.
  const extensions = Object.fromEntries(Object.entries(described.extensions).filter(([name]) => !name.startsWith('x-sluice-')));
  return Object.fromEntries(Object.entries({ ...described, extensions }).filter(([name, value]) => name !== 'pointer' && !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Without the members that are not there. */
function plain(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}

/** The labels of a subject after an import: those of the document over what others wrote. */
export function labelsAfter(before: Readonly<Record<string, string>>, model: AsyncApiModel, contract: Contract): Readonly<Record<string, string>> {
  if (contract.role === 'shared') return before;
  const { [usageLabel(model)]: _, ...others } = before;
  const labels: Record<string, string> = { ...before, [usageLabel(model)]: canonicalJson(usageOf(model, contract)) };
  const addresses = addressesIn(others, placesOf(model, contract).channels);
  return addresses === '' ? labels : { ...labels, [CHANNELS_LABEL]: addresses };
}

/** Of what other applications said, and of the channels of this one, which need not be read again. */
function addressesIn(others: Readonly<Record<string, string>>, own: Iterable<Pick<ChannelModel, 'name' | 'address'>>): string {
  const channels = [...[...readUsages(others).values()].flatMap((usage) => usage.channels), ...own];
  const addresses = channels.map(({ name, address }) => address ?? name);
  return [...new Set(addresses.filter((address) => address !== ''))].toSorted().join(', ');
}

/** What a person reads of a subject in a list. */
export function descriptionOf({ role, messages, schema }: Contract): string | undefined {
  const [message] = messages;
  const title =
    typeof schema === 'object' && schema !== null && 'title' in schema && typeof schema['title'] === 'string' ? schema['title'] : undefined;
  if (message === undefined) return title;
  const text = message.summary ?? message.description ?? message.title;
  return role === 'headers' ? `Headers${text === undefined ? '' : ` of: ${text}`}` : text;
}
