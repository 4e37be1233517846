import type { ExactValue } from '../core/json/value.ts';

/** An event as the gate judges it: what binding it came in no longer matters. */
export interface IncomingEvent {
  /** The CloudEvents type, which is the subject in the registry. */
  readonly type: string;
  /** What filters look at; of a webhook only its type. */
  readonly attributes: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly dataschema?: string;
  /** Undefined: the event has no data, which is not the same as null. */
  readonly data: ExactValue | undefined;
}
