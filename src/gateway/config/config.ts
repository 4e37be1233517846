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

/** Where events go. */
export type TargetConfig = HttpTargetConfig | LambdaTargetConfig;

interface AnyTarget {
  /** Unique within the route. */
  readonly name: string;
  /** Until the function begins to answer, and between two pieces of its answer; of a durable route and of Lambda, for a whole attempt. */
  readonly timeoutMs: number;
  readonly reads?: Reads;
  /** Patterns by attribute; an event must match all of them. */
  readonly filter: Readonly<Record<string, string>>;
  /** Of a durable route only. */
  readonly delivery?: DeliveryConfig;
  /** By name in lower case; they go in place of those that came. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly sign?: SignConfig;
}

/** A function behind an address. */
export interface HttpTargetConfig extends AnyTarget {
  readonly kind: 'http';
  readonly url: URL;
  /** In place of the Authorization that came. */
  readonly bearer?: SecretConfig;
}

/** A function of AWS Lambda, which is invoked by the SDK. */
export interface LambdaTargetConfig extends AnyTarget {
  readonly kind: 'aws-lambda';
  /** Its name, or an ARN, whole or in part. */
  readonly function: string;
  /** A version or an alias. */
  readonly qualifier?: string;
  /** Absent: what the SDK finds in its environment. */
  readonly region?: string;
  /** Absent: that of AWS in the region. */
  readonly endpoint?: URL;
  /** Wait for what the function says, or until Lambda has the event. */
  readonly invocation: 'request-response' | 'event';
  /** What the function is invoked with: the request as an API gateway would tell it, or the CloudEvent alone. */
  readonly payload: 'api-gateway-v2' | 'cloudevent';
}

/** How what goes out is signed. */
export interface SignConfig {
  readonly scheme: 'standard-webhooks';
  /** One signature for each, so that a secret can be replaced; the newest first. */
  readonly secrets: readonly SecretConfig[];
}

/** A secret, and where it was read. A file may change; `text` is what it held at the start. */
export type SecretConfig = { readonly kind: 'env'; readonly text: string } | { readonly kind: 'file'; readonly path: string; readonly text: string };

/** The version that a target reads; the text is for messages. */
export interface Reads {
  readonly text: string;
  readonly range: VersionRange;
}
