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

/** What somebody shows to be taken for the owner of a key. */
export interface KeyCredential {
  readonly id: string;
  readonly secret: string;
}

const ID = /^[0-9a-f]{16}$/;
const SECRET = /^[0-9a-f]{64}$/;

/** A key in one piece, `sluice_ID_SECRET`, as its owner gets it once. */
export function formatKey({ id, secret }: KeyCredential): string {
  return `sluice_${id}_${secret}`;
}

/** Read a key in one piece; undefined if `text` has not its form. */
export function parseKey(text: string): KeyCredential | undefined {
  const [word, id = '', secret = '', ...more] = text.split('_');
  return word === 'sluice' && more.length === 0 ? parseKeyParts(id, secret) : undefined;
}

/** Whether a text has the form of a key's id. */
export function isKeyId(text: string): boolean {
  return ID.test(text);
}

/** Read a key in two pieces, as Basic authentication sends it; undefined if they have not its form. */
export function parseKeyParts(id: string, secret: string): KeyCredential | undefined {
  return isKeyId(id) && SECRET.test(secret) ? { id, secret } : undefined;
}
