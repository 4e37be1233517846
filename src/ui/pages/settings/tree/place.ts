import { href } from '../../../app/address.ts';

/** Where the settings of a name are changed: `/ui/settings/compatibility/registry`, `/ui/settings/modes/name/com.shop.*`. */
export function placeOf(section: 'compatibility' | 'modes', name: string): string {
  return href(['settings', section, ...(name === '' ? ['registry'] : ['name', name])]);
}

/** The name whose settings a place is about; undefined: it is the list. */
export function nameAt(segments: readonly string[]): string | undefined {
  const [kind, name] = segments;
  return kind === 'registry' ? '' : kind === 'name' && name !== undefined ? name : undefined;
}
