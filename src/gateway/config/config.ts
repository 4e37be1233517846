import type { VersionRange } from '../../core/semver.ts';

/** What a configuration file says, with the defaults filled in. */
export interface GatewayConfig {
  readonly registry?: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly maxBodyBytes: number;
  readonly routes: readonly RouteConfig[];
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
  | { readonly kind: 'parts'; readonly prefix: string; readonly header?: string; readonly pointer?: string };

export interface SignatureConfig {
  readonly scheme: 'github';
  /** The environment variable that holds the secret. */
  readonly secretEnv: string;
}

export interface TargetConfig {
  /** Unique within the route. */
  readonly name: string;
  readonly url: string;
  /** Until the function begins to answer. */
  readonly timeoutMs: number;
  readonly reads?: VersionRange;
  /** Patterns by attribute; an event must match all of them. */
  readonly filter: Readonly<Record<string, string>>;
}

const ROUTE_DEFAULTS = { mode: 'enforce', onUnknown: 'reject', whenStale: 'serve', maxStaleMs: 300_000, showValues: false } as const;
const CONFIG_DEFAULTS = { listen: { host: '127.0.0.1', port: 8080 }, maxBodyBytes: 1_048_576 } as const;
const DEFAULT_TIMEOUT_MS = 30_000;

/** @internal Fill in what a route leaves out. */
export function completeRoute(route: Pick<RouteConfig, 'path' | 'source' | 'targets'> & Partial<RouteConfig>): RouteConfig {
  return { ...ROUTE_DEFAULTS, ...route };
}

/** @internal Fill in what a target leaves out; `index` counts from 0. */
export function completeTarget(target: Pick<TargetConfig, 'url'> & Partial<TargetConfig>, index: number): TargetConfig {
  return { name: `target-${index + 1}`, timeoutMs: DEFAULT_TIMEOUT_MS, filter: {}, ...target };
}

/** @internal Fill in what a configuration leaves out. */
export function completeConfig(config: Pick<GatewayConfig, 'routes'> & Partial<GatewayConfig>): GatewayConfig {
  return { ...CONFIG_DEFAULTS, ...config };
}

/** The configuration of `sluice up --target URL`: one route `/` for CloudEvents. Without `url` there are no routes. */
export function configForTarget(url?: string): GatewayConfig {
  if (url === undefined) return completeConfig({ routes: [] });
  return completeConfig({ routes: [completeRoute({ path: '/', source: { kind: 'cloudevents' }, targets: [completeTarget({ url }, 0)] })] });
}
