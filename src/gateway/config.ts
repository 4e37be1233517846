import { RegistryError } from '../core/errors.ts';
import { parsePointer } from '../core/json/pointer.ts';
import { parseJson, locateInJson } from '../core/json/parse.ts';
import type { JsonValue } from '../core/json/value.ts';
import { parseVersionRange, type VersionRange } from '../core/semver.ts';
import type { Format } from '../formats/format.ts';
import { readConfigSchema } from './config-schema.ts';

/** The configuration of a gateway with every default filled in. */
export interface GatewayConfig {
  readonly registry?: string;
  readonly listen?: string;
  readonly routes: readonly RouteConfig[];
}

export interface RouteConfig {
  readonly path: string;
  readonly source: SourceConfig;
  /** Absent: by the profile of the subject. */
  readonly undeclared?: 'reject' | 'allow';
  readonly mode: 'enforce' | 'observe';
  readonly onUnknown: 'reject' | 'forward';
  readonly whenStale: 'serve' | 'refuse';
  readonly maxStaleMs: number;
  readonly showValues: boolean;
  readonly targets: readonly TargetConfig[];
}

export type SourceConfig =
  | { readonly kind: 'cloudevents' }
  | { readonly kind: 'webhook'; readonly type: WebhookType; readonly signature?: { readonly scheme: 'github'; readonly secret: string } };

export interface WebhookType {
  readonly constant?: string;
  /** In lower case. */
  readonly header?: string;
  readonly pointer?: string;
  readonly prefix: string;
}

