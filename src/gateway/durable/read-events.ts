import type { SourceConfig } from '../config/config.ts';
import type { Arrival } from '../arrival.ts';
import { readEnvelope } from '../envelope/read-envelope.ts';
import type { IncomingEvent } from '../event.ts';
import { parseEvent } from '../binding/parse.ts';

/** What a request holds: one event, or those of a vendor's envelope, which go on together. */
export interface Contents {
  /** At least one. */
  readonly events: readonly [IncomingEvent, ...IncomingEvent[]];
  /** False for what no contract is about: the confirmation of a subscription. */
  readonly isJudged: boolean;
}

/** Throws what makes the request none of the route. */
export function readEvents(source: SourceConfig, arrival: Arrival): Contents {
  if (source.kind === 'cloudevents' || source.kind === 'webhook') return { events: [parseEvent(source, arrival)], isJudged: true };
  const envelope = readEnvelope(source, arrival);
  if (envelope.kind === 'confirmation') return { events: [envelope.event], isJudged: false };
  return { events: envelope.events as Contents['events'], isJudged: true };
}
