import type { WhoamiResource } from '../../src/core/resources.ts';
import { scopesText } from './keys.ts';
import { printable } from './printable.ts';
import { facts } from './table.ts';

export function whoamiText(caller: WhoamiResource): string {
  return facts([
    ['name', printable(caller.name)],
    ['scopes', caller.scopes.length === 0 ? 'none' : scopesText(caller)],
    ['expires', caller.expiresAt],
  ]);
}
