import type { JWTPayload } from 'jose';
import type { Scope } from '../../core/api-key.ts';
import { RegistryError } from '../../core/errors.ts';
import { Jwks, type FetchKeys } from './jwks.ts';
import { createPrincipal, isPrincipalName, type Principal } from './principal.ts';

/** All are asymmetric: with a shared secret whoever can check a token could make one. */
export const TOKEN_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const;
export type TokenAlgorithm = (typeof TOKEN_ALGORITHMS)[number];

/** Which tokens are taken, and what they are good for. */
export interface TokenRules {
  readonly issuer: string;
  /** One of these must be among the audiences of the token. */
  readonly audience: readonly string[];
  /** https, or http on loopback. */
  readonly jwksUri: string;
  readonly algorithms: readonly TokenAlgorithm[];
  readonly clockToleranceSeconds: number;
  /** The claim that names its bearer. */
  readonly nameClaim: string;
  /** The claim whose values, an array or words in a text, `scopes` translates. */
  readonly scopeClaim: string;
  readonly scopes: ReadonlyMap<string, readonly Scope[]>;
}

export interface TokenOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly fetch?: FetchKeys;
}

/** Why a token is not taken: for a log, since its bearer is not to learn it. */
type OnRefusal = (why: string) => void;

/**
 * Finds the bearers of tokens; undefined for one that is not to be taken, whatever is wrong with it, which `onRefusal` is told without a
 * word of the token. Throws `identity_unavailable`.
 */
export function createTokenBearers(
  rules: TokenRules,
  { now, fetch }: TokenOptions,
): (token: string, onRefusal?: OnRefusal) => Promise<Principal | undefined> {
  const keys = new Jwks({ url: rules.jwksUri, now, ...(fetch === undefined ? {} : { fetch }) });
  return async (token, onRefusal = () => {}) => {
    const claims = await verify(token, { rules, keys, now, onRefusal });
    if (claims === undefined) return undefined;
    const principal = toPrincipal(claims, rules, now);
    if (principal === undefined) onRefusal(`its claim ${JSON.stringify(rules.nameClaim)} is no name`);
    return principal;
  };
}

interface Verifying {
  readonly rules: TokenRules;
  readonly keys: Jwks;
  readonly now: () => number;
  readonly onRefusal: OnRefusal;
}

async function verify(token: string, { rules, keys, now, onRefusal }: Verifying): Promise<JWTPayload | undefined> {
  const { jwtVerify, errors } = await import('jose');
  const { issuer, audience, algorithms, clockToleranceSeconds: clockTolerance } = rules;
  try {
    const { payload } = await jwtVerify(
      token,
      async (header, parts) => {
        const key = await keys.find(header, parts);
        if (key === undefined) throw new errors.JWKSNoMatchingKey();
        return key;
      },
      { issuer, audience: [...audience], algorithms: [...algorithms], clockTolerance, currentDate: new Date(now()), requiredClaims: ['exp'] },
    );
    return payload;
  } catch (thrown) {
    if (thrown instanceof RegistryError) throw thrown;
    // Besides what jose says itself: a key that is too short for its algorithm, which is a TypeError.
    if (!(thrown instanceof errors.JOSEError || thrown instanceof TypeError)) throw thrown;
    onRefusal(whyRefused(thrown));
    return undefined;
  }
}

/** In words of ours where people meet it: what jose says of a claim or an algorithm has no word of the token either. */
function whyRefused(thrown: Error): string {
  const code = 'code' in thrown ? thrown.code : undefined;
  const claim = 'claim' in thrown && typeof thrown.claim === 'string' ? thrown.claim : undefined;
  if (code === 'ERR_JWKS_NO_MATCHING_KEY') return 'the identity provider has no such key, or had none when it was last asked (once in 30 s at most)';
  if (code === 'ERR_JWT_EXPIRED') return 'its time is over (exp), by the clock of this machine';
  if (claim === 'nbf') return 'its time has not begun (nbf), by the clock of this machine';
  if (claim === 'iss' || claim === 'aud') return `its claim ${claim} is not what the configuration expects`;
  // The one thing that jose says in words of the token's, which nobody has proved yet.
  if (/"crit"|Extension Header/.test(thrown.message)) return 'it asks for an extension (crit) that is not known here';
  return thrown.message;
}

function toPrincipal(claims: JWTPayload, rules: TokenRules, now: () => number): Principal | undefined {
  const name = claims[rules.nameClaim];
  if (!isPrincipalName(name)) return undefined;
  const endsAt = (Number(claims.exp) + rules.clockToleranceSeconds) * 1_000;
  const scopes = valuesOf(claims[rules.scopeClaim]).flatMap((value) => rules.scopes.get(value) ?? []);
  return createPrincipal({
    name: `token:${name}`,
    isKnown: true,
    scopes,
    expiresAt: endsAt > MAX_TIME_MS ? undefined : new Date(endsAt).toISOString(),
    isGood: async () => now() < endsAt,
  });
}

/** The last moment that a `Date` has; a token that ends later ends never. */
const MAX_TIME_MS = 8.64e15;

function valuesOf(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ');
  return Array.isArray(claim) ? claim.filter((value) => typeof value === 'string') : [];
}
