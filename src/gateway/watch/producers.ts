import type { IncomingEvent } from '../event.ts';

/** What is counted together: senders choose their names, so there are bounds to how many are told apart, and how long they are. */
export const OTHERS = '(others)';

const MAX_NAME_LENGTH = 200;

/** Who sent an event, as far as it says: the CloudEvents `source`; of a webhook its type. */
export function producerOf({ attributes, type }: IncomingEvent): string {
  const { source } = attributes;
  const name = typeof source === 'string' ? source : type;
  return name.length > MAX_NAME_LENGTH ? OTHERS : name;
}
