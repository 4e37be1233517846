import { ACCESS, type Scope } from '../../core/api-key.ts';
import type { WhoamiResource } from '../../core/resources.ts';
import { allows } from '../../core/scope.ts';
import { visibleName } from '../kit/visible-text.ts';

/** The name that people gave: `key:ci:0123456789abcdef` is "ci", `token:alice` is "alice". */
export function nameOf(principal: string): string {
  return principal.replace(/^(key|token|certificate):/, '').replace(/:[0-9a-f]{16}$/, '');
}

/** What somebody may do, in a few words: "everything", "register on com.shop.*", "read on 3 patterns"; "" for nothing. */
export function describeScopes(scopes: readonly Scope[]): string {
  if (allows(scopes, 'admin', '')) return 'everything';
  return ACCESS.toReversed()
    .map((access) => describeAccess(access, scopes))
    .filter((words) => words !== '')
    .join(', ');
}

function describeAccess(access: Scope['access'], scopes: readonly Scope[]): string {
  const patterns = scopes.filter((scope) => scope.access === access).map(({ pattern }) => pattern);
  const [first] = patterns;
  if (first === undefined) return '';
  if (patterns.includes('*')) return `${access} everything`;
  return `${access} on ${patterns.length === 1 ? visibleName(first) : `${patterns.length} patterns`}`;
}

/** Whether the registry asks nobody for a key: whoever does not say who they are may do everything. */
export function isOpen({ known, scopes }: Pick<WhoamiResource, 'known' | 'scopes'>): boolean {
  return !known && allows(scopes, 'admin', '');
}
