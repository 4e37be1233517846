import { RegistryError } from '../../core/errors.ts';
import { parseSealKeys } from '../../queue/seal-keys.ts';
import {
  DURABLE_DEFAULTS,
  type BreakerConfig,
  type DeliveryConfig,
  type DurableConfig,
  type IdempotencyConfig,
  type KeyPlace,
  type OrderConfig,
  type QueueConfig,
  type RateConfig,
  type RetryConfig,
} from './durable.ts';
import type { SourceConfig } from './config.ts';
import { readSecret, type Part } from './part.ts';

// What schemas/config/gateway.schema.json lets through.

export interface RawDurable {
  readonly dispatch?: 'sync' | 'durable';
  readonly onInvalid?: 'reject' | 'hold';
  readonly order?: { readonly attribute?: string; readonly pointer?: string; readonly afterDead?: OrderConfig['afterDead'] };
  readonly idempotency?: { readonly windowMs?: number; readonly header?: string; readonly pointer?: string };
}

export interface RawDelivery {
  readonly retry?: Partial<RetryConfig>;
  readonly concurrency?: number;
  readonly rate?: { readonly perSecond: number; readonly burst?: number };
  readonly breaker?: Partial<BreakerConfig>;
}

export interface RawQueue {
  readonly store?: string;
  readonly keysEnv?: string;
  readonly keysFile?: string;
  readonly maxWaiting?: number;
  readonly maxHeld?: number;
  readonly leaseMs?: number;
  readonly keep?: Readonly<Record<string, number>>;
}

/** Undefined for a sync route. Throws `config_invalid` for what a sync route cannot do, and for keys that no event would have. */
export function parseDurable(raw: RawDurable, source: SourceConfig, part: Part): DurableConfig | undefined {
  const { dispatch = 'sync', onInvalid = 'reject', order, idempotency } = raw;
  if (dispatch === 'sync') {
    const wanting = onInvalid === 'hold' ? 'onInvalid' : order === undefined ? (idempotency === undefined ? undefined : 'idempotency') : 'order';
    if (wanting === undefined) return undefined;
    const what = wanting === 'onInvalid' ? 'onInvalid "hold"' : wanting;
    throw part.at(`/${wanting}`).fail(`${what} is for routes with dispatch "durable", which keep events; set it, or remove this`);
  }
  return {
    onInvalid,
    ...(order === undefined ? {} : { order: parseOrder(order, source, part.at('/order')) }),
    ...(idempotency === undefined ? {} : { idempotency: parseIdempotency(idempotency, source, part.at('/idempotency')) }),
  };
}

function parseOrder({ attribute, pointer, afterDead }: NonNullable<RawDurable['order']>, { kind }: SourceConfig, part: Part): OrderConfig {
  if ((attribute === undefined) === (pointer === undefined)) {
    throw part.fail(
      `expected either an attribute or a pointer, where events say what they are of; found ${attribute === undefined ? 'none' : 'both'}`,
    );
  }
  if (attribute !== undefined && kind === 'webhook')
    throw part.at('/attribute').fail('a webhook has no attributes; expected a pointer into its body');
  const place: KeyPlace = attribute === undefined ? { kind: 'pointer', pointer: pointer ?? '' } : { kind: 'attribute', name: attribute };
  return { place, afterDead: afterDead ?? DURABLE_DEFAULTS.afterDead };
}

/** Sources whose events have no id of their own. */
const WITHOUT_ID: ReadonlySet<SourceConfig['kind']> = new Set(['webhook', 's3', 'debezium']);

function parseIdempotency(
  { windowMs = DURABLE_DEFAULTS.windowMs, header, pointer }: NonNullable<RawDurable['idempotency']>,
  { kind }: SourceConfig,
  part: Part,
): IdempotencyConfig {
  if (header !== undefined && pointer !== undefined) throw part.fail('expected either a header or a pointer as the key; found both');
  if (header !== undefined) return { windowMs, key: { kind: 'header', name: header.toLowerCase() } };
  if (pointer !== undefined) return { windowMs, key: { kind: 'pointer', pointer } };
  if (WITHOUT_ID.has(kind)) {
    throw part.fail(`an event of the source ${kind} has no id of its own; expected the header or the pointer that tells one from another`);
  }
  return { windowMs, key: { kind: 'cloud_event' } };
}

/** Undefined for a target of a sync route. Throws `config_invalid` for what is for deliveries only. */
export function parseDelivery({ retry, concurrency, rate, breaker }: RawDelivery, isDurable: boolean, part: Part): DeliveryConfig | undefined {
  if (!isDurable) {
    const [name] = Object.entries({ retry, concurrency, rate, breaker }).find(([, value]) => value !== undefined) ?? [];
    if (name === undefined) return undefined;
    throw part.at(`/${name}`).fail(`${name} is for targets of routes with dispatch "durable"; remove it`);
  }
  const whole: RetryConfig = { ...DURABLE_DEFAULTS.retry, ...retry };
  if (whole.minDelayMs > whole.maxDelayMs) {
    throw part.at('/retry').fail(`expected minDelayMs up to maxDelayMs (${whole.maxDelayMs}); found ${whole.minDelayMs}`);
  }
  return {
    retry: whole,
    concurrency: concurrency ?? DURABLE_DEFAULTS.concurrency,
    ...(rate === undefined ? {} : { rate: parseRate(rate) }),
    breaker: { ...DURABLE_DEFAULTS.breaker, ...breaker },
  };
}

function parseRate({ perSecond, burst = Math.ceil(perSecond) }: NonNullable<RawDelivery['rate']>): RateConfig {
  return { perSecond, burst };
}

/** Throws `config_invalid` for keys that are not set, or none. */
export function parseQueue({ store = DURABLE_DEFAULTS.store, keep = {}, keysEnv, keysFile, ...limits }: RawQueue = {}, part: Part): QueueConfig {
  if (keysEnv !== undefined && keysFile !== undefined) throw part.at('/keysFile').fail('keysEnv names keys already; give one of them');
  const rules = Object.entries(keep).map(([type, keepMs]) => ({ type, keepMs }));
  return {
    store: parseStore(store, part.at('/store')),
    ...limits,
    ...(keysFile === undefined ? {} : { keysFile: part.at('/keysFile').pathOf(keysFile) }),
    ...(keysEnv === undefined ? {} : { keys: parseKeys(keysEnv, part.at('/keysEnv')) }),
    keep: rules.toSorted((a, b) => b.type.length - a.type.length),
  };
}

function parseStore(store: string, part: Part): string {
  const [, file] = /^sqlite:(.+)$/s.exec(store) ?? [];
  return file === undefined ? store : `sqlite:${part.pathOf(file)}`;
}

function parseKeys(name: string, part: Part): NonNullable<QueueConfig['keys']> {
  const text = readSecret(name, part);
  try {
    return parseSealKeys(text, `the environment variable ${name}`);
  } catch (thrown) {
    throw part.fail(RegistryError.from(thrown).message);
  }
}
