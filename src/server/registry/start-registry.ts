import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { Logger } from 'pino';
import type { KeyCredential } from '../../core/api-key.ts';
import { createApp, type AppOptions, type ConfluentOptions } from '../../http/app.ts';
import type { GatewayPlace } from '../../http/gateways/exchange.ts';
import { TokenBuckets } from '../../http/kit/token-bucket.ts';
import { createRegistry, type Registry } from '../../registry/registry.ts';
import { rememberInspections } from '../../formats/remember-inspections.ts';
import type { UnreadableVersion } from '../../registry/unreadable.ts';
import { createAuthentication } from './authentication.ts';
import { FORMATS } from '../formats.ts';
import { guardInnerDoor } from './inner-door.ts';
import { openGateways } from './open-gateways.ts';
import { closeAfter, closeAll, type Running } from '../lifetime.ts';
import { isLoopback, localUrlOf, refusePublic, type ListenAddress } from '../listen/address.ts';
import { listen, requireFree } from '../listen/listen.ts';
import { describeStore, openStore, storePlace, type StoreChoice } from '../stores/open-store.ts';
import { readDiskRoom } from '../stores/read-disk-room.ts';
import { reportNewStore, reportPosture } from './posture.ts';
import { readUi } from './read-ui.ts';
import type { RegistryConfig } from './registry-config.ts';
import { renewOnHangup } from '../listen/renew-tls.ts';
import { createWebhookOutlet, startDelivery } from './start-webhooks.ts';
import { readTls } from '../listen/tls.ts';
import { createWorkerFormat } from '../workers/worker-format.ts';
import { createWorkerTools } from '../workers/worker-schema-tools.ts';

export interface RegistryServerOptions {
  readonly store: StoreChoice;
  readonly dataDir: string;
  readonly address: ListenAddress;
  readonly log: Logger;
  /** How long requests are still answered after `/readyz` says that they are not wanted any more. Default 0. */
  readonly drainDelayMs?: number;
  /** Default: everybody may do everything, over http. */
  readonly config?: RegistryConfig;
  /** A key that only this process knows, for the gateway beside the registry. */
  readonly innerKey?: KeyCredential;
  /** Gateways beside those of the configuration. */
  readonly gateways?: readonly GatewayPlace[];
  readonly confluent?: ConfluentOptions;
}

export interface RunningServer extends Running {
  readonly url: string;
}

export interface RunningRegistry extends RunningServer {
  /** The same for this machine: an address that stands for all of it is one to listen on, not one to connect to. */
  readonly localUrl: string;
  /** Where this process itself reaches it: with an inner key and TLS, by http on a free port of loopback. */
  readonly innerUrl: string;
}

/** Open the store and serve the registry. Throws what `openStore`, `readTls` and `listen` do; nothing stays open then. */
export async function startRegistry({
  config = {},
  confluent = {},
  innerKey,
  gateways = [],
  drainDelayMs = 0,
  ...options
}: RegistryServerOptions): Promise<RunningRegistry> {
  const { log } = options;
  const address = { ...options.address, isGuarded: isGuarded(config) };
  // Before a store is made for nothing.
  refusePublic(address);
  const tls = config.tls === undefined ? undefined : await readTls(config.tls);
  await requireFree(address);
  const store = await openStore(options.store, options.dataDir, {
    onNew: (file) => reportNewStore(log, options.store, file),
    onReach: (err) =>
      err === undefined
        ? log.info('the database of the store answers again')
        : log.error({ err }, 'the database of the store is not reached; requests that need it are 503 until it is'),
  });
  const inThreads = FORMATS.map((format) => createWorkerFormat(format));
  const tools = createWorkerTools();
  const { createMetrics } = await import('../metrics/metrics.ts');
  const metrics = createMetrics(confluent.version);
  const [draining, stopping] = [new AbortController(), new AbortController()];
  const outlet = createWebhookOutlet(config.webhooks ?? {}, confluent.version ?? '0.0.0');
  const opened: Running[] = [store, ...inThreads, tools, outlet];
  try {
    await store.ping(); // Half a store, of a restore that is not at its end, would narrow the gates that follow it.
    const onUnreadable = ({ subject, version, cause: err }: UnreadableVersion): void =>
      log.error({ subject, version, err }, 'a live version cannot be read; snapshots leave it out, so gates do not know it');
    const formats = inThreads.map((format) => metrics.ofFormat(rememberInspections(format)));
    const registry = metrics.ofRegistry(createRegistry({ store, formats, now: Date.now, random: randomBytes, outlet, tools, onUnreadable }));
    const checks = { engine: async () => void (await Promise.all(inThreads.map((format) => format.ping()))) };
    const onDisk = diskOf(options.store, options.dataDir);
    metrics.measureHealth({ checks: { store: () => registry.ping(), ...checks }, draining: draining.signal, ...onDisk });
    const life = { metrics, checks, draining: draining.signal, stopping: stopping.signal, ...onDisk };
    const answer = createApp({
      registry,
      log,
      confluent,
      readUi,
      ...life,
      ...appOptions({ registry, config, innerKey, log }),
      ...doorOptions({ address, config, gateways, log }),
    }).callback();
    const listener: RequestListener = (request, response) => void answer(request, response);
    const server = await listen(listener, address, { tls, onTrouble: (err) => log.error({ err }, 'a connection could not be taken') });
    opened.push(server);
    if (config.tls !== undefined) opened.push(renewOnHangup({ files: config.tls, server, log }));
    const inner = tls === undefined || innerKey === undefined ? undefined : await listen(guardInnerDoor(listener, innerKey), INNER_ADDRESS);
    if (inner !== undefined) opened.push(inner);
    await reportPosture({ log, url: server.url, host: address.host, config, registry, ...(tls && { tls }) });
    log.info({ url: server.url, pages: `${server.url}/ui/`, store: describeStore(options.store) }, 'the registry accepts requests');
    opened.push(startIndexing(registry, log));
    if (config.webhooks?.deliver !== false) opened.push(startDelivery({ store, outlet, config: config.webhooks ?? {}, log, metrics }));
    const close = async (): Promise<void> => {
      draining.abort();
      for (const each of [server, inner]) each?.leave();
      await setTimeout(drainDelayMs);
      stopping.abort();
      await closeAll(opened);
    };
    return { url: server.url, localUrl: localUrlOf(server), innerUrl: localUrlOf(inner ?? server), close };
  } catch (thrown) {
    return closeAfter(thrown, opened);
  }
}

