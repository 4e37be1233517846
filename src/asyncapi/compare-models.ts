import { change, type ModelChange } from './change.ts';
import { describeChange, isSameJson, quote } from './change-words.ts';
import { compareChannels, compareServers } from './compare-channels.ts';
import { compareMessage, compareMessages, messageName, type MessagePair } from './compare-messages.ts';
import { carriedBy, carriedByNone, type Carried } from './flows.ts';
import { match, matchChannels, type Matched } from './match.ts';
import type { Action, AsyncApiModel, OperationModel } from './model.ts';
import { isSameSecurity } from './security.ts';

/** A message whose schemas are to be judged. */
export interface ComparedMessage extends Matched<AsyncApiModel['messages'][number]> {
  readonly name: string;
  /** Of all channels that carry it; empty: no operation says what is done with it. */
  readonly actions: readonly Action[];
  readonly channels: readonly string[];
}

export interface ModelComparison {
  /** Those of the application, of servers, of channels in their order, of messages; the same each time. */
  readonly changes: readonly ModelChange[];
  /** Every message that both have, each pair once. */
  readonly messages: readonly ComparedMessage[];
}

/**
 * What is different between two documents of one application, but for its schemas: `old` is the version that the others were made for.
 * Every change says what it means for them; which schemas are to be held against each other comes with it, and which way their events go.
 * Each channel looks at every operation; all else is linear in the size of the documents.
 */
export function compareModels(old: AsyncApiModel, now: AsyncApiModel): ModelComparison {
  const models = { old, now };
  const { both, removed, added } = matchChannels(old, now);
  const channels = both.map((pair) => ({
    pair,
    messages: compareMessages({ old: carriedBy(old, pair.old), now: carriedBy(now, pair.now) }, pair),
  }));
  const others = compareMessages({ old: onlyThere(old, now), now: onlyThere(now, old) }, undefined);
  const messages = joinPairs([...channels.flatMap(({ messages: { pairs } }) => pairs), ...others.pairs]);
  return {
    changes: [
      ...compareApplications(models),
      ...compareServers(models),
      ...channels.flatMap(({ pair, messages: { changes } }) => [...compareChannels(pair, models), ...changes]),
      ...removed.map(({ name, address, pointer }) =>
        change('channel_removed', `the channel ${quote(name)}${addressText(name, address)} is gone`, { pointer, was: pointer, channel: name }),
      ),
      ...added.map(({ name, address, pointer }) =>
        change('channel_added', `the channel ${quote(name)}${addressText(name, address)} is new`, { pointer, channel: name }),
      ),
      ...compareOperations(
        models,
        both.map((pair) => [pair.old.name, pair.now.name] as const),
      ),
      ...others.changes,
      ...messages.flatMap(compareMessage),
    ],
    messages,
  };
}

/** The messages that no channel carries, but those that one of the other document does: what became of them is told there. */
function onlyThere(model: AsyncApiModel, other: AsyncApiModel): readonly Carried[] {
  const carried = new Set(other.channels.flatMap((channel) => carriedBy(other, channel).map(messageName)));
  return carriedByNone(model).filter((each) => !carried.has(messageName(each)));
}

function addressText(name: string, address: string | null): string {
  return address === null || address === name ? '' : ` (${address})`;
}

function joinPairs(pairs: readonly MessagePair[]): readonly ComparedMessage[] {
  const joined = new Map<string, ComparedMessage>();
  for (const { old, now, name, actions, channel } of pairs) {
    const key = JSON.stringify([old.pointer, now.pointer]);
    const before = joined.get(key) ?? { old, now, name, actions: [], channels: [] };
    joined.set(key, {
      ...before,
      actions: [...new Set([...before.actions, ...actions])],
      channels: channel === undefined ? before.channels : [...before.channels, channel],
    });
  }
  return [...joined.values()];
}

function compareApplications({ old: { application: old }, now: { application: now } }: Matched<AsyncApiModel>): readonly ModelChange[] {
  const changes: ModelChange[] = [];
  if (old.id !== now.id)
    changes.push(change('application_renamed', `the application's ${describeChange('id', old.id, now.id)}`, { pointer: '/id', was: '/id' }));
  if (old.title !== now.title)
    changes.push(
      change('application_renamed', `the application's ${describeChange('title', old.title, now.title)}`, {
        pointer: '/info/title',
        was: '/info/title',
      }),
    );
  if (old.version !== now.version)
    changes.push(
      change('version_changed', `the application's ${describeChange('version', old.version, now.version)}`, {
        pointer: '/info/version',
        was: '/info/version',
      }),
    );
  return changes;
}

/** What operations are called and how they are answered; that one came or went is told of its messages. */
function compareOperations(models: Matched<AsyncApiModel>, channels: readonly (readonly [old: string, now: string])[]): readonly ModelChange[] {
  const { old, now } = models;
  const nowOf = new Map(channels);
  const isOld = new Set<OperationModel>(old.operations);
  const place = (operation: OperationModel): string =>
    JSON.stringify([isOld.has(operation) ? (nowOf.get(operation.channel) ?? `-${operation.channel}`) : operation.channel, operation.action]);
  const { both } = match(old.operations, now.operations, [(operation) => JSON.stringify([operation.name, place(operation)]), place]);
  return both.flatMap((operation) => compareOperation(operation, models));
}

function compareOperation({ old, now }: Matched<OperationModel>, models: Matched<AsyncApiModel>): readonly ModelChange[] {
  const place = (member: string): Pick<ModelChange, 'pointer' | 'was' | 'channel'> => ({
    ...{ pointer: `${now.pointer}${member}`, was: `${old.pointer}${member}`, channel: now.channel },
  });
  const what = `the operation ${quote(now.name)}`;
  const changes: ModelChange[] = [];
  const [before, after] = [old.reply?.addressLocation, now.reply?.addressLocation];
  // In 2.x an operation without an id is called after its channel.
  if (old.name !== now.name && old.written === now.written)
    changes.push(change('operation_renamed', `the operation ${quote(old.name)} is now called ${quote(now.name)}`, place('')));
  if (before !== after && old.reply !== undefined)
    changes.push(change('reply_address_changed', `${what}: ${describeChange('reply address', before, after)}`, place('/reply')));
  if (!isSameSecurity(models, { old, now }))
    changes.push(change('security_changed', `${what}: who may do it is decided otherwise`, place('/security')));
  if (!isSameJson(old.bindings, now.bindings)) changes.push(change('bindings_changed', `${what}: its bindings are other ones`, place('/bindings')));
  return changes;
}
