import { isJsonObject, type JsonObject } from '../core/json/value.ts';
import type { AsyncApiModel, ChannelModel, Described, MessageUse, OperationModel, ParameterModel } from './model.ts';
import type { UsedChannel, UsedOperation, Usage } from './usage.ts';

/**
 * What an application said of channels and operations, as a model that `compareModels` takes: two of them, made from what labels have before
 * an import and after, differ in nothing but what was said. A subject is a message; servers, and what messages say, are left out.
 * `pointers` are those of the document that says it, which places are made from; default: none, and all is at its start.
 */
export function modelOfUsages(usages: ReadonlyMap<string, Usage>, pointers?: Pick<AsyncApiModel, 'channels' | 'operations'>): AsyncApiModel {
  const said = [...usages].map(([subject, usage]) => ({ subject, usage }));
  const channels = joined(said.flatMap(({ subject, usage }) => usage.channels.map((item) => ({ subject, item }))));
  const operations = joined(said.flatMap(({ subject, usage }) => usage.operations.map((item) => ({ subject, item }))));
  return {
    ...{ version: '3.0.0', major: 3, securitySchemes: {}, servers: [] },
    application: { ...PLAIN, pointer: '', title: '', version: '' },
    messages: said.map(({ subject }) => ({ ...PLAIN, pointer: subject, key: subject, name: subject, deprecated: false, examples: [] })),
    channels: channels.map(({ item, subjects }) => channelOf(item, subjects, pointers?.channels)),
    operations: operations.map(({ item, subjects }) => operationOf(item, subjects, pointers?.operations)),
  };
}

const PLAIN: Pick<Described, 'tags' | 'bindings' | 'extensions'> = { tags: [], bindings: {}, extensions: {} };

interface Joined<Item> {
  readonly item: Item;
  readonly subjects: readonly string[];
}

/** Each once, with the subjects whose messages it carries. */
function joined<Item extends UsedChannel | UsedOperation>(
  all: readonly { readonly subject: string; readonly item: Item }[],
): readonly Joined<Item>[] {
  const byName = new Map<string, Joined<Item>>();
  for (const { subject, item } of all) {
    const before = byName.get(item.name) ?? { item, subjects: [] };
    byName.set(item.name, item.own.length === 0 ? before : { ...before, subjects: [...before.subjects, subject] });
  }
  return [...byName.values()];
}

type Places = readonly { readonly name: string; readonly pointer: string }[];

function placeOf(name: string, places: Places | undefined): string {
  return places?.find((each) => each.name === name)?.pointer ?? '';
}

function usesOf(subjects: readonly string[]): readonly MessageUse[] {
  return subjects.map((subject) => ({ key: subject, message: subject }));
}

function channelOf({ name, address, rest }: UsedChannel, subjects: readonly string[], places: Places | undefined): ChannelModel {
  const { parameters } = rest;
  const pointer = placeOf(name, places);
  // As an import has written them.
  const named = Array.isArray(parameters) ? (parameters as unknown as readonly ParameterModel[]) : [];
  return { ...PLAIN, pointer, name, address, bindings: objectOf(rest, 'bindings'), parameters: named, servers: [], messages: usesOf(subjects) };
}

function operationOf({ name, action, channel, rest }: UsedOperation, subjects: readonly string[], places: Places | undefined): OperationModel {
  const pointer = placeOf(name, places);
  return { ...PLAIN, pointer, name, action, channel, bindings: objectOf(rest, 'bindings'), messages: usesOf(subjects), security: [] };
}

function objectOf(rest: JsonObject, name: string): JsonObject {
  const value = rest[name];
  return isJsonObject(value) ? value : {};
}