export interface TargetConfig {
  readonly name: string;
  readonly url: URL;
  readonly reads?: VersionRange;
  /** As written, for messages. */
  readonly readsText?: string;
  readonly filter: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

interface RawRoute {
  readonly path: string;
  readonly source: {
    readonly kind: string;
    readonly type?: Partial<WebhookType>;
    readonly signature?: { readonly scheme: string; readonly secretEnv: string };
  };
  readonly undeclared?: 'reject' | 'allow';
  readonly mode?: 'enforce' | 'observe';
  readonly onInvalid?: string;
  readonly onUnknown?: 'reject' | 'forward';
  readonly whenStale?: 'serve' | 'refuse';
  readonly maxStaleMs?: number;
  readonly dispatch?: string;
  readonly showValues?: boolean;
  readonly targets: readonly RawTarget[];
  readonly order?: unknown;
  readonly idempotency?: unknown;
}

interface RawTarget {
  readonly name: string;
  readonly url: string;
  readonly reads?: string;
  readonly filter?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

interface RawConfig {
  readonly registry?: string;
  readonly listen?: string;
  readonly routes: readonly RawRoute[];
}

export interface ConfigSource {
  /** For messages. */
  readonly file: string;
  readonly text: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly format: Format;
}

/**
 * Read a gateway configuration, JSON or YAML (by the file's ending). Throws `config_invalid` naming file, line, what
 * was expected and what was found; what is planned but not built yet is refused, never ignored.
 */
export async function parseGatewayConfig(source: ConfigSource): Promise<GatewayConfig> {
  const document = await readText(source);
  const schema = await readConfigSchema('gateway');
  const { findings } = source.format
    .compile({ schema, dialect: 'draft-2020-12' }, { formats: 'annotate', showValues: true })
    .validate(document, { maxFindings: 5 });
  const [finding] = findings;
  if (finding !== undefined) throw invalid(source, finding.instancePointer, finding.message);
  const raw = document as unknown as RawConfig; // The schema says so.
  return {
    ...(raw.registry === undefined ? {} : { registry: raw.registry }),
    ...(raw.listen === undefined ? {} : { listen: raw.listen }),
    routes: raw.routes.map((route, index) => readRoute(source, route, index, raw.routes)),
  };
}

async function readText({ file, text }: ConfigSource): Promise<JsonValue> {
  if (!/\.ya?ml$/.test(file)) {
    try {
      return parseJson(text) as JsonValue;
    } catch (cause) {
      throw new RegistryError('config_invalid', `${file}: ${RegistryError.from(cause).message}`, { cause });
    }
  }
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text, { uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) throw new RegistryError('config_invalid', `${file}: ${error.message}`, { cause: error });
  return document.toJS({ maxAliasCount: 100 }) as JsonValue;
}

function readRoute(source: ConfigSource, raw: RawRoute, index: number, all: readonly RawRoute[]): RouteConfig {
  const at = `/routes/${index}`;
  refuseUnbuilt(source, raw, at);
  if (raw.path === '/-' || raw.path.startsWith('/-/')) throw invalid(source, `${at}/path`, 'paths below /-/ are reserved for the gateway itself');
  if (all.findIndex((other) => other.path === raw.path) !== index)
    throw invalid(source, `${at}/path`, `another route has the path ${raw.path} already`);
  return {
    path: raw.path,
    source: readSource(source, raw.source, `${at}/source`),
    ...(raw.undeclared === undefined ? {} : { undeclared: raw.undeclared }),
    mode: raw.mode ?? 'enforce',
    onUnknown: raw.onUnknown ?? 'reject',
    whenStale: raw.whenStale ?? 'serve',
    maxStaleMs: raw.maxStaleMs ?? 3_600_000,
    showValues: raw.showValues ?? false,
    targets: raw.targets.map((target, number) => readTarget(source, target, `${at}/targets/${number}`)),
  };
}

function refuseUnbuilt(source: ConfigSource, raw: RawRoute, at: string): void {
  if (raw.dispatch === 'durable') throw invalid(source, `${at}/dispatch`, 'durable dispatch is not available yet; use sync');
  if (raw.onInvalid === 'hold') throw invalid(source, `${at}/onInvalid`, 'hold is not available yet; use reject');
  for (const member of ['order', 'idempotency'] as const) {
    if (raw[member] !== undefined)
      throw invalid(source, `${at}/${member}`, `${member} is for durable routes only, which are not available yet; remove it`);
  }
}

function readSource(source: ConfigSource, raw: RawRoute['source'], at: string): SourceConfig {
  if (raw.kind === 'cloudevents') {
    if (raw.type !== undefined || raw.signature !== undefined)
      throw invalid(source, at, 'type and signature belong to kind webhook; a CloudEvent says its type itself');
    return { kind: 'cloudevents' };
  }
  if (raw.kind !== 'webhook')
    throw invalid(
      source,
      `${at}/kind`,
      `expected cloudevents or webhook (envelope presets are not available yet); found ${JSON.stringify(raw.kind)}`,
    );
  const { constant, header, pointer, prefix = '' } = raw.type ?? {};
  if (constant === undefined && header === undefined && pointer === undefined) {
    throw invalid(source, `${at}/type`, 'expected constant, header or pointer, since a webhook does not say its type itself');
  }
  if (pointer !== undefined && parsePointer(pointer) === undefined)
    throw invalid(source, `${at}/type/pointer`, 'expected a JSON Pointer such as /action');
  const signature = readSignature(source, raw.signature, `${at}/signature`);
  return {
    kind: 'webhook',
    type: {
      prefix,
      ...(constant === undefined ? {} : { constant }),
      ...(header === undefined ? {} : { header: header.toLowerCase() }),
      ...(pointer === undefined ? {} : { pointer }),
    },
    ...(signature === undefined ? {} : { signature }),
  };
}

function readSignature(
  source: ConfigSource,
  raw: RawRoute['source']['signature'],
  at: string,
): { readonly scheme: 'github'; readonly secret: string } | undefined {
  if (raw === undefined) return undefined;
  if (raw.scheme !== 'github') throw invalid(source, `${at}/scheme`, `the scheme ${raw.scheme} is not available yet; use github`);
  const secret = source.env[raw.secretEnv];
  if (secret === undefined || secret === '')
    throw invalid(source, `${at}/secretEnv`, `the environment variable ${raw.secretEnv} is not set; set it to the secret of the webhook`);
  return { scheme: 'github', secret };
}

function readTarget(source: ConfigSource, raw: RawTarget, at: string): TargetConfig {
  if (!URL.canParse(raw.url)) throw invalid(source, `${at}/url`, `expected a URL; found ${JSON.stringify(raw.url)}`);
  return {
    name: raw.name,
    url: new URL(raw.url),
    ...(raw.reads === undefined ? {} : { reads: readRange(source, raw.reads, `${at}/reads`), readsText: raw.reads }),
    filter: raw.filter ?? {},
    timeoutMs: raw.timeoutMs ?? 30_000,
  };
}

function readRange(source: ConfigSource, text: string, at: string): VersionRange {
  try {
    return parseVersionRange(text);
  } catch (cause) {
    throw invalid(source, at, RegistryError.from(cause).message);
  }
}

function invalid({ file, text }: ConfigSource, pointer: string, message: string): RegistryError {
  const place = locateInJson(text, pointer);
  const where = place === undefined ? file : `${file}:${place.line}:${place.column}`;
  return new RegistryError('config_invalid', `${where}: at ${pointer === '' ? 'the top' : pointer}: ${message}`, { data: { file, pointer } });
}
