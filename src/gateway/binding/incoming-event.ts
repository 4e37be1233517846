import type { IncomingHttpHeaders } from 'node:http';
import type { ExactValue } from '../../core/json/value.ts';

/** A request as it came, its body whole. */
export interface RawRequest {
  readonly headers: IncomingHttpHeaders;
  /** Name and value in turn, with the spelling of the sender. */
  readonly rawHeaders: readonly string[];
  readonly method: string;
  readonly body: Buffer;
}

/** An event, read from a request by its binding. */
export interface IncomingEvent {
  /** The subject of the registry: the CloudEvents type, or the type of a webhook. */
  readonly type: string;
  readonly dataschema?: string;
  /** What filters look at. */
  readonly attributes: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Undefined: the event has none. */
  readonly data: ExactValue | undefined;
}
