import type { Part } from './part.ts';

/** An address of HTTP. Throws `config_invalid` for what is none, or holds what is never sent. */
export function parseUrl(text: string, part: Part): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw part.fail(`expected an address such as http://127.0.0.1:9000/fn; found ${JSON.stringify(text)}`);
  // What may be a secret is not repeated.
  if (url.username !== '' || url.password !== '')
    throw part.fail('an address here has neither a user nor a password, since secrets do not belong in this file; found one that has');
  if (url.hash !== '') throw part.fail(`an address here has no fragment; found ${JSON.stringify(text)}`);
  return url;
}
