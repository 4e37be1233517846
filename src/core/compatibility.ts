import type { JsonValue } from './json/value.ts';
import type { Verdict } from './verdict.ts';

export const LEVELS = ['NONE', 'BACKWARD', 'BACKWARD_TRANSITIVE', 'FORWARD', 'FORWARD_TRANSITIVE', 'FULL', 'FULL_TRANSITIVE'] as const;
export type Level = (typeof LEVELS)[number];

/**
 * Which events of the writer count: `strict` all, `declared` those with declared members only, `tolerant` the same for
 * must-ignore readers. From the strictest: what holds under one holds under those after it.
 */
export const PROFILES = ['strict', 'declared', 'tolerant'] as const;
export type Profile = (typeof PROFILES)[number];

/** Whether `format` is an assertion. One setting for engine, gate and generated validators. */
export const FORMAT_MODES = ['annotate', 'assert'] as const;
export type FormatMode = (typeof FORMAT_MODES)[number];

export const ON_UNDECIDED = ['fail', 'warn'] as const;
export type OnUndecided = (typeof ON_UNDECIDED)[number];

/** What is in force for a subject. */
export interface Compatibility {
  readonly level: Level;
  readonly profile: Profile;
  readonly formats: FormatMode;
  readonly onUndecided: OnUndecided;
}

/** What may be set of it, each by itself. */
export const COMPATIBILITY_FIELDS: readonly (keyof Compatibility)[] = ['level', 'profile', 'formats', 'onUndecided'];

/** Any pushed event may meet any deployed consumer, hence both directions and all live versions. */
export const NATIVE_DEFAULTS: Compatibility = { level: 'FULL_TRANSITIVE', profile: 'declared', formats: 'annotate', onUndecided: 'fail' };

/** What a subject that was first written through the Confluent face keeps until somebody says otherwise. */
export const CONFLUENT_DEFAULTS: Compatibility = { level: 'BACKWARD', profile: 'strict', formats: 'annotate', onUndecided: 'fail' };

/** Which face first wrote a subject; it decides the defaults. */
export const FACES = ['native', 'confluent'] as const;
export type Face = (typeof FACES)[number];

/** A change against the predecessor, computed in both directions. */
export const CHANGE_KINDS = ['equal', 'full', 'backward', 'forward', 'breaking', 'undecided'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** One side of a check: a file or a version. */
export interface Side {
  readonly label: string;
  readonly subject?: string;
  readonly version?: number;
  readonly fingerprint: string;
}

/** One containment that a level asks for: is every event of the writer an event of the reader? */
export interface Check {
  readonly writer: Side;
  readonly reader: Side;
  readonly verdict: Verdict;
  /** The strongest profile under which it holds; null: none; absent where that is not known. */
  readonly strongest?: Profile | null;
  /** The next profile after `strongest`, under which it fails, and an event that shows it; only beside a proof. */
  readonly stricter?: { readonly profile: Profile; readonly witness: JsonValue };
}

/** A containment to check between a candidate and another version, both given by their place in the line. */
export interface Pair<T> {
  readonly writer: T;
  readonly reader: T;
}

/**
 * The containments that `level` asks for when `candidate` joins a line at its own place: `earlier` and `later`
 * are the other live versions of the line, oldest first. BACKWARD: the lower number writes, the higher reads;
 * FORWARD: the other way round; non-transitive levels look at the two live neighbours only. At a registration
 * `later` is empty. Newest pairs come first.
 */
export function pairsToCheck<T>(level: Level, candidate: T, earlier: readonly T[], later: readonly T[] = []): Pair<T>[] {
  const { backward, forward, transitive } = MEANINGS[level];
  const before = transitive ? earlier.toReversed() : earlier.slice(-1);
  const after = transitive ? later : later.slice(0, 1);
  const steps = [...before.map((version) => [version, candidate] as const), ...after.map((version) => [candidate, version] as const)];
  return steps.flatMap(([lower, higher]) => [
    ...(backward ? [{ writer: lower, reader: higher }] : []),
    ...(forward ? [{ writer: higher, reader: lower }] : []),
  ]);
}

/** Which directions a level asks for, whether transitive or not. */
export function directionsOf(level: Level): { readonly backward: boolean; readonly forward: boolean } {
  const { backward, forward } = MEANINGS[level];
  return { backward, forward };
}

/** Whether `level` compares at least all that `other` does, whatever versions there are. NONE compares nothing. */
export function isAtLeastAsStrict(level: Level, other: Level): boolean {
  const [asked, wanted] = [MEANINGS[level], MEANINGS[other]];
  return (['backward', 'forward', 'transitive'] as const).every((part) => asked[part] || !wanted[part]);
}

/** The directions that a level asks for, and whether with every live version. */
interface Meaning {
  readonly backward: boolean;
  readonly forward: boolean;
  readonly transitive: boolean;
}

const MEANINGS: Readonly<Record<Level, Meaning>> = {
  NONE: { backward: false, forward: false, transitive: false },
  BACKWARD: { backward: true, forward: false, transitive: false },
  BACKWARD_TRANSITIVE: { backward: true, forward: false, transitive: true },
  FORWARD: { backward: false, forward: true, transitive: false },
  FORWARD_TRANSITIVE: { backward: false, forward: true, transitive: true },
  FULL: { backward: true, forward: true, transitive: false },
  FULL_TRANSITIVE: { backward: true, forward: true, transitive: true },
};

/**
 * The kind of a change from the verdicts of both directions. `equal` says whether the two sets of events under the
 * profile are the same: under `strict` both directions contained are that already; under the other profiles it
 * takes two more containments, between the narrowed sets.
 */
export function changeKindOf(backward: Verdict['kind'], forward: Verdict['kind'], equal: boolean): ChangeKind {
  if (backward === 'undecided' || forward === 'undecided') return 'undecided';
  if (backward === 'contained' && forward === 'contained') return equal ? 'equal' : 'full';
  if (backward === 'contained') return 'backward';
  return forward === 'contained' ? 'forward' : 'breaking';
}
