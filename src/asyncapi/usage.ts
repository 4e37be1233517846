import { parseJson } from '../core/json/parse.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts';
import type { Action } from './model.ts';

/** What labels of an import begin with. */
export const LABEL_PREFIX = 'asyncapi.';

/** And those that hold what an application says of a subject; its name follows. */
export const APP_PREFIX: string = `${LABEL_PREFIX}app.`;

/** What a document said of a subject beside its schema, as a label has it: the reading side of `usageOf`. */
export interface Usage {
  readonly application: JsonObject;
  readonly role: 'payload' | 'headers' | 'shared';
  readonly messages: readonly JsonObject[];
  readonly channels: readonly UsedChannel[];
  readonly operations: readonly UsedOperation[];
  readonly servers: readonly (JsonObject & { readonly name: string })[];
}

export interface UsedChannel {
  readonly name: string;
  readonly address: string | null;
  /** What its messages are called there that are of this subject. */
  readonly own: readonly string[];
  readonly servers: readonly string[];
  readonly rest: JsonObject;
}

export interface UsedOperation {
  readonly name: string;
  readonly action: Action;
  readonly channel: string;
  readonly own: readonly string[];
  readonly reply?: { readonly channel?: string; readonly addressLocation?: string; readonly own: readonly string[] };
  readonly rest: JsonObject;
}

/** What every application said of a subject, by its name, in the order of names. A label that somebody wrote by hand may be anything. */
export function readUsages(labels: Readonly<Record<string, string>>): ReadonlyMap<string, Usage> {
  const found = Object.keys(labels)
    .filter((name) => name.startsWith(APP_PREFIX))
    .toSorted()
    .flatMap((name) => {
      const usage = readUsage(labels[name] ?? '');
      return usage === undefined ? [] : [[name.slice(APP_PREFIX.length), usage] as const];
    });
  return new Map(found);
}

function readUsage(text: string): Usage | undefined {
  const value = parsed(text);
  if (!isJsonObject(value)) return undefined;
  const { application, role } = value;
  return {
    application: isJsonObject(application) ? application : {},
    role: role === 'headers' || role === 'shared' ? role : 'payload',
    messages: objectsIn(value, 'messages'),
    channels: objectsIn(value, 'channels').flatMap(channelOf),
    operations: objectsIn(value, 'operations').flatMap(operationOf),
    servers: objectsIn(value, 'servers').flatMap((server) => (isNamed(server) ? [server] : [])),
  };
}

/** As deep as every other text of a registry may nest: what is read here others write again, calling themselves. */
function parsed(text: string): JsonValue | undefined {
  try {
    parseJson(text);
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function objectsIn(value: JsonObject, name: string): readonly JsonObject[] {
  const list = value[name];
  return Array.isArray(list) ? (list as readonly JsonValue[]).filter(isJsonObject) : [];
}

function textsIn(value: JsonObject, name: string): readonly string[] {
  const list = value[name];
  return Array.isArray(list) ? (list as readonly JsonValue[]).filter((item) => typeof item === 'string') : [];
}

function isNamed(value: JsonObject): value is JsonObject & { readonly name: string } {
  return typeof value['name'] === 'string';
}

function channelOf({ name, address, servers, ...value }: JsonObject): readonly UsedChannel[] {
  if (typeof name !== 'string') return [];
  const { own: _, ...rest } = value;
  return [
    {
      ...{ name, address: typeof address === 'string' ? address : null, rest },
      own: textsIn(value, 'own'),
      servers: textsIn({ servers: servers ?? [] }, 'servers'),
    },
  ];
}

function operationOf({ name, action, channel, reply, ...value }: JsonObject): readonly UsedOperation[] {
  if (typeof name !== 'string' || typeof channel !== 'string' || (action !== 'send' && action !== 'receive')) return [];
  const { own: _, written: __, ...rest } = value;
  return [{ name, action, channel, rest, own: textsIn(value, 'own'), ...(isJsonObject(reply) ? { reply: replyOf(reply) } : {}) }];
}

function replyOf(reply: JsonObject): NonNullable<UsedOperation['reply']> {
  const { channel, addressLocation } = reply;
  return {
    ...(typeof channel === 'string' ? { channel } : {}),
    ...(typeof addressLocation === 'string' ? { addressLocation } : {}),
    own: textsIn(reply, 'own'),
  };
}
