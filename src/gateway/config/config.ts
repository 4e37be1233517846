import type { KeyObject } from 'node:crypto';
import type { VersionRange } from '../../core/semver.ts';
import type { DeliveryConfig, DurableConfig, QueueConfig } from './durable.ts';

/** What a configuration file says, with the defaults filled in. */
export interface GatewayConfig {
  readonly registry?: string;
  /** A file with the key or token for the registry. */
  readonly registryTokenFile?: string;
  /** `host:port`. */
  readonly listen?: string;
  /** Default 1 MiB. */
  readonly maxBodyBytes?: number;
  /** Who may change things at run time; absent: nobody. */
  readonly admin?: AdminConfig;
  /** Absent: no route is durable, and nothing was said. */
  readonly queue?: QueueConfig;
  readonly routes: readonly RouteConfig[];
}

export interface AdminConfig {
  readonly token: string;
}

export interface RouteConfig {
  /** Matched exactly. */
  readonly path: string;
  readonly source: SourceConfig;
  /** Absent: decided by the kind of the source and the profile of the subject. */
  readonly undeclared?: 'allow' | 'reject';
  readonly mode: 'enforce' | 'observe';
  readonly onUnknown: 'reject' | 'forward';
  readonly whenStale: 'serve' | 'refuse';
  readonly maxStaleMs: number;
  readonly showValues: boolean;
  /** Absent: senders of webhooks get no consent by OPTIONS. */
  readonly webhook?: WebhookConfig;
  /** Absent: the route is sync. */
  readonly durable?: DurableConfig;
  readonly targets: readonly TargetConfig[];
}

/** Who may deliver here, as the handshake of the CloudEvents webhook specification asks. */
export interface WebhookConfig {
  /** DNS names in lower case, in which `*` stands for any characters. */
  readonly allowedOrigins: readonly string[];
  /** Requests per minute, said and not enforced; `*`: no limit. */
  readonly rate: number | '*';
}

export type SourceConfig =
  | { readonly kind: 'cloudevents' }
  | { readonly kind: 'webhook'; readonly type: TypeRule; readonly signature?: SignatureConfig }
  | EnvelopeSource;

/** A vendor's envelope, which names the type by itself. */
export interface EnvelopeSource {
  readonly kind: EnvelopeKind;
  /** Of `sns` only: where its messages say what they are; absent: the topic says it. */
  readonly type?: TypeRule;
  /** Of `sns` only. */
  readonly confirmations: 'refuse' | 'forward';
}

export type EnvelopeKind = 'eventbridge' | 's3' | 'gcs' | 'sns' | 'debezium';

/** Where a webhook says what it is. */
export type TypeRule =
  | { readonly kind: 'constant'; readonly type: string }
  | {
      readonly kind: 'parts';
      readonly prefix: string;
      /** In lower case. */
      readonly header?: string;
      readonly pointer?: string;
    };

export interface SignatureConfig {
  readonly scheme: SignatureSchemeName;
  /** Any of them will do, so that a secret can be replaced while the old one is in use. */
  readonly keys: readonly SignatureKey[];
  /** How far the time that was signed may lie from now, before or after; of schemes that sign one. */
  readonly toleranceMs: number;
}

export type SignatureSchemeName = 'github' | 'standard-webhooks' | 'stripe' | 'slack';

/** A secret, read once. */
export type SignatureKey =
  | { readonly algorithm: 'hmac-sha256'; readonly secret: Buffer }
  | { readonly algorithm: 'ed25519'; readonly publicKey: KeyObject };

export interface TargetConfig {
  /** Unique within the route. */
  readonly name: string;
  readonly url: URL;
  /** Until the function begins to answer, and between two pieces of its answer; of a durable route, for a whole attempt. */
  readonly timeoutMs: number;
  readonly reads?: Reads;
  /** Patterns by attribute; an event must match all of them. */
  readonly filter: Readonly<Record<string, string>>;
  /** Of a durable route only. */
  readonly delivery?: DeliveryConfig;
}

/** The version that a target reads; the text is for messages. */
export interface Reads {
  readonly text: string;
  readonly range: VersionRange;
}
