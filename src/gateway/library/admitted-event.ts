import { Decimal } from '../../core/json/decimal.ts';
import type { RegistryError } from '../../core/errors.ts';
import { stringifyExact } from '../../core/json/stringify.ts';
import type { ExactValue } from '../../core/json/value.ts';
import type { ProblemResource } from '../../core/resources.ts';
import { toProblem } from '../../http/kit/problem.ts';
import type { Arrival } from '../arrival.ts';
import type { IncomingEvent } from '../event.ts';
import type { Passed } from '../judge/judge-request.ts';

/** An event that the gate let in, as functions get it. */
export interface AdmittedEvent {
  /** `forwarded_unknown`: its type has no live version, and `onUnknown` is forward. `observed`: it would have been refused. */
  readonly kind: 'accepted' | 'forwarded_unknown' | 'observed';
  /** In the registry: the event's type. */
  readonly subject: string;
  /** The version that accepted it. */
  readonly version?: number;
  readonly schemaId?: number;
  /** The context attributes of a CloudEvent; of a webhook only its `type`. */
  readonly attributes: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Valid where `kind` is accepted; numbers as JSON.parse gives them. Undefined: the event has no data. */
  readonly data: unknown;
  /** The body as it came, and as it was judged. */
  readonly bytes: Buffer;
  /** The other events of the same notice, where a vendor sends several in one; they were all let in. */
  readonly rest?: readonly AdmittedEvent[];
  /** Of an observed event: what would have been answered. */
  readonly problem?: ProblemResource;
}

export function admitted(passed: Passed | RegistryError, event: IncomingEvent, { bytes }: Arrival): AdmittedEvent {
  const content = { subject: event.type, attributes: event.attributes, data: toPlain(event.data), bytes };
  if (passed instanceof Error) return { kind: 'observed', ...content, problem: toProblem(passed) };
  if (passed.kind === 'forwarded_unknown') return { kind: 'forwarded_unknown', ...content };
  return { kind: 'accepted', version: passed.version.version, schemaId: passed.version.id, ...content };
}

/** Numbers that no double holds become the next one, as in JSON.parse. */
function toPlain(value: ExactValue | undefined): unknown {
  return value !== undefined && hasDecimal(value) ? JSON.parse(stringifyExact(value)) : value;
}

function hasDecimal(value: ExactValue): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof Decimal || Object.values(value).some(hasDecimal);
}
