import type { Mode } from '../../../../core/mode.ts';

export const MEANS: Readonly<Record<Mode, string>> = {
  READWRITE: 'Everything may be written.',
  READONLY: 'Nothing may be written: no versions, no states, no owners.',
  READONLY_OVERRIDE: 'No versions, no states, no owners may be written, whatever is set for narrower names. Settings, keys and webhooks can.',
  IMPORT: 'Only versions that bring their ids and numbers from another registry, which nothing is compared with.',
};

/** What whoever sets the mode should know before it is done. */
export function consequenceOf(mode: Mode, where: string): string {
  switch (mode) {
    case 'READWRITE':
      return `Versions can be registered under ${where} again, and states changed.`;
    case 'READONLY':
      return `From now on whoever registers a version under ${where}, or changes a state, is refused with mode_forbids. Gates go on as they are. Narrower names with a mode of their own keep it.`;
    case 'READONLY_OVERRIDE':
      return `From now on whoever registers a version under ${where}, or changes a state, is refused with mode_forbids, whatever is set for narrower names. Gates go on as they are.`;
    case 'IMPORT':
      return `Only versions with ids and numbers of another registry are taken under ${where}, and nothing is compared. Whoever registers in the usual way is refused with mode_forbids.`;
  }
}
