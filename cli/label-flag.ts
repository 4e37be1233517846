import { RegistryError } from '../src/core/errors.ts';

/** Read `--label NAME=VALUE`; the first `=` splits. `or` is what else the flag takes, for the message. Throws `usage_invalid`. */
export function parseLabel(text: string, or = ''): readonly [name: string, value: string] {
  const split = text.indexOf('=');
  if (split > 0) return [text.slice(0, split), text.slice(split + 1)];
  throw new RegistryError('usage_invalid', `--label: expected NAME=VALUE${or}; found ${JSON.stringify(text)}`);
}
