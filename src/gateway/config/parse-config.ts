import type { GatewayConfig, RouteConfig, WebhookConfig } from './config.ts';
import type { ConfigText } from './config-text.ts';
import { parseDurable, parseQueue, type RawDurable, type RawQueue } from './parse-durable.ts';
import { parseSource, type RawSource } from './parse-source.ts';
import { parseTarget, type RawTarget } from './parse-target.ts';
import { parseUrl } from './parse-url.ts';
import { ROUTE_DEFAULTS } from './route-defaults.ts';
import { Part, readSecret, type Surroundings } from './part.ts';

// What schemas/config/gateway.schema.json lets through.

export interface RawConfig {
  readonly registry?: string;
  readonly registryTokenFile?: string;
  readonly listen?: string;
  readonly maxBodyBytes?: number;
  readonly admin?: { readonly tokenEnv: string };
  readonly queue?: RawQueue;
  readonly routes: readonly RawRoute[];
}

type Plain = 'undeclared' | 'mode' | 'onUnknown' | 'whenStale' | 'maxStaleMs' | 'showValues';

interface RawRoute extends Partial<Pick<RouteConfig, Plain>>, RawDurable {
  readonly path: string;
  readonly source: RawSource;
  readonly webhook?: Partial<WebhookConfig>;
  readonly targets: readonly RawTarget[];
}

/** Turn a file of the right shape into a configuration. Throws `config_invalid` for what a schema cannot say. */
export function parseConfig(
  { listen, registry, registryTokenFile, maxBodyBytes, admin, queue, routes: rawRoutes }: RawConfig,
  text: ConfigText,
  around: Surroundings,
): GatewayConfig {
  const file = new Part(text, around);
  if (registry !== undefined) parseUrl(registry, file.at('/registry'));
  requireDistinct(rawRoutes, 'path', file.at('/routes'));
  const routes = rawRoutes.map((route, index) => parseRoute(route, file.at(`/routes/${index}`)));
  const needsQueue = queue !== undefined || routes.some(({ durable }) => durable !== undefined);
  return {
    ...(registry === undefined ? {} : { registry }),
    ...(registryTokenFile === undefined ? {} : { registryTokenFile: file.at('/registryTokenFile').pathOf(registryTokenFile) }),
    ...(listen === undefined ? {} : { listen }),
    ...(maxBodyBytes === undefined ? {} : { maxBodyBytes }),
    ...(admin === undefined ? {} : { admin: { token: readSecret(admin.tokenEnv, file.at('/admin/tokenEnv')) } }),
    ...(needsQueue ? { queue: parseQueue(queue, file.at('/queue')) } : {}),
    routes,
  };
}

function parseRoute(raw: RawRoute, part: Part): RouteConfig {
  if (raw.path.startsWith('/-/')) throw part.at('/path').fail(`paths below /-/ are reserved for the gateway itself; found ${quote(raw.path)}`);
  const { onInvalid: _onInvalid, dispatch: _dispatch, order: _order, idempotency: _idempotency, webhook, source: rawSource, ...rest } = raw;
  const source = parseSource(rawSource, part.at('/source'));
  const durable = parseDurable(raw, source, part);
  const targets = raw.targets.map((target, index) =>
    parseTarget(target, { index, count: raw.targets.length, source, durable }, part.at(`/targets/${index}`)),
  );
  requireDistinct(targets, 'name', part.at('/targets'));
  return {
    ...ROUTE_DEFAULTS,
    ...rest,
    source,
    ...(durable === undefined ? {} : { durable }),
    ...(webhook === undefined ? {} : { webhook: parseWebhookConfig(webhook) }),
    targets,
  };
}

function parseWebhookConfig({ allowedOrigins = [], rate = '*' }: Partial<WebhookConfig>): WebhookConfig {
  return { allowedOrigins: allowedOrigins.map((origin) => origin.toLowerCase()), rate };
}

function requireDistinct<Name extends string>(items: readonly Readonly<Record<Name, string>>[], name: Name, part: Part): void {
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    if (seen.has(item[name])) throw part.at(`/${index}/${name}`).fail(`the ${name} ${quote(item[name])} is given twice; choose another one`);
    seen.add(item[name]);
  }
}

function quote(text: string): string {
  return JSON.stringify(text);
}
