import Koa from 'koa';
import { RegistryError } from '../core/errors.ts';
import { roomText, type DiskRoom } from '../core/disk-room.ts';
import type { Registry } from '../registry/registry.ts';
import { dispatchConfluent, isConfluentPath, nameConfluent } from './confluent/dispatch.ts';
import { confluentErrors, type ConflictCode } from './confluent/errors.ts';
import { confluentRoutes } from './confluent/routes.ts';
import { serveDocs } from './docs/dispatch.ts';
import { Gateways, type GatewaysOptions } from './gateways/gateways.ts';
import { admitAnybody, authenticate, type Authentication } from './kit/authenticate.ts';
import { refuseCrossSite, requireHost } from './kit/cross-site.ts';
import { outerLayer } from './kit/outer-layer.ts';
import { inLayers, type Layer } from './kit/layers.ts';
import type { RequestMetrics } from './kit/metrics.ts';
import { SILENT_LOG, type Log } from './kit/log.ts';
import { limitRate } from './kit/rate-limit.ts';
import type { TokenBuckets } from './kit/token-bucket.ts';
import { everyFifteenSeconds, type Heartbeat } from './native/change-feed.ts';
import { dispatchNative, nameNative } from './native/dispatch.ts';
import { nativeRoutes } from './native/routes.ts';
import { serveRoot } from './root.ts';
import { serveUi } from './ui/serve-ui.ts';
import type { ReadUi } from './ui/ui-files.ts';

export interface AppOptions {
  readonly registry: Registry;
  /** How callers say who they are. Absent: everybody may do everything. */
  readonly authentication?: Authentication;
  /** For each key, and for each address of those without one. Absent: none. */
  readonly rate?: TokenBuckets;
  /** Silent by default. */
  readonly log?: Log;
  readonly limits?: AppLimits;
  /** Ends the feeds, so that the server can close; new feeds are refused from then on. */
  readonly stopping?: AbortSignal;
  /** What `/readyz` asks beside the store, by name; each throws when it is not ready. */
  readonly checks?: Readonly<Record<string, () => Promise<void>>>;
  /** The room on the disk of the store. Absent: it is in no file. */
  readonly disk?: () => Promise<DiskRoom | undefined>;
  /** Makes `/readyz` say 503 while requests are still answered; default `stopping`. */
  readonly draining?: AbortSignal;
  /** Counts requests and serves `/metrics`; neither by default. */
  readonly metrics?: RequestMetrics;
  /** When a silent feed shows that it lives; every 15 s by default. */
  readonly heartbeat?: Heartbeat;
  readonly confluent?: ConfluentOptions;
  /** Those whose admin API is handed through. Absent: there are none. */
  readonly gateways?: GatewaysOptions;
  /** Names by which it may be asked, beside localhost and addresses. Absent: by any. */
  readonly hosts?: readonly string[];
  /** The web pages, asked for until they are there; without them a browser finds none. */
  readonly readUi?: ReadUi;
}

export interface ConfluentOptions extends ConflictCode {
  /** What the face says its version is; `0.0.0` by default. */
  readonly version?: string;
}

export interface AppLimits {
  /** Of a request body; 2 MiB by default. */
  readonly maxBodyBytes?: number;
}

const KAFKA = '; what Kafka clients ask for is at the root: /subjects, /schemas, /compatibility, /config, /mode, /contexts';

const MAX_BODY_BYTES = 2 * 1024 * 1024;

/** The registry's HTTP faces as a Koa app. Time limits of connections are the server's, which the caller makes. */
export function createApp(options: AppOptions): Koa {
  const {
    registry,
    authentication,
    rate,
    log = SILENT_LOG,
    limits = {},
    stopping = new AbortController().signal,
    heartbeat = everyFifteenSeconds,
    confluent = {},
    metrics,
    gateways,
    hosts,
    disk = async () => undefined,
  } = options;
  const maxBodyBytes = limits.maxBodyBytes ?? MAX_BODY_BYTES;
  const app = new Koa();
  // A follower that goes away breaks its stream; that is no error of ours.
  app.on('error', (err) => log.debug({ err }, 'an answer broke off'));
  const checks = { store: () => registry.ping(), ...options.checks };
  const behind = gateways === undefined ? {} : { gateways: new Gateways({ onReach: reportReach(log), ...gateways }) };
  const native = nativeRoutes(registry, { heartbeat, stopping, ...behind });
  const kafka = confluentRoutes(registry, { version: confluent.version ?? '0.0.0' });
  const layers: readonly Layer[] = [
    outerLayer({ log, metrics, finders: [nameNative(native), nameConfluent(kafka)] }),
    ...(hosts === undefined ? [] : [requireHost(hosts)]),
    confluentErrors(log, ({ path }) => isConfluentPath(path), confluent),
    serveRoot({
      checks,
      warnings: () => warningsOf(registry, disk),
      draining: options.draining ?? stopping,
      hasPages: options.readUi !== undefined,
      ...(metrics === undefined ? {} : { metrics }),
    }),
    serveUi(options.readUi ?? (async () => undefined)),
    authentication === undefined ? admitAnybody() : authenticate(authentication),
    ...(rate === undefined ? [] : [limitRate(rate)]),
    refuseCrossSite(),
    dispatchNative(native, { maxBodyBytes, log }),
    serveDocs(registry),
    dispatchConfluent({ registry, routes: kafka, maxBodyBytes }),
    refuseTheRest,
  ];
  app.use(inLayers(layers));
  return app;
}

function reportReach(log: Log): NonNullable<GatewaysOptions['onReach']> {
  return (gateway, err) =>
    err === undefined
      ? log.info({ gateway }, 'the gateway can be asked again')
      : log.warn({ gateway, code: err.code, err: err.cause ?? err }, `${err.message}; what is asked of it is ${err.status} until it can be`);
}

async function warningsOf(registry: Registry, disk: NonNullable<AppOptions['disk']>): Promise<readonly string[]> {
  const count = registry.unreadable();
  const room = await disk();
  return [
    ...(count === 0 ? [] : [`${count} live version${count === 1 ? '' : 's'} cannot be read, and snapshots go without; the log names what`]),
    ...(room?.isNearlyFull === true ? [`the disk of the store is nearly full: ${roomText(room.freeBytes)}; a full one refuses every write`] : []),
  ];
}

const refuseTheRest: Layer = ({ path }) => {
  const more = path.startsWith('/api/') ? '' : KAFKA;
  throw new RegistryError(
    'route_not_found',
    `nothing is served at ${path}; the API is under /api/v1, and /api/v1/openapi.json lists every address${more}`,
  );
};
