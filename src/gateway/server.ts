import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Tracer } from '@opentelemetry/api';
import type { DiskRoom } from '../core/disk-room.ts';
import { RegistryError } from '../core/errors.ts';
import type { Format } from '../formats/format.ts';
import type { Log } from '../http/kit/log.ts';
import type { Queue } from '../queue/queue.ts';
import { REQUEST_ID_HEADER, requestIdOf } from '../http/kit/request-id.ts';
import { ADMIN_PREFIX, createAdmin } from './admin/app.ts';
import { sendProblem } from './answer.ts';
import type { GatewayConfig } from './config/config.ts';
import { Counters } from './watch/counters.ts';
import { Delivery } from './delivery/delivery.ts';
import { Dispatch } from './dispatch/dispatch.ts';
import { Doubts } from './doubts/doubts.ts';
import type { Gateway } from './gateway.ts';
import { reportStranded } from './events/stranded.ts';
import { LookUp } from './supply/look-up.ts';
import { LoopLag } from './watch/loop-lag.ts';
import { Modes } from './modes.ts';
import { pass } from './pass.ts';
import { Shadows } from './watch/shadows.ts';
import { RefusalLog } from './watch/refusal-log.ts';
import { Sightings } from './watch/sightings.ts';
import type { SlowJudge } from './judge/slow-judge.ts';
import { SnapshotFile } from './supply/snapshot-file.ts';
import { Supply, type SnapshotSource } from './supply/supply.ts';
import { openFunctions } from './targets/lambda/functions.ts';
import { REAL_TIMING, type Timing } from './timing.ts';
import { createTracing } from './watch/tracing.ts';
import { warm } from './supply/warm.ts';

export interface GatewayOptions extends Partial<Timing> {
  readonly config: GatewayConfig;
  /** An admin token that only this process knows: for a registry in it. */
  readonly innerToken?: string;
  /** Of the program, for its metrics. Default `0.0.0`. */
  readonly version?: string;
  readonly source: SnapshotSource;
  /** Where `source` is: its URLs name versions, and a snapshot on disk is used for it only. */
  readonly registryUrl: string;
  /** Where the snapshot is kept; absent: in memory only. */
  readonly snapshotFile?: string;
  readonly format: Format;
  readonly log: Log;
  /** For events that would block the loop; absent: they are refused. */
  readonly slowJudge?: SlowJudge;
  /** For spans. Default: that of the provider which the process has registered, if any. */
  readonly tracer?: Tracer;
  /** What answers below `/-/` instead of this gateway's own admin API; for one of several that share a port. */
  readonly adminFront?: RequestListener;
  /** For durable routes, which answer 503 without it. */
  readonly durable?: DurableOptions;
}

export interface DurableOptions {
  /** Closed by whoever has opened it. */
  readonly queue: Queue;
  /** Names this gateway to the queue. */
  readonly owner: string;
  /** The room on the disk of the queue. Absent: it is in no file. */
  readonly disk?: () => Promise<DiskRoom | undefined>;
  /** How long deliveries that are under way may take at the end, before they are given back. Default 10,000. */
  readonly graceMs?: number;
}

/** A gate, to be served by whoever listens. */
export interface RunningGateway {
  readonly listener: RequestListener;
  /** The admin API of this gateway alone. */
  readonly admin: RequestListener;
  /** Say at `/-/readyz` that no new requests are wanted; those that come are answered all the same. */
  leave(): void;
  /** Take nothing more from the queue; what is under way goes on. */
  drain(): void;
  /** Follows the registry no longer, and writes down what is not written yet. To be called after the last request was answered. */
  close(): Promise<void>;
}

const DRAIN_MS = 10_000;

/**
 * Starts with the registry down, too: from the snapshot on disk, or answering 503 until there is one. Throws what `openFunctions` does;
 * nothing is open then.
 */
