import type { IncomingMessage } from 'node:http';
import { RegistryError } from '../../core/errors.ts';

/** All values of a header, by its name in lower case: of several, Node keeps only the first in `headers`. */
export function headerValues({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>, name: string): string[] {
  const values: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) if (rawHeaders[at]?.toLowerCase() === name) values.push(rawHeaders[at + 1] ?? '');
  return values;
}

/**
 * The only value, undefined where there is none; `shown` is the name as messages write it. Throws `request_invalid` for several, of which
 * proxies and we might take different ones.
 */
export function onlyHeader(request: Pick<IncomingMessage, 'rawHeaders'>, shown: string): string | undefined {
  const values = headerValues(request, shown.toLowerCase());
  if (values.length > 1) throw new RegistryError('request_invalid', `${shown}: expected one header; found ${values.length}`);
  return values[0];
}
