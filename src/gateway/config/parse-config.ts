import { RegistryError, unreachable } from '../../core/errors.ts';
import { parseVersionRange } from '../../core/semver.ts';
import { SIGNATURE_SCHEMES } from '../signature/schemes.ts';
import type {
  EnvelopeSource,
  GatewayConfig,
  Reads,
  RouteConfig,
  SignatureConfig,
  SignatureKey,
  SignatureSchemeName,
  SourceConfig,
  TargetConfig,
  TypeRule,
  WebhookConfig,
} from './config.ts';
import type { ConfigText } from './config-text.ts';

// What schemas/config/gateway.schema.json lets through.

export interface RawConfig {
  readonly registry?: string;
  readonly registryTokenFile?: string;
  readonly listen?: string;
  readonly maxBodyBytes?: number;
  readonly admin?: { readonly tokenEnv: string };
  readonly routes: readonly RawRoute[];
}

type Plain = 'undeclared' | 'mode' | 'onUnknown' | 'whenStale' | 'maxStaleMs' | 'showValues';

export interface RawRoute extends Partial<Pick<RouteConfig, Plain>> {
  readonly path: string;
  readonly source: RawSource;
  readonly onInvalid?: 'reject' | 'hold';
  readonly dispatch?: 'sync' | 'durable';
  readonly order?: object;
  readonly idempotency?: object;
  readonly webhook?: Partial<WebhookConfig>;
  readonly targets: readonly RawTarget[];
}

interface RawSource {
  readonly kind: SourceConfig['kind'];
  readonly type?: RawTypeRule;
  readonly signature?: RawSignature;
  readonly confirmations?: EnvelopeSource['confirmations'];
}

interface RawTypeRule {
  readonly prefix?: string;
  readonly header?: string;
  readonly pointer?: string;
  readonly constant?: string;
}

interface RawSignature {
  readonly scheme: SignatureSchemeName;
  readonly secretEnv: string | readonly string[];
  readonly toleranceMs?: number;
}

interface RawTarget {
  readonly name?: string;
  readonly url: string;
  readonly timeoutMs?: number;
  readonly reads?: string;
  readonly filter?: Readonly<Record<string, string>>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A part of the file, and what it takes to read it. */
class Part {
  readonly #text: ConfigText;
  readonly #pointer: string;
  readonly env: Environment;

  constructor(text: ConfigText, env: Environment, pointer = '') {
    this.#text = text;
    this.#pointer = pointer;
    this.env = env;
  }

