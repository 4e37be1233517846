import type { Access, Scope } from '../../../../core/api-key.ts';
import type { KeyResource } from '../../../../core/resources.ts';
import { RegistryError } from '../../../../core/errors.ts';
import { allows, parsePattern } from '../../../../core/scope.ts';
import { isContext, isPrefix } from '../../../../core/subject.ts';
import { visibleName } from '../../../kit/visible-text.ts';

export type KeyState = 'good' | 'ends soon' | 'over' | 'revoked';

const SOON = 14 * 86_400_000;

export function stateOf({ expiresAt, revokedAt }: Pick<KeyResource, 'expiresAt' | 'revokedAt'>, now: number): KeyState {
  if (revokedAt !== undefined) return 'revoked';
  if (expiresAt === undefined) return 'good';
  const left = Date.parse(expiresAt) - now;
  return left <= 0 ? 'over' : left < SOON ? 'ends soon' : 'good';
}

/** As the audit log names who uses it. */
export function actorOf({ id, name }: Pick<KeyResource, 'id' | 'name'>): string {
  return `key:${name}:${id}`;
}

const MAY: Readonly<Record<Access, string>> = {
  read: 'may read',
  register: 'may read, and register compatible versions of',
  break: 'may read, register versions of, also breaking ones,',
  admin: 'may do everything with',
};

/** What a scope allows, as a sentence without its subject. */
export function explainScope({ access, pattern }: Scope): string {
  if (access === 'admin' && pattern === '*') return 'may do everything: also make keys and webhooks, and read the audit log';
  return `${MAY[access]} ${whatOf(pattern)}`;
}

function whatOf(pattern: string): string {
  if (pattern === '*') return 'everything';
  if (isPrefix(pattern)) return `what begins with ${visibleName(pattern.slice(0, -1))}`;
  if (isContext(pattern)) return `what is in the context ${visibleName(pattern)}`;
  return visibleName(pattern);
}

/** What no longer works without a key, a sentence each. */
export function whatBreaks(scopes: readonly Scope[]): readonly string[] {
  const has = (access: Access): boolean => scopes.some((scope) => scope.access === access);
  return [
    'A gateway or an application that reads with it goes on with what it has, hears of no change, and does not start anew.',
    ...(has('register') || has('break') || has('admin') ? ['A pipeline that registers versions with it fails.'] : []),
    ...(has('admin') ? ['Whoever administers with it is locked out.'] : []),
  ];
}

/** Why a pattern is none; undefined where it is one. */
export function faultOf(pattern: string): string | undefined {
  try {
    parsePattern(pattern);
    return undefined;
  } catch (thrown) {
    return RegistryError.from(thrown).message;
  }
}

/** Whether nobody could make keys by the API without this one. */
export function isLastAdmin(key: KeyResource, keys: readonly KeyResource[], now: number): boolean {
  const isAdmin = (one: KeyResource): boolean => allows(one.scopes, 'admin', '') && ['good', 'ends soon'].includes(stateOf(one, now));
  return isAdmin(key) && !keys.some((other) => other.id !== key.id && isAdmin(other));
}
