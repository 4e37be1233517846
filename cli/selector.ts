import { RegistryError } from '../src/core/errors.ts';
import { parseSubject } from '../src/core/subject.ts';
import { parseVersionSelector, type Reference } from '../src/core/version.ts';

/** `SUBJECT` or `SUBJECT@N`. */
export interface Selector {
  readonly subject: string;
  readonly version?: number | 'latest';
}

/**
 * Read `SUBJECT[@N]`: the last `@` splits when a number or `latest` follows it; otherwise it belongs to the subject.
 * Throws `subject_invalid` or `version_invalid`.
 */
export function parseSelector(text: string): Selector {
  const split = /^(.*)@(\d+|latest)$/s.exec(text);
  if (split === null) return { subject: parseSubject(text) };
  const [, subject = '', version = ''] = split;
  return { subject: parseSubject(subject), version: parseVersionSelector(version) };
}

/** Read `SUBJECT@N` where the version must be said. Throws `usage_invalid` too. */
export function parseVersionOf(text: string): { readonly subject: string; readonly version: number } {
  const { subject, version } = parseSelector(text);
  if (typeof version !== 'number') {
    throw new RegistryError('usage_invalid', `expected SUBJECT@N, a subject and the number of one version; found ${JSON.stringify(text)}`);
  }
  return { subject, version };
}

/** Read `NAME=SUBJECT@N`; the last `=` splits, since NAME is a URI. Throws `usage_invalid`. */
export function parseReference(text: string): Reference {
  const split = text.lastIndexOf('=');
  if (split <= 0) {
    throw new RegistryError('usage_invalid', `--reference: expected NAME=SUBJECT@N, NAME being what the $ref writes; found ${JSON.stringify(text)}`);
  }
  return { name: text.slice(0, split), ...parseVersionOf(text.slice(split + 1)) };
}
