import { changeKindOf, pairsToCheck, type ChangeKind, type Compatibility } from '../core/compatibility.ts';
import { RegistryError } from '../core/errors.ts';
import { FIRST_SEMVER, importedFirstSemver, majorOf, nextSemver, objectionTo } from '../core/semver.ts';
import { currentLine, isLive, predecessorOf, type RecordedChange, type VersionRecord } from '../core/version.ts';
import { inSameGroup, type GroupInput } from './compatibility-group.ts';
import type { Context } from './context.ts';
import type { Answer, Frontier } from './frontier.ts';
import { NARROWED, versionParty, type CompatibilityJudge, type Party } from './judge.ts';

/** The containments that the level asks for between a candidate and the live versions of the current line. */
export async function checkCandidate(
  context: Context,
  frontier: Frontier,
  input: {
    readonly candidate: Party;
    readonly versions: readonly VersionRecord[];
    readonly level: Compatibility['level'];
    readonly group: GroupInput;
  },
): Promise<Answer[]> {
  const line = currentLine(input.versions);
  const live = input.versions.filter((version) => version.line === line && isLive(version));
  const compared = await inSameGroup(context, input.group, live);
  const parties = compared.map((version) => versionParty(context, version));
  return frontier.answerAll(pairsToCheck(input.level, input.candidate, parties));
}

export interface PlanInput {
  readonly judge: CompatibilityJudge;
  readonly frontier: Frontier;
  readonly candidate: Party;
  readonly versions: readonly VersionRecord[];
  /** Of a version that is imported: its number, and the versions with higher ones that are there already. */
  readonly imported?: { readonly number: number; readonly later: readonly VersionRecord[] };
  readonly compatibility: Compatibility;
  /** The semver that whoever registers it asks for. Default: the lowest that says what the change is. */
  readonly wanted?: string | undefined;
  readonly breakingRelease: boolean;
  readonly engine: string;
}

/** What a version records about its place in the history. */
export interface VersionPlan {
  readonly change: RecordedChange | null;
  readonly semver: string;
}

/** Compute change kind and semver against the predecessor, in both directions, whatever the level asks for. */
export async function planVersion(context: Context, input: PlanInput): Promise<VersionPlan> {
  const { judge, candidate, versions, imported, compatibility, breakingRelease, engine } = input;
  const predecessor = predecessorOf(versions);
  const later = (imported?.later ?? []).map((version) => version.semver);
  const taken = [...versions.map((version) => version.semver), ...later];
  if (predecessor === undefined) {
    const first = imported === undefined ? FIRST_SEMVER : importedFirstSemver(imported.number, later);
    return { change: null, semver: chooseSemver(input, { computed: first, taken }) };
  }
  const kind = await judgeChange(judge, versionParty(context, predecessor), candidate, compatibility);
  const fullWithinMajor = (kind === 'equal' || kind === 'full') && (await isFullWithinMajor(context, input, predecessor));
  const computed = nextSemver({ predecessor: predecessor.semver, changeKind: kind, breakingRelease, fullWithinMajor, taken, later });
  return {
    change: { kind, against: predecessor.version, profile: compatibility.profile, formats: compatibility.formats, engine },
    semver: chooseSemver(input, { computed, taken, predecessor, kind }),
  };
}

interface SemverPlace {
  readonly computed: string;
  readonly taken: readonly string[];
  readonly predecessor?: VersionRecord;
  readonly kind?: ChangeKind;
}

/** Throws `semver_conflict` for one that is asked for and would have ranges promise what is not proved. */
function chooseSemver({ wanted }: PlanInput, { computed, taken, predecessor, kind }: SemverPlace): string {
  if (wanted === undefined) return computed;
  const objection = objectionTo(wanted, { computed, predecessor: predecessor?.semver, taken });
  if (objection === undefined) return wanted;
  const against =
    predecessor === undefined ? '' : `: the change is ${kind} against ${predecessor.subject}@${predecessor.version} (${predecessor.semver})`;
  const message = `semver ${wanted}: ${objection}${against}. Ask for ${computed} or a higher one that is free, or leave "semver" out`;
  throw new RegistryError('semver_conflict', message, { data: { wanted, least: computed } });
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
  // Most changes add something that the predecessor did not declare, so that is asked first.
  const back = await judge.verdict({ writer: b, reader: a }, NARROWED);
  if (back.kind !== 'contained') return false;
  return (await judge.verdict({ writer: a, reader: b }, NARROWED)).kind === 'contained';
}

async function isFullWithinMajor(
  context: Context,
  { frontier, candidate, versions, imported }: PlanInput,
  predecessor: VersionRecord,
): Promise<boolean> {
  const others = [...versions, ...(imported?.later ?? [])].filter(
    (version) => isLive(version) && version.version !== predecessor.version && majorOf(version.semver) === majorOf(predecessor.semver),
  );
  const parties = others.map((other) => versionParty(context, other));
  for await (const { check } of frontier.answer(pairsToCheck('FULL_TRANSITIVE', candidate, parties))) {
    if (check.verdict.kind !== 'contained') return false;
  }
  return true;
}

/**
 * Prove what later candidates of the line conclude from, once this one is a version: the frontier grows by it. Each half is
 * asked for where later versions may have the candidate in its place: where that direction holds.
 */
export async function extendFrontier(context: Context, { judge, frontier, candidate, versions }: PlanInput): Promise<void> {
  const before = predecessorOf(versions);
  if (before === undefined) return;
  const predecessor = versionParty(context, before);
  const backward = await judge.verdict({ writer: predecessor, reader: candidate });
  const forward = await judge.verdict({ writer: candidate, reader: predecessor });
  if (backward.kind === 'contained') await frontier.extend(predecessor, 'writer');
  if (forward.kind === 'contained') await frontier.extend(predecessor, 'reader');
  await judge.save();
}
