import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { RegistryError } from '../core/errors.ts';

/** Keeps secrets that must be usable: with a key encrypted (AES-256-GCM, bound to the webhook), without one as they are. */
export interface SecretBox {
  seal(webhookId: string, secret: Uint8Array): string;
  /** Throws `webhook_secret_unreadable` where it was sealed with another key, or there is none. */
  open(webhookId: string, sealed: string): Buffer;
}

const [PLAIN, SEALED] = ['plain', 'aes-256-gcm'] as const;

/** Read SLUICE_WEBHOOK_KEY: 64 hexadecimal digits; empty or absent: none. Throws `usage_invalid`. */
export function parseBoxKey(text: string | undefined): Buffer | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  throw new RegistryError('usage_invalid', 'SLUICE_WEBHOOK_KEY: expected 64 hexadecimal digits, such as `openssl rand -hex 32` prints');
}

export function createSecretBox(key: Buffer | undefined): SecretBox {
  return {
    seal(webhookId, secret) {
      if (key === undefined) return `${PLAIN}:${Buffer.from(secret).toString('base64')}`;
      const nonce = randomBytes(12);
      const cipher = createCipheriv(SEALED, key, nonce).setAAD(Buffer.from(webhookId));
      const parts = [nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()];
      return `${SEALED}:${Buffer.concat(parts).toString('base64')}`;
    },
    open(webhookId, sealed) {
      const bytes = Buffer.from(sealed.slice(sealed.indexOf(':') + 1), 'base64');
      return sealed.startsWith(`${PLAIN}:`) ? bytes : decrypt(key, webhookId, bytes);
    },
  };
}

function decrypt(key: Buffer | undefined, webhookId: string, bytes: Buffer): Buffer {
  if (key === undefined) throw unreadable('it was encrypted, and this registry has no SLUICE_WEBHOOK_KEY');
  try {
    const decipher = createDecipheriv(SEALED, key, bytes.subarray(0, 12)).setAAD(Buffer.from(webhookId));
    decipher.setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
  } catch (cause) {
    throw unreadable('it was encrypted with another SLUICE_WEBHOOK_KEY', cause);
  }
}

function unreadable(why: string, cause?: unknown): RegistryError {
  return new RegistryError('webhook_secret_unreadable', `the secret of the webhook cannot be used: ${why}`, { cause });
}
