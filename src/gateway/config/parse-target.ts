import { RegistryError } from '../../core/errors.ts';
import { parseVersionRange } from '../../core/semver.ts';
import type { HttpTargetConfig, Reads, SourceConfig, TargetConfig } from './config.ts';
import type { DurableConfig } from './durable.ts';
import { parseDelivery, type RawDelivery } from './parse-durable.ts';
import { parseLambda, type RawLambda } from './parse-lambda.ts';
import { parseOutgoing, type RawOutgoing } from './parse-outgoing.ts';
import { parseSecrets, type RawToken } from './parse-secrets.ts';
import { parseUrl } from './parse-url.ts';
import type { Part } from './part.ts';

// What schemas/config/gateway.schema.json lets through.

export type RawTarget = RawHttp | (RawLambda & RawAny);

interface RawAny extends RawDelivery, RawOutgoing {
  readonly name?: string;
  readonly timeoutMs?: number;
  readonly reads?: string;
  readonly filter?: Readonly<Record<string, string>>;
}

interface RawHttp extends RawAny {
  readonly kind?: 'http';
  readonly url: string;
  readonly auth?: { readonly bearer: RawToken };
}

/** The route of a target. */
export interface TargetPlace {
  readonly index: number;
  /** Of the route. */
  readonly count: number;
  readonly source: SourceConfig;
  readonly durable: DurableConfig | undefined;
}

const DEFAULT_TIMEOUT_MS = 30_000;

/** Throws `config_invalid` for what a target of its kind, on its route, cannot do. */
export function parseTarget(raw: RawTarget, place: TargetPlace, part: Part): TargetConfig {
  const { name = nameByPlace(place, part), timeoutMs = DEFAULT_TIMEOUT_MS, reads, filter = {} } = raw;
  const delivery = parseDelivery(raw, place.durable !== undefined, part);
  const any = {
    name,
    timeoutMs,
    filter,
    ...(reads === undefined ? {} : { reads: parseReads(reads, part.at('/reads')) }),
    ...(delivery === undefined ? {} : { delivery }),
    ...parseOutgoing(raw, part),
  };
  return raw.kind === 'aws-lambda' ? { ...any, ...parseLambda(raw, place, part) } : { ...any, ...parseHttp(raw, part) };
}

/** What a queue keeps is known by the name, and would go to another target once somebody puts one before this. */
function nameByPlace({ index, count, durable }: TargetPlace, part: Part): string {
  const name = `target-${index + 1}`;
  if (durable === undefined || count === 1) return name;
  throw part.fail(
    `a durable route with several targets keeps events for each by its name; expected a name, found none. What an earlier start kept for this one has the name ${JSON.stringify(name)}: where that waits, give it this name`,
  );
}

function parseHttp({ url, auth, headers }: RawHttp, part: Part): Pick<HttpTargetConfig, 'kind' | 'url' | 'bearer'> {
  const parsed = { kind: 'http', url: parseUrl(url, part.at('/url')) } as const;
  if (auth === undefined) return parsed;
  const twice = Object.keys(headers ?? {}).find((name) => name.toLowerCase() === 'authorization');
  if (twice !== undefined) throw part.at(`/headers/${twice}`).fail('auth says the Authorization header already; expected one of them; found both');
  const [bearer] = parseSecrets({ env: auth.bearer.tokenEnv, file: auth.bearer.tokenFile }, TOKEN, part.at('/auth/bearer'));
  return bearer === undefined ? parsed : { ...parsed, bearer };
}

const TOKEN = { names: ['tokenEnv', 'tokenFile'], form: 'a token, which has no spaces in it', isOne: isToken } as const;

/** Whether it may stand after `Bearer`. */
export function isToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

function parseReads(text: string, part: Part): Reads {
  try {
    return { text, range: parseVersionRange(text) };
  } catch (thrown) {
    throw part.fail(RegistryError.from(thrown).message);
  }
}
