import { RegistryError } from '../src/core/errors.ts';

/**
 * Refuse flags that belong to other actions of a command, which would be ignored. `takers`: for each flag, as commander calls it, the
 * actions that take it; a flag that is not in it belongs to all. Throws `usage_invalid`.
 */
export function refuseForeignFlags(
  name: string,
  { action, flags, takers }: { readonly action: string; readonly flags: object; readonly takers: Readonly<Record<string, readonly string[]>> },
): void {
  for (const [flag, actions] of Object.entries(takers)) {
    if (!Object.hasOwn(flags, flag) || actions.includes(action)) continue;
    const whose = actions.map((other) => `\`${name} ${other}\``).join(' and ');
    throw new RegistryError('usage_invalid', `${name} ${action} takes no --${flag}; that is a flag of ${whose}`);
  }
}
