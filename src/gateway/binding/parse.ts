import type { Arrival } from '../arrival.ts';
import { parseBinary } from './cloudevents-binary.ts';
import { isStructured, parseStructured } from './cloudevents-structured.ts';
import { parseWebhook } from './webhook.ts';
import type { EnvelopeSource, SourceConfig } from '../config/config.ts';
import type { IncomingEvent } from '../event.ts';

/** Read the event out of a request, in the binding that the route and the Content-Type say. */
export function parseEvent(source: Exclude<SourceConfig, EnvelopeSource>, arrival: Arrival): IncomingEvent {
  if (source.kind === 'webhook') return parseWebhook(arrival, source.type);
  return isStructured(arrival.contentType) ? parseStructured(arrival) : parseBinary(arrival);
}
