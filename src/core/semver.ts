// By their files: the package's entry loads fifty modules, a quarter of what the gate as a library takes to start.
import compare from 'semver/functions/compare.js';
import satisfies from 'semver/functions/satisfies.js';
import maxSatisfying from 'semver/ranges/max-satisfying.js';
import validRange from 'semver/ranges/valid.js';
import type { ChangeKind } from './compatibility.ts';
import { RegistryError } from './errors.ts';

export const FIRST_SEMVER = '1.0.0';

export interface NextSemverInput {
  readonly predecessor: string;
  readonly changeKind: ChangeKind;
  readonly breakingRelease: boolean;
  /** Whether the new version is proved full against every other live version of the predecessor's major. */
  readonly fullWithinMajor: boolean;
  /** Every number that was ever given in the subject. */
  readonly taken: readonly string[];
  /** Those of versions that come after the new one: only an import has some. Default: none. */
  readonly later?: readonly string[];
}

/**
 * The semver of a new version: the predecessor's raised. `equal` → patch, `full` → minor, each only if the version is
 * also proved full against every other live version of that major; anything else, and every breaking release → major.
 * A number that is taken is skipped by raising the same position again. Where that is not below what comes later, a minor gives way to a
 * patch; where that is none either, the number is out of order, which promises nothing that is not proved.
 */
export function nextSemver(input: NextSemverInput): string {
  const position = positionToRaise(input);
  const raised = raiseFree(input.predecessor, position, input.taken);
  const isBelow = (semver: string): boolean => (input.later ?? []).every((later) => compare(semver, later) < 0);
  if (position !== 'minor' || isBelow(raised)) return raised;
  const patch = raiseFree(input.predecessor, 'patch', input.taken);
  return isBelow(patch) ? patch : raised;
}

/**
 * The semver of a version that is imported before any with a lower number: its number is the major, so that those
 * before it find room. It is 1.0.0 for version 1.
 */
export function importedFirstSemver(version: number, taken: readonly string[]): string {
  const semver = `${version}.0.0`;
  return taken.includes(semver) ? raiseFree(semver, 'major', taken) : semver;
}

/** A semver of a version as somebody may ask for it. Nine digits leave room to raise it. */
export const SEMVER_PATTERN = '^(0|[1-9]\\d{0,8})(\\.(0|[1-9]\\d{0,8})){2}$';

export function isSemver(text: string): boolean {
  return new RegExp(SEMVER_PATTERN).test(text);
}

/**
 * Why a version may not have the semver that somebody asks for; undefined: it may. A number may be raised, to a major that nothing has or within the one of the
 * predecessor that the change stays in, so that a range never promises more than is proved.
 */
export function objectionTo(
  wanted: string,
  { computed, predecessor, taken }: { readonly computed: string; readonly predecessor: string | undefined; readonly taken: readonly string[] },
): string | undefined {
  if (taken.includes(wanted)) return 'a version has it, or had it';
  if (wanted === computed) return undefined;
  if (compare(wanted, computed) < 0) return 'it says less than what the change is, or a lower number than the version before';
  const major = majorOf(wanted);
  if (predecessor !== undefined && major === majorOf(predecessor)) return undefined;
  return taken.some((semver) => majorOf(semver) >= major)
    ? 'versions with that major or a higher one are there, and it is not proved against those'
    : undefined;
}

function raiseFree(from: string, position: Position, taken: readonly string[]): string {
  const given = new Set(taken);
  let candidate = raise(from, position);
  while (given.has(candidate)) candidate = raise(candidate, position);
  return candidate;
}

type Position = 'major' | 'minor' | 'patch';

function positionToRaise({ changeKind, breakingRelease, fullWithinMajor }: NextSemverInput): Position {
  if (breakingRelease || !fullWithinMajor) return 'major';
  if (changeKind === 'equal') return 'patch';
  return changeKind === 'full' ? 'minor' : 'major';
}

function raise(semver: string, position: Position): string {
  const [major = 0, minor = 0, patch = 0] = semver.split('.').map(Number);
  if (position === 'major') return `${major + 1}.0.0`;
  return position === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

/** @internal The major number of a semver. */
export function majorOf(semver: string): number {
  return Number(semver.split('.')[0]);
}

/** A choice of versions: `@3` is exactly registry version 3, anything else a semver range (`^2`, `>=1 <3`). */
export type VersionRange = { readonly kind: 'exact'; readonly version: number } | { readonly kind: 'range'; readonly range: string };

/** Read a range. Throws `request_invalid`. */
export function parseVersionRange(text: string): VersionRange {
  const exact = /^@([1-9]\d*)$/.exec(text);
  if (exact?.[1] !== undefined) return { kind: 'exact', version: Number(exact[1]) };
  const range = validRange(text);
  if (range === null || text.trim() === '') {
    throw new RegistryError(
      'request_invalid',
      `version range ${JSON.stringify(text)}: expected a semver range such as "^2" or ">=1 <3", or "@3" for registry version 3`,
    );
  }
  return { kind: 'range', range };
}

/** The newest of `versions` (all live, by semver) that `range` admits; undefined if none does. */
export function resolveRange<T extends { readonly version: number; readonly semver: string }>(
  range: VersionRange,
  versions: readonly T[],
): T | undefined {
  if (range.kind === 'exact') return versions.find((version) => version.version === range.version);
  const best = maxSatisfying(
    versions.map((version) => version.semver),
    range.range,
  );
  return versions.find((version) => version.semver === best);
}

/** Whether `range` admits a version. */
export function isInRange(range: VersionRange, { version, semver }: { readonly version: number; readonly semver: string }): boolean {
  return range.kind === 'exact' ? version === range.version : satisfies(semver, range.range);
}

/** The one with the highest semver. */
export function newestOf<T extends { readonly semver: string }>(versions: readonly T[]): T | undefined {
  const best = maxSatisfying(
    versions.map(({ semver }) => semver),
    '*',
  );
  return versions.find(({ semver }) => semver === best);
}
