import { startOf } from '../src/core/subject.ts';

/** What the names begin with that `--prefix` means: it may be written `com.shop.*` or `com.shop.`; `*` and "" are all names. */
export function startOfNames(prefix: string): string {
  if (prefix === '*' || prefix === '.*') return '';
  return startOf(prefix) ?? prefix;
}
