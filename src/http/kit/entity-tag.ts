import { createHash } from 'node:crypto';
import { RegistryError } from '../../core/errors.ts';

/** The ETag of a representation: the epoch of its entity where it has one, and a digest of its content. */
export function formatEntityTag(content: string | Uint8Array, epoch?: number): string {
  const digest = createHash('sha256').update(content).digest('base64url').slice(0, 22);
  return epoch === undefined ? `"${digest}"` : `"${epoch}.${digest}"`;
}

/** Whether `If-None-Match` names `tag` (RFC 9110 §13.1.2: the comparison is weak). */
export function isNoneMatch(header: string, tag: string): boolean {
  const tags = header.split(',').map((part) => part.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(tag);
}

/**
 * The epoch that `If-Match` asks for; undefined where the header is absent or `*`. `"7"` is as good as a whole tag.
 * A tag that is none of ours cannot be current: `epoch_mismatch`.
 */
export function parseIfMatch(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const epoch = /^(?:W\/)?"(\d{1,15})(?:\.[\w-]*)?"$/.exec(header.trim())?.[1];
  if (epoch !== undefined) return Number(epoch);
  throw new RegistryError('epoch_mismatch', `If-Match: expected one ETag as a read gave it, or its epoch in quotes such as "7"; found ${header}`);
}
