import type { VersionRange } from '../../core/semver.ts';

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
  readonly targets: readonly TargetConfig[];
}

export type SourceConfig =
  | { readonly kind: 'cloudevents' }
  | { readonly kind: 'webhook'; readonly type: TypeRule; readonly signature?: SignatureConfig };

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
  readonly scheme: 'github';
  readonly secret: string;
}

export interface TargetConfig {
  /** Unique within the route. */
  readonly name: string;
  readonly url: URL;
  /** Until the function begins to answer, and between two pieces of its answer. */
  readonly timeoutMs: number;
  readonly reads?: Reads;
  /** Patterns by attribute; an event must match all of them. */
  readonly filter: Readonly<Record<string, string>>;
}

/** The version that a target reads; the text is for messages. */
export interface Reads {
  readonly text: string;
  readonly range: VersionRange;
}
