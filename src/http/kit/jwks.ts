import type { createLocalJWKSet, JWSHeaderParameters, FlattenedJWSInput } from 'jose';
import { RegistryError } from '../../core/errors.ts';

type KeySet = ReturnType<typeof createLocalJWKSet>;
type FoundKey = Awaited<ReturnType<KeySet>>;

export type FetchKeys = (
  url: string,
  init: { readonly redirect: 'error'; readonly signal: AbortSignal; readonly headers: Record<string, string> },
) => Promise<Response>;

export interface JwksOptions {
  /** From the configuration and from nowhere else: what a token says about where its key is counts for nothing. */
  readonly url: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly fetch?: FetchKeys;
}

const MAX_BYTES = 256 * 1024;
const TIMEOUT_MS = 5_000;
/** After which keys are fetched anew. */
const MAX_AGE_MS = 10 * 60_000;
/** For how long keys go on while the provider does not answer. */
const MAX_STALE_MS = 24 * 60 * 60_000;
/** However many tokens name unknown keys: so long between two requests to the provider. */
const COOLDOWN_MS = 30_000;
const RETRY_MS = 5_000;

/** The public keys of an identity provider, fetched when they are first needed. */
export class Jwks {
  readonly #options: JwksOptions;
  #keys: KeySet | undefined;
  #fetchedAt = -Infinity;
  #triedAt = -Infinity;
  #refreshing: Promise<void> | undefined;

  constructor(options: JwksOptions) {
    this.#options = options;
  }

  /**
   * The key that a token's header names, of the kind that its algorithm asks for; undefined where the provider has
   * none. Throws `identity_unavailable` where the provider would have to be asked and does not answer.
   */
  async find(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<FoundKey | undefined> {
    if (this.#age() >= MAX_AGE_MS) await this.#renew();
    const known = await this.#lookUp(header, token);
    if (known !== undefined) return known;
    await this.#refresh();
    const found = await this.#lookUp(header, token);
    if (found !== undefined || !this.#hasFailed()) return found;
    throw new RegistryError('identity_unavailable', 'the identity provider does not answer, so the key of this token cannot be fetched');
  }

  /** Old keys that the provider failed to renew once are not waited for again. */
  async #renew(): Promise<void> {
    const wait = this.#keys === undefined || !this.#hasFailed();
    const refreshing = this.#refresh();
    if (wait) await refreshing;
    if (this.#age() >= MAX_STALE_MS) this.#keys = undefined;
  }

  async #lookUp(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<FoundKey | undefined> {
    if (this.#keys === undefined) return undefined;
    const { errors } = await import('jose');
    try {
      return await this.#keys(header, token);
    } catch (thrown) {
      if (thrown instanceof errors.JOSEError) return undefined; // None matches, or several do, or it is not for this.
      throw thrown;
    }
  }

  /** Never rejects; at most one request at a time, and none before its time. */
  #refresh(): Promise<void> {
    const pause = this.#hasFailed() ? RETRY_MS : COOLDOWN_MS;
    // However far: a clock that was set back must not keep new keys away until it is there again.
    if (this.#refreshing === undefined && Math.abs(this.#options.now() - this.#triedAt) >= pause) {
      this.#triedAt = this.#options.now();
      this.#refreshing = this.#fetch().finally(() => (this.#refreshing = undefined));
    }
    return this.#refreshing ?? Promise.resolve();
  }

  async #fetch(): Promise<void> {
    const { url, now, fetch = globalThis.fetch } = this.#options;
    const { createLocalJWKSet } = await import('jose');
    try {
      const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS), headers: { accept: 'application/json' } });
      if (response.status !== 200) return await response.body?.cancel();
      this.#keys = createLocalJWKSet(parseKeys(await readLimited(response)));
      this.#fetchedAt = now();
    } catch {
      // The provider is down or answers what is no key set; `#hasFailed` tells.
    }
  }

  #age(): number {
    return this.#options.now() - this.#fetchedAt;
  }

  #hasFailed(): boolean {
    return this.#triedAt > this.#fetchedAt;
  }
}

async function readLimited({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > MAX_BYTES) throw new Error('the key set is too large'); // Ends the request, too.
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Public keys only: a shared secret is no key that anybody may fetch. */
function parseKeys(text: string): Parameters<typeof createLocalJWKSet>[0] {
  const { keys } = JSON.parse(text) as { keys?: unknown };
  if (!Array.isArray(keys)) throw new Error('no key set');
  return { keys: keys.filter((key: { kty?: unknown } | null) => ['RSA', 'EC', 'OKP'].includes(String(key?.kty))) };
}
