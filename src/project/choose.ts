import { RegistryError } from '../core/errors.ts';
import { isInRange, majorOf, newestOf, parseVersionRange, type VersionRange } from '../core/semver.ts';
import type { VersionState } from '../core/version.ts';
import type { Wanted } from './fits.ts';

/** A version that a registry has. */
export interface Candidate {
  readonly version: number;
  readonly semver: string;
  readonly fingerprint: string;
  readonly state: VersionState;
}

export interface Choice<T> {
  readonly chosen: T;
  /** The newest live version of each older major that the consumer reads; newest first. */
  readonly older: readonly T[];
  /** The newest active version, where it is newer than what the ranges admit. */
  readonly beyond?: T;
}

/**
 * The version that a project gets: the newest live one that every range of it admits, an active one before a deprecated
 * one. Throws `range_unmet`, naming what there is.
 */
export function chooseVersions<T extends Candidate>(subject: string, wanted: Wanted, versions: readonly T[]): Choice<T> {
  const ranges = [wanted.produces, wanted.consumes].filter((range) => range !== undefined).map(parseVersionRange);
  const live = versions.filter(({ state }) => state !== 'retired');
  const admitted = live.filter((version) => ranges.every((range) => isInRange(range, version)));
  const chosen = newestOf(admitted.filter(({ state }) => state === 'active')) ?? newestOf(admitted);
  if (chosen === undefined) throw unmet(subject, wanted, live);
  const older = wanted.consumes === undefined ? [] : olderMajors(chosen, parseVersionRange(wanted.consumes), live);
  const newest = newestOf([chosen, ...live.filter(({ state }) => state === 'active')]);
  return { chosen, older, ...(newest === undefined || newest === chosen ? {} : { beyond: newest }) };
}

/** The ranges to write so that a newer version is taken: a consumer goes on reading the majors that it reads now. */
export function rangesFor({ produces, consumes }: Wanted, { chosen, older }: Choice<Candidate>, newer: string): Wanted {
  const major = majorOf(newer);
  const first = Math.min(...[chosen, ...older].map(({ semver }) => majorOf(semver)));
  return {
    ...(produces === undefined ? {} : { produces: `^${major}` }),
    ...(consumes === undefined ? {} : { consumes: first === major ? `^${major}` : `>=${first} <${major + 1}` }),
  };
}

function olderMajors<T extends Candidate>(chosen: T, range: VersionRange, live: readonly T[]): readonly T[] {
  const older = live.filter((version) => majorOf(version.semver) < majorOf(chosen.semver) && isInRange(range, version));
  const majors = [...new Set(older.map(({ semver }) => majorOf(semver)))].toSorted((a, b) => b - a);
  return majors.flatMap((major) => newestOf(older.filter(({ semver }) => majorOf(semver) === major)) ?? []);
}

function unmet(subject: string, { produces, consumes }: Wanted, live: readonly Candidate[]): RegistryError {
  const ranges = [
    produces === undefined ? undefined : `produces ${JSON.stringify(produces)}`,
    consumes === undefined ? undefined : `consumes ${JSON.stringify(consumes)}`,
  ];
  const there = live.length === 0 ? 'no live version' : live.map(({ semver, version }) => `${semver} (@${version})`).join(', ');
  const message = `${subject}: no live version is within ${ranges.filter((range) => range !== undefined).join(' and ')}; there is ${there}`;
  return new RegistryError('range_unmet', message, { data: { subject } });
}
