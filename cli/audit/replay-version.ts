import type { Client } from '../../src/client/client.ts';
import type { SnapshotSubject, SubjectDetailResource, VersionHeadResource } from '../../src/core/resources.ts';
import { majorOf, nextSemver } from '../../src/core/semver.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import type { RecordedChange } from '../../src/core/version.ts';
import type { Party } from '../../src/registry/judge.ts';
import { judgeChange } from '../../src/registry/plan-version.ts';
import type { ReplayJudge, ReplayJudges } from './replay-judge.ts';

/** Something that the engine at hand would say otherwise. */
export interface Difference {
  readonly kind: 'change' | 'semver' | 'proof';
  readonly subject: string;
  readonly version: number;
  /** What the version was compared with. */
  readonly against: number;
  readonly stored: string;
  readonly now: string;
  /** The version of the engine that said what is stored; of a proof the registry does not tell it. */
  readonly engine?: string;
  readonly profile: string;
  readonly formats: string;
  /** Why it is so now: the first verdict that is no proof. */
  readonly verdict?: Verdict;
}

/** A subject and how to judge its versions. */
export interface ReplayContext {
  readonly detail: SubjectDetailResource;
  readonly partyOf: (head: VersionHeadResource) => Party;
  readonly judges: ReplayJudges;
}

export interface VersionContext extends ReplayContext {
  readonly head: VersionHeadResource;
  readonly change: RecordedChange;
  readonly predecessor: VersionHeadResource;
}

/** The change kind and the semver of a version. */
export async function replayVersion(context: VersionContext): Promise<Difference[]> {
  const { head, change, predecessor, partyOf, judges } = context;
  const judge = judges(change);
  const kind = await judgeChange(judge, partyOf(predecessor), partyOf(head), change);
  const { subject, version } = head;
  const common = { subject, version, against: change.against, engine: change.engine, profile: change.profile, formats: change.formats };
  const doubt = judge.doubt();
  const verdict = doubt === undefined ? {} : { verdict: doubt };
  const differences: Difference[] = [];
  if (kind !== change.kind) differences.push({ kind: 'change', ...common, stored: change.kind, now: kind, ...verdict });
  const semvers = await possibleSemvers({ ...context, judge, kind });
  const [likely = head.semver] = semvers;
  if (!semvers.includes(head.semver)) differences.push({ kind: 'semver', ...common, stored: head.semver, now: likely });
  return differences;
}

/** The semvers that this engine could have given, the likeliest first: which versions were live then is not known. An import that came late found later ones. */
async function possibleSemvers({
  head,
  predecessor,
  detail,
  partyOf,
  judge,
  kind,
}: VersionContext & { readonly judge: ReplayJudge; readonly kind: RecordedChange['kind'] }): Promise<string[]> {
  const earlier = detail.versions.filter(({ version }) => version < head.version);
  const later = detail.versions.filter(({ version, createdAt }) => version > head.version && createdAt <= head.createdAt);
  const known = [...earlier, ...later];
  const others = known.filter(({ version, semver }) => version !== predecessor.version && majorOf(semver) === majorOf(predecessor.semver));
  const isFull = (versions: readonly VersionHeadResource[]): Promise<boolean> => isFullAgainst(judge, partyOf(head), versions.map(partyOf));
  const isSmall = kind === 'equal' || kind === 'full';
  const choices = isSmall ? [await isFull(others.filter(({ state }) => state !== 'retired')), await isFull(others)] : [false];
  const numbers = { taken: known.map(({ semver }) => semver), later: later.map(({ semver }) => semver) };
  const breakingRelease = head.allowedBreaking !== undefined;
  return choices.map((fullWithinMajor) =>
    nextSemver({ predecessor: predecessor.semver, changeKind: kind, breakingRelease, fullWithinMajor, ...numbers }),
  );
}

/** Whether every event of `party` is one of each of the others, and the other way round. */
async function isFullAgainst(judge: ReplayJudge, party: Party, others: readonly Party[]): Promise<boolean> {
  for (const other of others) {
    if ((await judge.verdict({ writer: other, reader: party })).kind !== 'contained') return false;
    if ((await judge.verdict({ writer: party, reader: other })).kind !== 'contained') return false;
  }
  return true;
}

/** The pairs of live versions that the registry calls proved, under what is in force now. */
export async function replayProofs(
  client: Client,
  { detail, partyOf, judges }: ReplayContext,
): Promise<{ readonly count: number; readonly differences: readonly Difference[] }> {
  const { subject, versions } = detail;
  const answer = await client.snapshot({ subject });
  const found = answer === 'not_modified' ? undefined : answer.snapshot.subjects.find((candidate) => candidate.subject === subject);
  const differences: Difference[] = [];
  for (const [writerVersion, readerVersion] of found?.proved ?? []) {
    const writer = versions.find(({ version }) => version === writerVersion);
    const reader = versions.find(({ version }) => version === readerVersion);
    if (found === undefined || writer === undefined || reader === undefined) continue;
    const verdict = await judges(found).verdict({ writer: partyOf(writer), reader: partyOf(reader) });
    if (verdict.kind !== 'contained') differences.push(proofDifference(found, { writerVersion, readerVersion, verdict }));
  }
  return { count: found?.proved.length ?? 0, differences };
}

interface LostProof {
  readonly writerVersion: number;
  readonly readerVersion: number;
  readonly verdict: Verdict;
}

function proofDifference({ subject, profile, formats }: SnapshotSubject, { writerVersion, readerVersion, verdict }: LostProof): Difference {
  const asked = { version: readerVersion, against: writerVersion, profile, formats };
  return { kind: 'proof', subject, ...asked, stored: 'contained', now: verdict.kind, verdict };
}
