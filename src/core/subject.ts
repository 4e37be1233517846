import { RegistryError } from './errors.ts';

const MAX_SUBJECT_LENGTH = 255;

/** How Confluent's clients write the context of names that have none: no name begins with it, or one would be two. */
const DEFAULT_CONTEXT_START = ':.:';

/**
 * Read a subject: 1 to 255 characters (code points), none of them a control character, and not ending in `.*`,
 * which is how a prefix is written. Throws `subject_invalid`.
 */
export function parseSubject(text: string): string {
  const subject = parseName(text);
  if (isPrefix(subject))
    throw new RegistryError('subject_invalid', `subject ${quote(subject)}: a name that ends in ".*" is a prefix and can only be configured`);
  if (isContext(subject)) throw new RegistryError('subject_invalid', `subject ${quote(subject)}: a context without a name behind it is no subject`);
  return subject;
}

/** Read the name of a configuration: a subject, or a prefix such as `com.shop.*`. Throws `subject_invalid`. */
export function parseScopeName(text: string): string {
  return parseName(text);
}

/** Whether a name is a prefix (`com.shop.*`): it covers what begins with the text before the `*`. */
export function isPrefix(name: string): boolean {
  return name.endsWith('.*');
}

/** Whether a name has a `*` where it means nothing: elsewhere than in the `.*` at the end. */
export function isStrayPattern(name: string): boolean {
  return (isPrefix(name) ? name.slice(0, -2) : name).includes('*') || name === '.*';
}

/** Whether a name is a context as Confluent's clients write it, `:.name:`; it covers the subjects that begin with it. */
export function isContext(name: string): boolean {
  return /^:\.[^:]*:$/.test(name);
}

/** Whether `scope`, a prefix (`com.shop.*`) or a context (`:.name:`), covers `subject`. */
export function covers(scope: string, subject: string): boolean {
  if (isContext(scope)) return subject.startsWith(scope);
  return isPrefix(scope) && subject.startsWith(scope.slice(0, -1));
}

/** What the subjects that a scope covers begin with; undefined for the name of one subject. "", the registry, covers all. */
export function startOf(scope: string): string | undefined {
  if (scope === '' || isContext(scope)) return scope;
  return isPrefix(scope) ? scope.slice(0, -1) : undefined;
}

// Nearly all names: no look at each character.
const PLAIN = /^[ -~]{1,200}$/;

function parseName(text: string): string {
  if (text.startsWith(DEFAULT_CONTEXT_START)) {
    throw new RegistryError(
      'subject_invalid',
      `subject ${quote(text)}: ":.:" is the default context, whose names go without it; leave it out: ${quote(text.slice(DEFAULT_CONTEXT_START.length))}`,
    );
  }
  if (PLAIN.test(text)) return text;
  const characters = [...text];
  if (characters.length === 0) throw new RegistryError('subject_invalid', 'subject "": a subject has at least one character');
  if (characters.length > MAX_SUBJECT_LENGTH) {
    throw new RegistryError('subject_invalid', `a subject has at most ${MAX_SUBJECT_LENGTH} characters; found ${characters.length}`);
  }
  const position = characters.findIndex((character) => /[\p{Cc}\p{Cs}]/u.test(character));
  const found = characters[position];
  if (found !== undefined) {
    const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    throw new RegistryError(
      'subject_invalid',
      `subject ${quote(text)}: a subject has no control characters; found U+${code} at position ${position}`,
    );
  }
  return text;
}

function quote(text: string): string {
  return JSON.stringify(text);
}

const FINGERPRINT = /^[0-9a-f]{64}$/;

/** Whether `text` is a fingerprint: 64 lower-case hexadecimal digits. */
export function isFingerprint(text: string): boolean {
  return FINGERPRINT.test(text);
}

/** The URN that names a schema of a subject at every stage: `urn:sluice:SUBJECT:FINGERPRINT`, the subject percent-encoded. */
export function formatUrn(subject: string, fingerprint: string): string {
  return `urn:sluice:${encodeURIComponent(subject)}:${fingerprint}`;
}

/** What names begin with under which an imported schema refers to another subject: absolute, so that no `$id` changes what one means. */
export const SUBJECT_REFERENCE = 'urn:sluice-subject:';

/** Read such a URN; undefined if `text` is none. The fingerprint is what follows the last colon. */
export function parseUrn(text: string): { readonly subject: string; readonly fingerprint: string } | undefined {
  const lastColon = text.lastIndexOf(':');
  if (!text.startsWith('urn:sluice:') || lastColon <= 'urn:sluice:'.length - 1) return undefined;
  const fingerprint = text.slice(lastColon + 1);
  if (!isFingerprint(fingerprint)) return undefined;
  try {
    return { subject: decodeURIComponent(text.slice('urn:sluice:'.length, lastColon)), fingerprint };
  } catch {
    return undefined; // A stray "%": not a URN of ours.
  }
}
