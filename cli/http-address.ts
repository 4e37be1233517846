import { RegistryError } from '../src/core/errors.ts';

/** An http(s) address without slashes at its end; `origin` is where it was given: a flag, a variable. Throws `usage_invalid`. */
export function readHttpAddress(origin: string, text: string): string {
  if (URL.canParse(text) && /^https?:/i.test(text)) return text.replace(/\/+$/, '');
  throw new RegistryError('usage_invalid', `${origin}: expected an http:// or https:// address; found ${JSON.stringify(text)}`);
}
