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

/** What was done; `was` is when the key had been revoked before. */
export function revokedText(key: KeyResource, was: string | undefined): string {
  return was === undefined ? `key ${key.id} (${scopesText(key)}) is revoked` : `key ${key.id} (${scopesText(key)}) was revoked already, at ${was}`;
}

/** Whether this key is good, and the only one that may do everything. `now` in milliseconds since 1970. */
export function isLastAdmin(keys: readonly KeyResource[], id: string, now: number): boolean {
  const admins = keys.filter(
    (key) => stateOf(key, now) === 'good' && key.scopes.some(({ access, pattern }) => access === 'admin' && pattern === '*'),
  );
  return admins.length === 1 && admins[0]?.id === id;
}

function stateOf({ revokedAt, expiresAt }: KeyResource, now: number): string {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && Date.parse(expiresAt) <= now ? 'expired' : 'good';
}
