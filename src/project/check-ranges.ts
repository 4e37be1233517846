import { parseVersionRange } from '../core/semver.ts';
import { readParts, textOf, translated } from './config-part.ts';
import type { ConfigSource } from './config.ts';

/**
 * Check the ranges of a configuration that `parseProjectConfig` takes. Apart from it, since reading ranges loads a quarter of
 * what `sluice generate` may take: what is locked under the same range has been checked. Throws `config_invalid`.
 */
export function checkRanges(source: ConfigSource): void {
  const root = readParts(source);
  for (const role of ['produces', 'consumes']) {
    for (const [, range] of root.get(role)?.members() ?? []) translated(range, () => parseVersionRange(textOf(range, 'a range')));
  }
}
