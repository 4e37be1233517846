/** What a key may do. `admin` is everything; `break` goes beyond `register`, which goes beyond `read`. */
export const ACCESS = ['read', 'register', 'break', 'admin'] as const;
export type Access = (typeof ACCESS)[number];

/** An access to the subjects that a pattern covers: `*` all, `com.shop.*` those that begin with `com.shop.`, or one by its name. */
export interface Scope {
  readonly access: Access;
  readonly pattern: string;
}

/** A stored key; of its secret only a hash is kept. */
export interface KeyRecord {
  readonly id: string;
  /** For people: whose it is, what for. */
  readonly name: string;
  /** SHA-256 of the secret, as hexadecimal digits: the secret is 256 random bits, which no dictionary finds. */
  readonly hash: string;
  readonly scopes: readonly Scope[];
  /** ISO 8601, UTC; so are the others. */
  readonly createdAt: string;
  readonly createdBy: string;
  /** Absent: never. */
  readonly expiresAt?: string;
  readonly revokedAt?: string;
}
