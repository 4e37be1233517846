import { change, type ModelChange } from './change.ts';
import { describeChange, isSameJson, quote } from './change-words.ts';
import type { Carried } from './flows.ts';
import { matchMessages, type Matched } from './match.ts';
import type { Action, ChannelModel, MessageModel, OperationModel } from './model.ts';
import { nameOf } from './subject-names.ts';

/** A message that both documents have on one channel; the engine judges its schemas. */
export interface MessagePair extends Matched<MessageModel> {
  readonly name: string;
  readonly channel?: string;
  /** What the application does with it, before and after; empty: nothing is said. */
  readonly actions: readonly Action[];
}

export interface ChannelComparison {
  readonly changes: readonly ModelChange[];
  readonly pairs: readonly MessagePair[];
}

/** How a message is called in a sentence. */
export function messageName({ message, key }: Pick<Carried, 'message' | 'key'>): string {
  return nameOf(message) ?? message.title ?? (key || message.pointer);
}

/** What changed about the messages of a channel, and which of them are to be judged; without a channel, those that none carries. */
export function compareMessages(sides: Matched<readonly Carried[]>, channels: Matched<ChannelModel> | undefined): ChannelComparison {
  const { both, removed, added } = matchMessages(sides.old, sides.now);
  const channel = channels === undefined ? {} : { channel: channels.now.name };
  const on = channels === undefined ? '' : ` on channel ${quote(channels.now.name)}`;
  const held = channels === undefined ? '/components/messages' : `${channels.now.pointer}/messages`;
  return {
    changes: [
      ...both.flatMap((pair) => [...compareActions(pair, on, channel), ...compareNames(pair, on, channel)]),
      ...removed.map((gone) => removedMessage(gone, on, { pointer: held, was: gone.message.pointer, ...channel })),
      ...added.map((come) => addedMessage(come, on, { pointer: come.message.pointer, ...channel })),
    ],
    pairs: both.map(({ old, now }) => ({ old: old.message, now: now.message, name: messageName(now), actions: actionsOf(old, now), ...channel })),
  };
}

/** Where nothing is done on both sides any more, what either does. */
function actionsOf(old: Carried, now: Carried): readonly Action[] {
  const before = [...old.operations.keys()];
  const common = before.filter((action) => now.operations.has(action));
  return common.length > 0 ? common : [...new Set([...before, ...now.operations.keys()])];
}

const VERBS: Readonly<Record<Action, string>> = { send: 'sent', receive: 'received' };

function compareActions({ old, now }: Matched<Carried>, on: string, channel: Pick<ModelChange, 'channel'>): readonly ModelChange[] {
  const name = quote(messageName(now));
  const gone = [...old.operations].filter(([action]) => !now.operations.has(action));
  const come = [...now.operations].filter(([action]) => !old.operations.has(action));
  const [left, arrived] = [gone[0], come[0]];
  if (left !== undefined && arrived !== undefined && old.operations.size === 1 && now.operations.size === 1) {
    const message = `the message ${name} was ${VERBS[left[0]]}${on} and is now ${VERBS[arrived[0]]}`;
    return [change('direction_changed', message, { pointer: actionOf(arrived[1]), was: actionOf(left[1]), ...channel })];
  }
  return [
    ...gone.map(([action, operation]) =>
      change('operation_removed', `the message ${name} is no longer ${VERBS[action]}${on}`, {
        pointer: now.message.pointer,
        was: operation.pointer,
        ...channel,
      }),
    ),
    ...come.map(([action, operation]) =>
      change('operation_added', `the message ${name} is now ${VERBS[action]}${on}`, { pointer: operation.pointer, ...channel }),
    ),
  ];
}

function actionOf({ pointer, written }: OperationModel): string {
  return written === undefined ? `${pointer}/action` : pointer;
}

function compareNames({ old, now }: Matched<Carried>, on: string, channel: Pick<ModelChange, 'channel'>): readonly ModelChange[] {
  const [before, after] = [messageName(old), messageName(now)];
  if (before === after || old.message.type !== undefined) return [];
  return [
    change('message_renamed', `the message ${quote(before)}${on} is now called ${quote(after)}`, {
      pointer: now.message.pointer,
      was: old.message.pointer,
      ...channel,
    }),
  ];
}

function removedMessage(gone: Carried, on: string, place: Pick<ModelChange, 'pointer' | 'was' | 'channel'>): ModelChange {
  const name = quote(messageName(gone));
  const verbs = [...gone.operations.keys()].map((action) => VERBS[action]).join(' and ');
  if (verbs === '') return change('message_unused', `the message ${name}${on} is gone; no operation of this application had it`, place);
  return change('message_removed', `the message ${name} is no longer ${verbs}${on}`, place);
}

function addedMessage(come: Carried, on: string, place: Pick<ModelChange, 'pointer' | 'was' | 'channel'>): ModelChange {
  const name = quote(messageName(come));
  const isSent = come.operations.has('send');
  if (isSent && on !== '') return change('message_added_to_readers', `the message ${name} is sent${on} as well: who reads there meets it`, place);
  const verb = come.operations.has('receive') ? 'received' : 'there';
  return change('message_added', `the message ${name} is ${verb}${on} as well`, place);
}

/** What changed about a message beside its schemas, whatever channels carry it. */
export function compareMessage({ old, now, name }: MessagePair): readonly ModelChange[] {
  const place = (member: string): Pick<ModelChange, 'pointer' | 'was'> => ({ pointer: `${now.pointer}${member}`, was: `${old.pointer}${member}` });
  const what = `the message ${quote(name)}`;
  const changes: ModelChange[] = [];
  if (old.type !== now.type && old.type !== undefined)
    changes.push(change('message_type_changed', `${what}: ${describeChange('CloudEvents type', old.type, now.type)}`, place('')));
  changes.push(...compareContentTypes({ old, now }, what, place('/contentType')));
  if (old.correlationId?.location !== now.correlationId?.location && old.correlationId !== undefined) {
    const words = describeChange('correlation id', old.correlationId.location, now.correlationId?.location);
    changes.push(change('correlation_changed', `${what}: ${words}`, place('/correlationId')));
  }
  if (now.deprecated && !old.deprecated) changes.push(change('message_deprecated', `${what} is now deprecated`, place('/deprecated')));
  if (!isSameJson(old.bindings, now.bindings)) changes.push(change('bindings_changed', `${what}: its bindings are other ones`, place('/bindings')));
  return changes;
}

function compareContentTypes({ old, now }: Matched<MessageModel>, what: string, place: Pick<ModelChange, 'pointer' | 'was'>): readonly ModelChange[] {
  const [before, after] = [old.contentType, now.contentType].map((text) => text?.trim().toLowerCase());
  if (before === after) return [];
  const words = `${what}: ${describeChange('content type', old.contentType, now.contentType)}`;
  return [change(before === undefined || after === undefined ? 'content_type_stated' : 'content_type_changed', words, place)];
}