  at(path: string): Part {
    return new Part(this.#text, this.env, this.#pointer + path);
  }

  fail(message: string): RegistryError {
    return this.#text.fail(this.#pointer, message);
  }
}

const ROUTE_DEFAULTS = { mode: 'enforce', onUnknown: 'reject', whenStale: 'serve', maxStaleMs: 300_000, showValues: false } as const;
const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_TOLERANCE_MS = 300_000;

/** Turn a file of the right shape into a configuration. Throws `config_invalid` for what a schema cannot say. */
export function parseConfig(
  { listen, registry, registryTokenFile, maxBodyBytes, admin, routes }: RawConfig,
  text: ConfigText,
  env: Environment,
): GatewayConfig {
  const file = new Part(text, env);
  if (registry !== undefined) parseUrl(registry, file.at('/registry'));
  requireDistinct(routes, 'path', file.at('/routes'));
  return {
    ...(registry === undefined ? {} : { registry }),
    ...(registryTokenFile === undefined ? {} : { registryTokenFile }),
    ...(listen === undefined ? {} : { listen }),
    ...(maxBodyBytes === undefined ? {} : { maxBodyBytes }),
    ...(admin === undefined ? {} : { admin: { token: readSecret(admin.tokenEnv, file.at('/admin/tokenEnv')) } }),
    routes: routes.map((route, index) => parseRoute(route, file.at(`/routes/${index}`))),
  };
}

function parseRoute(raw: RawRoute, part: Part): RouteConfig {
  if (raw.path.startsWith('/-/')) throw part.at('/path').fail(`paths below /-/ are reserved for the gateway itself; found ${quote(raw.path)}`);
  const { onInvalid: _onInvalid, dispatch: _dispatch, order: _order, idempotency: _idempotency, webhook, ...rest } = raw;
  const targets = raw.targets.map((target, index) => parseTarget(target, index, part.at(`/targets/${index}`)));
  requireDistinct(targets, 'name', part.at('/targets'));
  return {
    ...ROUTE_DEFAULTS,
    ...rest,
    source: parseSource(raw.source, part.at('/source')),
    ...(webhook === undefined ? {} : { webhook: parseWebhookConfig(webhook) }),
    targets,
  };
}

function parseWebhookConfig({ allowedOrigins = [], rate = '*' }: Partial<WebhookConfig>): WebhookConfig {
  return { allowedOrigins: allowedOrigins.map((origin) => origin.toLowerCase()), rate };
}

function parseSource({ kind, type: rawType, signature: rawSignature, confirmations = 'refuse' }: RawSource, part: Part): SourceConfig {
  const type = rawType && parseTypeRule(rawType, part.at('/type'));
  const signature = rawSignature && parseSignature(rawSignature, part.at('/signature'));
  if (kind === 'cloudevents') return { kind };
  if (kind === 'webhook') return { kind, type: type ?? unreachable('a webhook without a type'), ...(signature === undefined ? {} : { signature }) };
  return { kind, confirmations, ...(type === undefined ? {} : { type }) };
}

function parseTypeRule({ prefix, header, pointer, constant }: RawTypeRule, part: Part): TypeRule {
  const hasParts = header !== undefined || pointer !== undefined;
  if (constant !== undefined && (hasParts || prefix !== undefined)) {
    throw part.fail('a constant is the whole type: expected either constant, or header and pointer with their prefix; found both');
  }
  if (constant !== undefined) return { kind: 'constant', type: constant };
  if (!hasParts) throw part.fail('expected header, pointer or constant; found only a prefix, so every event would have one type');
  return {
    kind: 'parts',
    prefix: prefix ?? '',
    ...(header === undefined ? {} : { header: header.toLowerCase() }),
    ...(pointer === undefined ? {} : { pointer }),
  };
}

function parseSignature({ scheme, secretEnv, toleranceMs = DEFAULT_TOLERANCE_MS }: RawSignature, part: Part): SignatureConfig {
  const names = typeof secretEnv === 'string' ? [secretEnv] : secretEnv;
  const places = typeof secretEnv === 'string' ? ['/secretEnv'] : names.map((_, index) => `/secretEnv/${index}`);
  return { scheme, keys: names.map((name, index) => parseKey(scheme, name, part.at(places[index] ?? ''))), toleranceMs };
}

function parseKey(scheme: SignatureSchemeName, name: string, part: Part): SignatureKey {
  const { readKey, secretForm } = SIGNATURE_SCHEMES[scheme];
  const key = readKey(readSecret(name, part));
  // What was found stays unsaid: it is a secret.
  if (key === undefined) throw part.fail(`the environment variable ${name}: expected ${secretForm}; found something else`);
  return key;
}

// A gate that takes unsigned events would be worse than one that does not start.
function readSecret(name: string, part: Part): string {
  const secret = part.env[name];
  if (secret) return secret;
  throw part.fail(`expected the secret in the environment variable ${name}; found it unset or empty. Set it and start again`);
}

function parseTarget({ url, reads, ...rest }: RawTarget, index: number, part: Part): TargetConfig {
  return {
    name: `target-${index + 1}`,
    timeoutMs: DEFAULT_TIMEOUT_MS,
    filter: {},
    ...rest,
    url: parseUrl(url, part.at('/url')),
    ...(reads === undefined ? {} : { reads: parseReads(reads, part.at('/reads')) }),
  };
}

function parseReads(text: string, part: Part): Reads {
  try {
    return { text, range: parseVersionRange(text) };
  } catch (thrown) {
    throw part.fail(RegistryError.from(thrown).message);
  }
}

function parseUrl(text: string, part: Part): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw part.fail(`expected an address such as http://127.0.0.1:9000/fn; found ${quote(text)}`);
  if (url.username !== '' || url.hash !== '') throw part.fail(`an address here has neither a user nor a fragment; found ${quote(text)}`);
  return url;
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
