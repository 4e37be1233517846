import type { RegistryError } from '../../core/errors.ts';
import type { EnvelopeKind, SignatureSchemeName } from '../config/config.ts';
import type { Gate } from '../gate.ts';

/** What a route of the gateway says, for a gate inside a program. Values, default first, as in docs/gateway.md. */
export interface MiddlewareOptions {
  readonly gate: Gate | Promise<Gate>;
  /** Default: CloudEvents, whose subject is their `type`. */
  readonly source?: SourceOptions;
  readonly mode?: 'enforce' | 'observe';
  readonly onUnknown?: 'reject' | 'forward';
  /** Default: as the gate says; else reject on `cloudevents` for subjects whose profile is `declared` or `tolerant`, else allow. */
  readonly undeclared?: 'reject' | 'allow';
  readonly showValues?: boolean;
  readonly whenStale?: 'serve' | 'refuse';
  /** Default 5 minutes. */
  readonly maxStaleMs?: number;
  /** Default 1 MiB. */
  readonly maxBodyBytes?: number;
  /** Told of every event that is refused, or would be if `mode` did not only observe. What it throws is thrown on. */
  readonly onRefusal?: (refusal: Refusal) => void;
}

export interface Refusal {
  readonly error: RegistryError;
  readonly observed: boolean;
  readonly requestId: string;
}

export type SourceOptions =
  | { readonly kind: 'cloudevents' }
  | {
      /** A plain JSON body, which is the data. */
      readonly kind: 'webhook';
      readonly type: TypeOptions;
      /** Checked over the raw bytes. */
      readonly signature?: SignatureOptions;
    }
  | {
      /** The envelope of a vendor, which names the type by itself. */
      readonly kind: EnvelopeKind;
      /** Of `sns` only: where its messages say what they are; by default the topic says it. */
      readonly type?: TypeOptions;
      /** Of `sns` only: whether its confirmations are refused, or handed on as events of an unknown type. Default refuse. */
      readonly confirmations?: 'refuse' | 'forward';
    };

export interface SignatureOptions {
  readonly scheme: SignatureSchemeName;
  /** One, or several of which any will do, while one is replaced. Undefined or empty is refused, since it would let unsigned events in. */
  readonly secret: string | undefined | readonly (string | undefined)[];
  /** How far the time that was signed may lie from now; of schemes that sign one. Default 5 minutes. */
  readonly toleranceMs?: number;
}

/** Where a webhook says what it is: `prefix` + the values of `header` and `pointer` that are present, joined by a dot; or a `constant`. */
export interface TypeOptions {
  readonly prefix?: string;
  readonly header?: string;
  readonly pointer?: string;
  readonly constant?: string;
}
