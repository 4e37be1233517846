import { Buffer } from 'node:buffer';
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { RegistryError } from '../core/errors.ts';
import type { SealKey, SealKeys } from './seal-keys.ts';

/** @internal */
export interface Sealer {
  readonly seal: (plain: Uint8Array, associated: string) => Buffer;
  /** Throws `queue_key_missing`, also where the bytes or what they belong to were changed. */
  readonly open: (sealed: Uint8Array, associated: string) => Buffer;
}

const [SALT, NONCE, TAG] = [16, 12, 16];
// So many records for one derived key: a counter never comes round, and nothing depends on 12 random bytes being new.
const RECORDS_PER_SALT = 2 ** 24;
const MAX_DERIVED = 256;

/**
 * @internal AES-256-GCM. Each record names its key and the salt from which, with the key, its own key is derived (HKDF-SHA-256): a salt is
 * random, and within one the nonce counts. Layout: length of the key's id (1 byte), id, salt (16), nonce (12), ciphertext, tag (16).
 */
export function createSealer(keys: SealKeys | undefined): Sealer {
  const derived = new Map<string, Buffer>();
  let current: { readonly head: Buffer; readonly key: Buffer; count: number } | undefined;
  const derive = (key: SealKey, salt: Uint8Array): Buffer => {
    const name = `${key.id} ${Buffer.from(salt).toString('hex')}`;
    const known = derived.get(name);
    if (known !== undefined) return known;
    if (derived.size >= MAX_DERIVED) derived.clear();
    const made = Buffer.from(hkdfSync('sha256', key.bytes, salt, 'sluice queue', 32));
    derived.set(name, made);
    return made;
  };
  const renew = (key: SealKey): NonNullable<typeof current> => {
    const salt = randomBytes(SALT);
    const head = Buffer.concat([Buffer.of(key.id.length), Buffer.from(key.id, 'latin1'), salt]);
    return (current = { head, key: derive(key, salt), count: 0 });
  };
  return {
    seal(plain, associated) {
      if (keys === undefined) throw new RegistryError('internal', 'nothing is sealed without a key');
      const now = current === undefined || current.count >= RECORDS_PER_SALT ? renew(keys[0]) : current;
      const nonce = Buffer.alloc(NONCE);
      nonce.writeUInt32BE((now.count += 1), NONCE - 4);
      const cipher = createCipheriv('aes-256-gcm', now.key, nonce).setAAD(Buffer.from(associated));
      return Buffer.concat([now.head, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(sealed, associated) {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      const at = 1 + (bytes[0] ?? 0);
      const id = bytes.toString('latin1', 1, at);
      const key = keys?.find((other) => other.id === id);
      if (key === undefined) throw missing(`the key ${JSON.stringify(id)} was not given`);
      const start = at + SALT + NONCE;
      try {
        const own = derive(key, bytes.subarray(at, at + SALT));
        const decipher = createDecipheriv('aes-256-gcm', own, bytes.subarray(at + SALT, start), { authTagLength: TAG });
        decipher.setAAD(Buffer.from(associated)).setAuthTag(bytes.subarray(bytes.length - TAG));
        return Buffer.concat([decipher.update(bytes.subarray(start, bytes.length - TAG)), decipher.final()]);
      } catch (cause) {
        throw missing(`the key given as ${JSON.stringify(id)} is another one, or the record was changed`, cause);
      }
    },
  };
}

function missing(what: string, cause?: unknown): RegistryError {
  return new RegistryError('queue_key_missing', `an event that was kept encrypted cannot be read: ${what}`, { cause });
}
