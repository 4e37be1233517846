import { RegistryError } from '../../core/errors.ts';
import { valueAtPointer } from '../../core/json/pointer.ts';
import type { ExactValue } from '../../core/json/value.ts';
import type { EnvelopeSource } from '../config/config.ts';
import type { IncomingEvent } from '../event.ts';
import { ENVELOPE_PRESETS } from './presets.ts';

const CONFIRMATIONS: readonly unknown[] = ['SubscriptionConfirmation', 'UnsubscribeConfirmation'];

/**
 * What SNS sends before it sends notifications; undefined for a notification. Its SubscribeURL is never fetched here: whoever
 * can reach the gate could make it call any address. Throws `envelope_invalid` where the route does not forward it, and for
 * what is neither.
 */
export function readConfirmation(body: ExactValue, policy: EnvelopeSource['confirmations']): IncomingEvent | undefined {
  const kind = valueAtPointer(body, '/Type');
  if (kind === 'Notification') return undefined;
  if (typeof kind !== 'string' || !CONFIRMATIONS.includes(kind)) {
    throw new RegistryError('envelope_invalid', 'no envelope of sns: expected the member Type to be Notification; found something else');
  }
  const type = ENVELOPE_PRESETS.sns.prefix + kind;
  if (policy === 'forward') return { type, attributes: { type }, data: body };
  throw new RegistryError(
    'envelope_invalid',
    `${kind}: expected a Notification, since the gateway confirms nothing by itself. Confirm with the Token of this request (aws sns confirm-subscription), or set confirmations: forward`,
  );
}
