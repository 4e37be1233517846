import { changeKindOf, pairsToCheck, type ChangeKind, type Check, type Compatibility } from '../core/compatibility.ts';
import { FIRST_SEMVER, majorOf, nextSemver } from '../core/semver.ts';
import { currentLine, isLive, predecessorOf, type RecordedChange, type VersionRecord } from '../core/version.ts';
import type { Context } from './context.ts';
import { versionParty, type CompatibilityJudge, type Party } from './judge.ts';

/** The containments that the level asks for between a candidate and the live versions of the current line. */
export async function checkCandidate(
  context: Context,
  judge: CompatibilityJudge,
  input: { readonly candidate: Party; readonly versions: readonly VersionRecord[]; readonly level: Compatibility['level'] },
): Promise<Check[]> {
  const line = currentLine(input.versions);
  const live = input.versions.filter((version) => version.line === line && isLive(version)).map((version) => versionParty(context, version));
  const checks: Check[] = [];
  for (const pair of pairsToCheck(input.level, input.candidate, live)) checks.push(await judge.check(pair));
  return checks;
}

export interface PlanInput {
  readonly candidate: Party;
  readonly versions: readonly VersionRecord[];
  readonly compatibility: Compatibility;
  readonly breakingRelease: boolean;
  readonly engine: string;
}

/** What a version records about its place in the history. */
export interface VersionPlan {
  readonly change: RecordedChange | null;
  readonly semver: string;
}

/** Compute change kind and semver against the predecessor, in both directions, whatever the level asks for. */
export async function planVersion(context: Context, judge: CompatibilityJudge, input: PlanInput): Promise<VersionPlan> {
  const { candidate, versions, compatibility, breakingRelease, engine } = input;
  const predecessor = predecessorOf(versions);
  if (predecessor === undefined) return { change: null, semver: FIRST_SEMVER };
  const kind = await judgeChange(judge, versionParty(context, predecessor), candidate, compatibility);
  const others = liveOfMajor(input.versions, predecessor).map((version) => versionParty(context, version));
  const fullWithinMajor = (kind === 'equal' || kind === 'full') && (await isFullAgainst(judge, candidate, others));
  const taken = versions.map((version) => version.semver);
  return {
    change: { kind, against: predecessor.version, profile: compatibility.profile, formats: compatibility.formats, engine },
    semver: nextSemver({ predecessor: predecessor.semver, changeKind: kind, breakingRelease, fullWithinMajor, taken }),
  };
}

type Judge = Pick<CompatibilityJudge, 'verdict'>;

/** The kind of the change from `predecessor` to `candidate`, from the verdicts of both directions. */
export async function judgeChange(
  judge: Judge,
  predecessor: Party,
  candidate: Party,
  { profile }: Pick<Compatibility, 'profile'>,
): Promise<ChangeKind> {
  const backward = await judge.verdict({ writer: predecessor, reader: candidate });
  const forward = await judge.verdict({ writer: candidate, reader: predecessor });
  const bothContained = backward.kind === 'contained' && forward.kind === 'contained';
  const equal = bothContained && (profile === 'strict' || (await isSameNarrowed(judge, predecessor, candidate)));
  return changeKindOf(backward.kind, forward.kind, equal);
}

async function isSameNarrowed(judge: Judge, a: Party, b: Party): Promise<boolean> {
  const there = await judge.verdict({ writer: a, reader: b }, 'narrowed');
  if (there.kind !== 'contained') return false;
  return (await judge.verdict({ writer: b, reader: a }, 'narrowed')).kind === 'contained';
}

/** Whether every event of `candidate` is one of each of the others, and the other way round. */
export async function isFullAgainst(judge: Judge, candidate: Party, others: readonly Party[]): Promise<boolean> {
  for (const other of others) {
    if ((await judge.verdict({ writer: other, reader: candidate })).kind !== 'contained') return false;
    if ((await judge.verdict({ writer: candidate, reader: other })).kind !== 'contained') return false;
  }
  return true;
}

function liveOfMajor(versions: readonly VersionRecord[], predecessor: VersionRecord): VersionRecord[] {
  return versions.filter(
    (version) => isLive(version) && version.version !== predecessor.version && majorOf(version.semver) === majorOf(predecessor.semver),
  );
}
