import { ACCESS, type Access, type Scope } from './api-key.ts';
import { RegistryError } from './errors.ts';
import { nearest } from './nearest.ts';
import { covers, isContext, isPrefix, parseScopeName } from './subject.ts';

/** The pattern that covers everything, the registry itself included. */
export const EVERYTHING = '*';

/** What everybody has where no keys are asked for. */
export const ALL_SCOPES: readonly Scope[] = [{ access: 'admin', pattern: EVERYTHING }];

/**
 * Read `ACCESS:PATTERN`, such as `register:com.shop.*`; `ACCESS` alone is on everything. Throws `request_invalid`.
 */
export function parseScope(text: string): Scope {
  const colon = text.indexOf(':');
  const word = colon === -1 ? text : text.slice(0, colon);
  const access = ACCESS.find((known) => known === word);
  if (access === undefined) {
    const meant = nearest(word, ACCESS);
    const hint = meant === undefined ? '' : `; did you mean ${JSON.stringify(meant + text.slice(word.length))}?`;
    const found = JSON.stringify(text);
    throw new RegistryError('request_invalid', `scope ${found}: expected ACCESS or ACCESS:PATTERN, where ACCESS is ${ACCESS.join(', ')}${hint}`);
  }
  return { access, pattern: colon === -1 ? EVERYTHING : parsePattern(text.slice(colon + 1)) };
}

/**
 * Read the pattern of a scope: `*`, a prefix such as `com.shop.*`, a context such as `:.name:`, or a subject. A `*`
 * elsewhere would look like a pattern and be none, so it is refused. Throws `subject_invalid`.
 */
export function parsePattern(text: string): string {
  if (text === EVERYTHING) return text;
  const name = parseScopeName(text);
  const fixed = isPrefix(name) ? name.slice(0, -2) : name;
  if (!fixed.includes('*') && fixed !== '') return name;
  throw new RegistryError(
    'subject_invalid',
    `pattern ${JSON.stringify(text)}: expected *, a prefix such as com.shop.*, a context such as :.name:, or a subject without *`,
  );
}

export function formatScope({ access, pattern }: Scope): string {
  return `${access}:${pattern}`;
}

/** Whether a scope gives this access to a name as a whole: a subject, a prefix, a context, or "" for the registry. */
export function allows(scopes: readonly Scope[], access: Access, name: string): boolean {
  return scopes.some((scope) => implies(scope.access, access) && isCovered(scope.pattern, name));
}

/** Whether a scope gives this access to anything at all that a name covers; "" covers everything. */
export function reaches(scopes: readonly Scope[], access: Access, name: string): boolean {
  return scopes.some(({ access: given, pattern }) => implies(given, access) && (isCovered(pattern, name) || isCovered(name, pattern)));
}

/** Each access implies those before it. */
function implies(given: Access, wanted: Access): boolean {
  return ACCESS.indexOf(given) >= ACCESS.indexOf(wanted);
}

function isCovered(pattern: string, name: string): boolean {
  if (pattern === EVERYTHING || pattern === '') return true;
  if (name === EVERYTHING || name === '') return false;
  return pattern === name || ((isPrefix(pattern) || isContext(pattern)) && covers(pattern, name));
}
