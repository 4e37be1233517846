import { parseUrn } from '../../core/subject.ts';

/** The version that a `dataschema` names: by the fingerprint of its schema or by its number. */
export type NamedVersion =
  | { readonly kind: 'fingerprint'; readonly subject: string; readonly fingerprint: string }
  | { readonly kind: 'number'; readonly subject: string; readonly version: number };

/** Read a `dataschema`: our URN, or the URL of a version at `registryUrl`. Any other one names no version. */
export function parseDataschema(text: string, registryUrl: string | undefined): NamedVersion | undefined {
  const urn = parseUrn(text);
  if (urn !== undefined) return { kind: 'fingerprint', ...urn };
  return registryUrl === undefined ? undefined : parseVersionUrl(text, registryUrl.replace(/\/$/, ''));
}

/** For messages. */
export function describeVersion(named: NamedVersion): string {
  return named.kind === 'number' ? `version ${named.version}` : `the fingerprint ${named.fingerprint}`;
}

const VERSION_PATH = /^\/api\/v1\/subjects\/([^/]+)\/versions\/([1-9]\d{0,9})$/;

function parseVersionUrl(text: string, registryUrl: string): NamedVersion | undefined {
  const match = text.startsWith(registryUrl) ? VERSION_PATH.exec(text.slice(registryUrl.length)) : null;
  if (match?.[1] === undefined) return undefined;
  try {
    return { kind: 'number', subject: decodeURIComponent(match[1]), version: Number(match[2]) };
  } catch {
    return undefined; // A stray "%": no URL of the registry's.
  }
}