export async function startGateway({ config, source, registryUrl, ...options }: GatewayOptions): Promise<RunningGateway> {
  const {
    snapshotFile,
    format,
    log,
    now = REAL_TIMING.now,
    monotonic = REAL_TIMING.monotonic,
    pause = REAL_TIMING.pause,
    random = REAL_TIMING.random,
  } = options;
  const timing: Timing = { now, monotonic, pause, random };
  const functions = await openFunctions(config);
  const tracing = createTracing(options.tracer);
  const file = snapshotFile === undefined ? {} : { file: new SnapshotFile({ path: snapshotFile, registry: registryUrl, log, timing }) };
  const doubts = new Doubts({ routes: config.routes, format, log });
  const supply = new Supply({
    source,
    format,
    log,
    timing,
    ...file,
    onSwitch(catalogue, isCurrent) {
      void warm(catalogue, config.routes, isCurrent);
      void doubts.review(catalogue, isCurrent);
    },
  });
  const dispatch = new Dispatch({ functions, now });
  const court: Gateway['court'] = {
    registryUrl,
    supply,
    lookUp: new LookUp({
      source,
      timing,
      refresh: (subject) => supply.refresh(subject),
      // In another history the version may be another one.
      isTrusted: () => supply.trouble?.kind !== 'other_history',
    }),
    ...(options.slowJudge === undefined ? {} : { slowJudge: options.slowJudge }),
  };
  const { durable } = options;
  const counters = new Counters();
  const delivery = durable === undefined ? undefined : new Delivery({ ...durable, config, court, counters, functions, tracing, timing, log });
  const leaving = new AbortController();
  const gateway: Gateway = {
    leaving: leaving.signal,
    version: options.version ?? '0.0.0',
    config,
    innerToken: options.innerToken,
    routes: new Map(config.routes.map((route) => [route.path, route])),
    court,
    dispatch,
    queue: durable?.queue,
    disk: durable?.disk ?? (async () => undefined),
    delivery,
    counters,
    lag: new LoopLag(),
    modes: new Modes(timing),
    doubts,
    sightings: new Sightings(timing),
    refusals: new RefusalLog(log, timing),
    shadows: new Shadows(timing),
    timing,
    tracing,
    format,
    log,
  };
  const admin = createAdmin(gateway);
  await supply.start();
  delivery?.start();
  void reportStranded(gateway);
  return {
    listener: (request, response) => void answer({ gateway, admin: options.adminFront ?? admin }, request, response),
    admin,
    leave: () => leaving.abort(),
    drain: () => delivery?.drain(),
    async close() {
      gateway.lag.close();
      await delivery?.close(durable?.graceMs ?? DRAIN_MS);
      await supply.close();
      await dispatch.close();
      functions.close();
    },
  };
}

interface Served {
  readonly gateway: Gateway;
  readonly admin: RequestListener;
}

async function answer({ gateway, admin }: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = requestIdOf(request.headers[REQUEST_ID_HEADER]?.toString());
  const path = pathOf(request.url ?? '');
  try {
    if (path.startsWith(ADMIN_PREFIX)) admin(request, response);
    else await pass(gateway, { route: requireRoute(gateway, path), request, response, requestId });
  } catch (thrown) {
    const error = RegistryError.from(thrown);
    report(gateway, error, { requestId, path });
    sendProblem(response, error, requestId);
  }
}

/** Without the query, and without the origin that requests to a proxy name (RFC 9112 §3.2.2). */
function pathOf(url: string): string {
  return url.replace(/\?.*$/s, '').replace(/^https?:\/\/[^/]*/i, '');
}

function requireRoute({ routes }: Gateway, path: string): Gateway['config']['routes'][number] {
  const route = routes.get(path);
  if (route !== undefined) return route;
  throw new RegistryError('route_not_found', `no route of this gateway has the path ${path}; paths are matched exactly`);
}

function report(
  { routes, counters, refusals }: Gateway,
  error: RegistryError,
  { requestId, path }: { readonly requestId: string; readonly path: string },
): void {
  if (!routes.has(path)) counters.countEvent('', { name: error.code, observed: false });
  refusals.tell(path, error, { requestId });
}
