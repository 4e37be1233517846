import { RegistryError } from '../../core/errors.ts';
import { parseVersionRange, type VersionRange } from '../../core/semver.ts';
import {
  completeConfig,
  completeRoute,
  completeTarget,
  type GatewayConfig,
  type RouteConfig,
  type SignatureConfig,
  type SourceConfig,
  type TargetConfig,
  type TypeRule,
} from './config.ts';
import type { ConfigText } from './config-text.ts';

// What schemas/config/gateway.schema.json lets through.

export interface RawConfig {
  readonly $schema?: string;
  readonly registry?: string;
  readonly listen?: string;
  readonly maxBodyBytes?: number;
  readonly routes: readonly RawRoute[];
}

export interface RawRoute extends Partial<Pick<RouteConfig, 'undeclared' | 'mode' | 'onUnknown' | 'whenStale' | 'maxStaleMs' | 'showValues'>> {
  readonly path: string;
  readonly source: RawSource;
  readonly onInvalid?: 'reject' | 'hold';
  readonly dispatch?: 'sync' | 'durable';
  readonly order?: object;
  readonly idempotency?: object;
  readonly targets: readonly RawTarget[];
}

interface RawSource {
  readonly kind: string;
  readonly type?: { readonly prefix?: string; readonly header?: string; readonly pointer?: string; readonly constant?: string };
  readonly signature?: { readonly scheme: string; readonly secretEnv: string };
}

interface RawTarget extends Pick<TargetConfig, 'url'>, Partial<Pick<TargetConfig, 'name' | 'timeoutMs' | 'filter'>> {
  readonly reads?: string;
}

/** Turn a file of the right shape into a configuration. Throws `config_invalid` for what a schema cannot say. */
export function parseConfig({ $schema: _schema, listen, registry, maxBodyBytes, routes }: RawConfig, source: ConfigText): GatewayConfig {
  if (registry !== undefined) requireUrl(registry, '/registry', source);
  requireDistinct(routes, 'path', { source, pointer: '/routes' });
  return completeConfig({
    ...(registry === undefined ? {} : { registry }),
    ...(listen === undefined ? {} : { listen: parseListen(listen, source) }),
    ...(maxBodyBytes === undefined ? {} : { maxBodyBytes }),
    routes: routes.map((route, index) => parseRoute(route, { source, pointer: `/routes/${index}` })),
  });
}

/** A part of the file. */
interface Part {
  readonly source: ConfigText;
  readonly pointer: string;
}

function parseRoute(raw: RawRoute, { source, pointer }: Part): RouteConfig {
  if (raw.path.startsWith('/-/')) throw source.fail(`${pointer}/path`, `paths below /-/ are reserved for the gateway itself; found ${quote(raw.path)}`);
  const { onInvalid: _onInvalid, dispatch: _dispatch, order: _order, idempotency: _idempotency, ...rest } = raw;
  const targets = raw.targets.map((target, index) => parseTarget(target, index, { source, pointer: `${pointer}/targets/${index}` }));
  requireDistinct(targets, 'name', { source, pointer: `${pointer}/targets` });
  return completeRoute({ ...rest, source: parseSource(raw.source, { source, pointer: `${pointer}/source` }), targets });
}

function parseSource(raw: RawSource, { source, pointer }: Part): SourceConfig {
  if (raw.kind !== 'webhook' || raw.type === undefined) return { kind: 'cloudevents' };
  const type = parseTypeRule(raw.type, { source, pointer: `${pointer}/type` });
  // The only scheme there is; the others were refused before.
  const signature: SignatureConfig | undefined = raw.signature && { scheme: 'github', secretEnv: raw.signature.secretEnv };
  return { kind: 'webhook', type, ...(signature === undefined ? {} : { signature }) };
}

function parseTypeRule({ prefix, header, pointer, constant }: NonNullable<RawSource['type']>, part: Part): TypeRule {
  const hasParts = header !== undefined || pointer !== undefined;
  if (constant !== undefined && (hasParts || prefix !== undefined)) {
    throw part.source.fail(part.pointer, 'a constant is the whole type; expected either constant, or header and pointer with their prefix; found both');
  }
  if (constant !== undefined) return { kind: 'constant', type: constant };
  if (!hasParts) throw part.source.fail(part.pointer, 'expected header, pointer or constant; found only a prefix, so every event would have one type');
  return {
    kind: 'parts',
    prefix: prefix ?? '',
    ...(header === undefined ? {} : { header: header.toLowerCase() }),
    ...(pointer === undefined ? {} : { pointer }),
  };
}

function parseTarget({ reads, ...rest }: RawTarget, index: number, { source, pointer }: Part): TargetConfig {
  requireUrl(rest.url, `${pointer}/url`, source);
  return completeTarget({ ...rest, ...(reads === undefined ? {} : { reads: parseReads(reads, { source, pointer }) }) }, index);
}

function parseReads(reads: string, { source, pointer }: Part): VersionRange {
  try {
    return parseVersionRange(reads);
  } catch (thrown) {
    throw source.fail(`${pointer}/reads`, RegistryError.from(thrown).message);
  }
}

function parseListen(text: string, source: ConfigText): GatewayConfig['listen'] {
  const colon = text.lastIndexOf(':');
  const port = Number(text.slice(colon + 1));
  if (port > 65_535) throw source.fail('/listen', `expected a port from 0 (any free one) to 65535; found ${port}`);
  return { host: text.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port };
}

function requireUrl(url: string, pointer: string, source: ConfigText): void {
  if (!URL.canParse(url)) throw source.fail(pointer, `expected an address such as http://127.0.0.1:9000/fn; found ${quote(url)}`);
  const { username, hash } = new URL(url);
  if (username !== '' || hash !== '') throw source.fail(pointer, `an address here has neither a user nor a fragment; found ${quote(url)}`);
}

function requireDistinct<Name extends string>(items: readonly Readonly<Record<Name, string>>[], name: Name, { source, pointer }: Part): void {
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    if (seen.has(item[name])) throw source.fail(`${pointer}/${index}/${name}`, `the ${name} ${quote(item[name])} is given twice; choose another one`);
    seen.add(item[name]);
  }
}

function quote(text: string): string {
  return JSON.stringify(text);
}
