import { canonicalJson } from '../core/json/canonical.ts';
import type { JsonObject, JsonValue } from '../core/json/value.ts';
import type { Contract } from './contracts.ts';
import type { AsyncApiModel, Described, MessageModel } from './model.ts';
import { appOf } from './subject-names.ts';

/** What labels of an import begin with. */
export const LABEL_PREFIX = 'asyncapi.';

/** The label that holds, as JSON, what one application's document says of a subject beside its schema. */
export function usageLabel(model: AsyncApiModel): string {
  return `${LABEL_PREFIX}app.${appOf(model)}`;
}

/** For search: the addresses of all channels, by `, `. */
export const CHANNELS_LABEL: string = `${LABEL_PREFIX}channels`;

/**
 * What `usageLabel` holds: everything of the document that concerns a subject and is no schema, so that a document can be made again. The
 * messages without their schemas; the channels that carry them, with addresses, parameters, servers and bindings; the operations.
 */
export function usageOf(model: AsyncApiModel, contract: Contract): JsonObject {
  const pointers = new Set(contract.messages.map(({ pointer }) => pointer));
  const isOf = ({ messages }: { readonly messages: readonly { readonly message: string }[] }): boolean =>
    messages.some(({ message }) => pointers.has(message));
  const operations = model.operations.filter((operation) => isOf(operation) || (operation.reply !== undefined && isOf(operation.reply)));
  const named = new Set(operations.flatMap(({ channel, reply }) => [channel, reply?.channel]));
  const channels = model.channels.filter((channel) => isOf(channel) || named.has(channel.name));
  const servers = new Set(channels.flatMap((channel) => channel.servers));
  const keyOf = (use: { readonly message: string }): string => model.messages.find(({ pointer }) => pointer === use.message)?.key ?? '';
  const { title, version, id } = model.application;
  return plain({
    asyncapi: model.version,
    application: { title, version, id },
    role: contract.role,
    messages: contract.messages.map(messageOf),
    channels: channels.map(({ messages, ...channel }) => ({ ...withoutPlace(channel), messages: messages.map((use) => use.key || keyOf(use)) })),
    operations: operations.map(({ messages, reply, ...operation }) => ({
      ...withoutPlace(operation),
      messages: messages.map((use) => use.key || keyOf(use)),
      ...(reply === undefined ? {} : { reply: { ...reply, messages: reply.messages.map((use) => use.key || keyOf(use)) } }),
    })),
    servers: model.servers.filter(({ name }) => servers.has(name)).map(withoutPlace),
  }) as JsonObject;
}

function messageOf({ payload, headers, data, ...message }: MessageModel): object {
  return {
    ...withoutPlace(message),
    ...(payload === undefined ? {} : { schemaFormat: payload.schemaFormat }),
    hasHeaders: headers !== undefined,
    isEnvelope: data !== undefined,
  };
}

/** Where it stood says nothing once it is in a registry; what is empty neither. */
function withoutPlace(described: Described): object {
  return Object.fromEntries(Object.entries(described).filter(([name, value]) => name !== 'pointer' && !isEmpty(value)));
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
  const labels: Record<string, string> = { ...before, [usageLabel(model)]: canonicalJson(usageOf(model, contract)) };
  const addresses = addressesIn(labels);
  return addresses === '' ? labels : { ...labels, [CHANNELS_LABEL]: addresses };
}

function addressesIn(labels: Readonly<Record<string, string>>): string {
  const usages = Object.entries(labels).flatMap(([name, text]) => (name.startsWith(`${LABEL_PREFIX}app.`) ? [readUsage(text)] : []));
  const addresses = usages.flatMap((usage) => usage?.channels ?? []).map(({ name, address }) => address ?? name ?? '');
  return [...new Set(addresses.filter((address) => address !== ''))].toSorted().join(', ');
}

interface Usage {
  readonly channels?: readonly { readonly name?: string; readonly address?: string | null }[];
}

/** Somebody may have written a label by hand. */
function readUsage(text: string): Usage | undefined {
  try {
    return JSON.parse(text) as Usage;
  } catch {
    return undefined;
  }
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