/** How much room there is for the store; nothing where it is in no file. */
function diskOf(store: StoreChoice, dataDir: string): Pick<AppOptions, 'disk'> {
  if (store.kind !== 'sqlite') return {};
  const folder = dirname(storePlace(store, dataDir));
  return { disk: () => readDiskRoom(folder) };
}

/** In the background: a search finds less until it is done, and everything else works. */
function startIndexing(registry: Registry, log: Logger): Running {
  const closing = new AbortController();
  const done = registry.indexFields(closing.signal).then(
    (count) => count > 0 && log.info({ subjects: count }, 'indexed the fields of subjects of an earlier format'),
    (err: unknown) => log.error({ err }, 'cannot index the fields of subjects of an earlier format; a search does not find them'),
  );
  return {
    async close() {
      closing.abort();
      await done;
    },
  };
}

const INNER_ADDRESS: ListenAddress = { host: '127.0.0.1', port: 0, flag: '--registry-port', insecure: false };

/** Whether callers have to say who they are. */
export function isGuarded({ auth, tls }: RegistryConfig): boolean {
  return auth !== undefined || tls?.requireClientCertificate === true;
}

interface Door {
  readonly address: ListenAddress;
  readonly config: RegistryConfig;
  readonly gateways: readonly GatewayPlace[];
  readonly log: Logger;
}

/** What depends on who can reach the registry at all. */
function doorOptions({ address, config, gateways, log }: Door): Pick<AppOptions, 'gateways' | 'hosts'> {
  const { auth, tls, allowedHosts = [], gateways: configured = [] } = config;
  const isLocal = isLoopback(address.host);
  const isOpen = auth === undefined || auth.anonymousRead;
  return {
    gateways: { places: [...openGateways(configured, log), ...gateways], mayDecide: isLocal || isGuarded(config) },
    // Behind TLS a page of another name does not get so far: the certificate is not its own.
    ...(isLocal && isOpen && tls === undefined ? { hosts: allowedHosts } : {}),
  };
}

interface Guard {
  readonly registry: Registry;
  readonly config: RegistryConfig;
  readonly innerKey: KeyCredential | undefined;
  readonly log: Logger;
}

function appOptions({ registry, config, innerKey, log }: Guard): Pick<AppOptions, 'authentication' | 'rate' | 'limits'> {
  const { auth, rateLimit, limits } = config;
  return {
    ...(auth === undefined ? {} : { authentication: createAuthentication({ registry, auth, innerKey, log, now: Date.now }) }),
    ...(rateLimit === undefined ? {} : { rate: new TokenBuckets({ limit: rateLimit, now: Date.now }) }),
    ...(limits === undefined ? {} : { limits }),
  };
}
