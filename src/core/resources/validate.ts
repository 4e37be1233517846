import type { ExactValue, JsonValue } from '../json/value.ts';
import type { EventFinding } from '../verdict.ts';
import type { Dialect, Reference } from '../version.ts';

export interface ValidateRequest {
  /** Its settings say how it is judged; with `schema` it need not be there. */
  readonly subject: string;
  readonly version?: number;
  /** Judge by this schema, which is not stored, rather than by a version. */
  readonly schema?: JsonValue;
  /** Of that schema, as at a registration. */
  readonly format?: string;
  readonly dialect?: Dialect;
  readonly references?: readonly Reference[];
  /** The data of the event, numbers exact. */
  readonly event: ExactValue;
}

export interface ValidateResource {
  readonly valid: boolean;
  readonly subject: string;
  /** Absent where the schema came with the question, as is `schemaId`. */
  readonly version?: number;
  readonly schemaId?: number;
  readonly findings: readonly EventFinding[];
}
