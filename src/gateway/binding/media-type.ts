import { RegistryError } from '../../core/errors.ts';

export interface MediaType {
  /** `type/subtype` in lower case. */
  readonly essence: string;
  /** Names in lower case; a name may come twice. */
  readonly parameters: readonly (readonly [string, string])[];
}

// Those that people write have some hundred characters; of a text of a megabyte the parameters would be hundreds of thousands.
const MAX_LENGTH = 8_192;
const ESSENCE = /^[ \t]*([!#$%&'*+.^_`|~\w-]+\/[!#$%&'*+.^_`|~\w-]+)[ \t]*/;
const PARAMETER = /;[ \t]*(?:([!#$%&'*+.^_`|~\w-]+)=(?:([!#$%&'*+.^_`|~\w-]+)|"((?:[^"\\]|\\.)*)")[ \t]*)?/y;

/** Read a media type (RFC 9110 §8.3.1); undefined if `text` is none, or longer than 8,192 characters. */
export function parseMediaType(text: string): MediaType | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const start = ESSENCE.exec(text);
  if (start?.[1] === undefined) return undefined;
  const parameters: [string, string][] = [];
  let at = start[0].length;
  while (at < text.length) {
    PARAMETER.lastIndex = at;
    const match = PARAMETER.exec(text);
    if (match === null) return undefined;
    const [all, name, token, quoted = ''] = match;
    if (name !== undefined) parameters.push([name.toLowerCase(), token ?? quoted.replaceAll(/\\(.)/g, '$1')]);
    at += all.length;
  }
  return { essence: start[1].toLowerCase(), parameters };
}

/**
 * Refuse what is not JSON in UTF-8: contracts are JSON Schemas. `what` names the place in the message.
 * Throws `media_type_unsupported`.
 */
export function requireJsonType(text: string | undefined, what: string): void {
  const type = text === undefined ? undefined : parseMediaType(text);
  if (type === undefined || !/[/+]json$/.test(type.essence)) {
    throw unsupported(`${what}: expected application/json or another JSON type (…+json)`, text);
  }
  requireUtf8(type, what);
}

/** The same, but text/plain is taken as well: some vendors call their JSON so. */
export function requireJsonOrText(text: string | undefined, what: string): void {
  const type = text === undefined ? undefined : parseMediaType(text);
  if (type?.essence === 'text/plain') requireUtf8(type, what);
  else requireJsonType(text, what);
}

/** Throws `media_type_unsupported` where a charset other than UTF-8 is named. */
export function requireUtf8(type: MediaType, what: string): void {
  const other = type.parameters.find(([name, value]) => name === 'charset' && value.toLowerCase() !== 'utf-8');
  if (other !== undefined) throw unsupported(`${what}: expected charset utf-8`, other[1]);
}

function unsupported(expectation: string, found: string | undefined): RegistryError {
  return new RegistryError('media_type_unsupported', `${expectation}; found ${found === undefined ? 'none' : JSON.stringify(shorten(found))}`);
}

function shorten(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, 100)}…` : text;
}
