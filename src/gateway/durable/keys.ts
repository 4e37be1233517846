import { hash } from 'node:crypto';
import { Decimal } from '../../core/json/decimal.ts';
import { RegistryError } from '../../core/errors.ts';
import { valueAtPointer } from '../../core/json/pointer.ts';
import type { Acceptance } from '../../queue/queue.ts';
import type { IdempotencyConfig, OrderConfig } from '../config/durable.ts';
import type { IncomingEvent } from '../event.ts';
import { singleHeader } from '../headers.ts';
import type { Submission } from './submit.ts';

/** What an event is delivered in order of; undefined where it does not say: then it is in nobody's way. Throws `envelope_invalid`. */
export function orderKeyOf({ place }: OrderConfig, event: IncomingEvent): string | undefined {
  if (place.kind === 'pointer') return keyAt(event, place.pointer, 'the key of the order');
  const value = Object.hasOwn(event.attributes, place.name) ? event.attributes[place.name] : undefined;
  return value === undefined ? undefined : String(value);
}

/** Under which an event is accepted once; undefined where it has no key: then it is accepted each time. Throws `envelope_invalid`. */
export function idempotencyOf(submission: Submission, now: number): Acceptance['idempotency'] {
  const { route, arrival, contents } = submission;
  const [event] = contents.events;
  const config = route.durable?.idempotency;
  const own = config === undefined ? undefined : ownKey(config, submission, event);
  if (config === undefined || own === undefined) return undefined;
  // Binary events have their type in a header.
  const digest = `${event.type} ${hash('sha256', arrival.bytes, 'base64url')}`;
  return { key: JSON.stringify([route.path, ...own]), digest, until: now + config.windowMs };
}

function ownKey({ key }: IdempotencyConfig, { arrival, indexInBatch }: Submission, event: IncomingEvent): readonly (string | number)[] | undefined {
  switch (key.kind) {
    case 'cloud_event': {
      const { source = '', id } = event.attributes;
      return id === undefined ? undefined : [String(source), String(id)];
    }
    case 'header': {
      const value = singleHeader(arrival.headers, key.name);
      if (value === undefined || value === '') return undefined;
      // The elements of a batch have their headers in common: it is told apart from the others by its place.
      return indexInBatch === undefined ? [value] : [value, indexInBatch];
    }
    case 'pointer': {
      const value = keyAt(event, key.pointer, 'the key of the idempotency');
      return value === undefined ? undefined : [value];
    }
  }
}

/** Null counts as absent, as in attributes. */
function keyAt({ data }: IncomingEvent, pointer: string, what: string): string | undefined {
  const value = data === undefined ? undefined : valueAtPointer(data, pointer);
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'object' || value instanceof Decimal) return String(value);
  throw new RegistryError('envelope_invalid', `${what}: expected a text or a number at ${pointer}; found an object or an array`);
}
