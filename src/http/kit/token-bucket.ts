export interface RateLimit {
  /** How many tokens come back each second. */
  readonly perSecond: number;
  /** How many there are at most. */
  readonly burst: number;
}

export interface TokenBucketOptions {
  readonly limit: RateLimit;
  /** Milliseconds since any moment. */
  readonly now: () => number;
  /** The one unused for longest goes first. Default 10,000. */
  readonly maxBuckets?: number;
}

/** What became of an attempt to take a token. */
export interface Taken {
  readonly allowed: boolean;
  /** Whole tokens that are left. */
  readonly remaining: number;
  /** Until there is a token again; 0 where there is one. */
  readonly retryAfterMs: number;
  /** Until the bucket is full. */
  readonly resetMs: number;
}

/** A bucket of tokens for each name, in memory; a name that was never seen has a full one. */
export class TokenBuckets {
  readonly #options: Required<TokenBucketOptions>;
  readonly #buckets = new Map<string, { readonly tokens: number; readonly at: number }>();

  constructor({ limit, now, maxBuckets = 10_000 }: TokenBucketOptions) {
    this.#options = { limit, now, maxBuckets };
  }

  get limit(): RateLimit {
    return this.#options.limit;
  }

  take(name: string): Taken {
    const { limit, now } = this.#options;
    const at = now();
    const before = this.#buckets.get(name) ?? { tokens: limit.burst, at };
    const full = Math.min(limit.burst, before.tokens + (Math.max(0, at - before.at) / 1_000) * limit.perSecond);
    const allowed = full >= 1;
    const tokens = allowed ? full - 1 : full;
    this.#put(name, { tokens, at });
    const toMs = (missing: number): number => Math.ceil((Math.max(0, missing) / limit.perSecond) * 1_000);
    return { allowed, remaining: Math.floor(tokens), retryAfterMs: toMs(1 - tokens), resetMs: toMs(limit.burst - tokens) };
  }

  /** A map keeps the order of insertion, so the first is the one unused for longest. */
  #put(name: string, bucket: { readonly tokens: number; readonly at: number }): void {
    this.#buckets.delete(name);
    this.#buckets.set(name, bucket);
    if (this.#buckets.size <= this.#options.maxBuckets) return;
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}
