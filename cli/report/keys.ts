import type { KeyResource } from '../../src/core/resources.ts';
import { formatScope } from '../../src/core/scope.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

/** A line a key. `now` in milliseconds since 1970. */
export function keysText(keys: readonly KeyResource[], now: number): string {
  if (keys.length === 0) return 'no keys';
  const rows = keys.map((key) => [key.id, stateOf(key, now), scopesText(key), key.expiresAt ?? 'never', printable(key.name)]);
  return table([['ID', 'STATE', 'SCOPES', 'EXPIRES', 'NAME'], ...rows]);
}

export function scopesText({ scopes }: Pick<KeyResource, 'scopes'>): string {
  return printable(scopes.map(formatScope).join(' '));
}

function stateOf({ revokedAt, expiresAt }: KeyResource, now: number): string {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && Date.parse(expiresAt) <= now ? 'expired' : 'good';
}
