import { compareNames } from '../../src/core/text-order.ts';

/**
 * The order in which releases came, by their names: numbers count as numbers (v2 before v10, 4.9.0 before 4.10.0), and
 * a pre-release comes before its release (2.0.0-rc.1 before 2.0.0).
 */
export function compareReleases(a: string, b: string): number {
  const [left, right] = [splitName(a), splitName(b)];
  const byVersion = compareParts(left.version, right.version);
  if (byVersion !== 0) return byVersion;
  if (left.preRelease === undefined || right.preRelease === undefined) {
    return Number(left.preRelease === undefined) - Number(right.preRelease === undefined) || compareNames(a, b);
  }
  return compareParts(left.preRelease, right.preRelease) || compareNames(a, b);
}

interface ReleaseName {
  readonly version: readonly string[];
  readonly preRelease?: readonly string[];
}

function splitName(name: string): ReleaseName {
  const [, version = name, preRelease] = /^(v?\d+(?:\.\d+)+)-(.+)$/i.exec(name) ?? [];
  return { version: partsOf(version), ...(preRelease === undefined ? {} : { preRelease: partsOf(preRelease) }) };
}

function partsOf(text: string): string[] {
  return text.match(/\d+|\D+/g) ?? [];
}

function compareParts(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const order = comparePart(a[index] ?? '', b[index] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function comparePart(a: string, b: string): number {
  if (!/^\d/.test(a) || !/^\d/.test(b)) return compareNames(a, b);
  const [left, right] = [BigInt(a), BigInt(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
