import type { Client } from '../../src/client/client.ts';
import type { Pair } from '../../src/core/compatibility.ts';
import type { SnapshotSubject, SubjectDetailResource, VersionHeadResource } from '../../src/core/resources.ts';
import { majorOf, nextSemver } from '../../src/core/semver.ts';
import type { RecordedChange } from '../../src/core/version.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import type { CompareOptions } from '../../src/formats/format.ts';
import type { CompatibilityJudge, Party } from '../../src/registry/judge.ts';
import { isFullAgainst, judgeChange } from '../../src/registry/plan-version.ts';
import type { Engine, EngineLanes } from './engine-lanes.ts';
import { mapInOrder } from './map-in-order.ts';
import { listSubjects, readBundle } from './registry-history.ts';

/** What a registry has stored, judged once more. */
export interface Replay {
  /** In the order of subjects and versions. */
  readonly differences: readonly Difference[];
  readonly notReplayed: readonly NotReplayed[];
  readonly summary: ReplaySummary;
}

/** Something that the engine at hand would say otherwise. */
export interface Difference {
  readonly kind: 'change' | 'semver' | 'proof';
  readonly subject: string;
  readonly version: number;
  /** What the version was compared with. */
  readonly against: number;
  readonly stored: string;
  readonly now: string;
  /** The version of the engine that said what is stored, and what it was asked. */
  readonly engine: string;
  readonly profile: string;
  readonly formats: string;
  /** Why it is so now: the first verdict that is no proof. */
  readonly verdict?: Verdict;
}

export interface NotReplayed {
  readonly subject: string;
  readonly version: number;
  readonly reason: string;
}

export interface ReplaySummary {
  readonly subjects: number;
  /** Those whose change was judged again. */
  readonly versions: number;
  /** Pairs of live versions that the registry calls proved, judged again. */
  readonly proofs: number;
  readonly differences: number;
  readonly notReplayed: number;
  /** The version of the engine at hand. */
  readonly engine: string;
  /** How many versions were stored by which version of the engine. */
  readonly engines: Readonly<Record<string, number>>;
}

export interface ReplayOptions {
  readonly engines: Pick<EngineLanes, 'width' | 'next'>;
  readonly onVersion?: (versions: number) => void;
}

/**
 * Judge again what a registry has stored: the change kind and semver of each version, under the profile and formats
 * that it was registered with, and each pair of live versions that it calls proved. Only reads. Two things are not to
 * be had: a version that was deleted, and which versions were live at the time; a semver that some choice of live
 * versions explains is no difference.
 */
export async function replayRegistry(client: Client, { engines: lanes, onVersion }: ReplayOptions): Promise<Replay> {
  const differences: Difference[] = [];
  const notReplayed: NotReplayed[] = [];
  const engines: Record<string, number> = {};
  let [subjects, versions, proofs] = [0, 0, 0];
  const work = (subject: string): Promise<SubjectReplay> => replaySubject(client, subject, lanes.next());
  for await (const replay of mapInOrder(listSubjects(client), { width: lanes.width, work })) {
    subjects += 1;
    versions += replay.engines.length;
    proofs += replay.proofs;
    differences.push(...replay.differences);
    notReplayed.push(...replay.notReplayed);
    for (const stored of replay.engines) engines[stored] = (engines[stored] ?? 0) + 1;
    onVersion?.(versions);
  }
  const summary = {
    subjects,
    versions,
    proofs,
    differences: differences.length,
    notReplayed: notReplayed.length,
    engine: lanes.next().engine,
    engines,
  };
  return { differences, notReplayed, summary };
}

interface SubjectReplay {
  readonly differences: readonly Difference[];
  readonly notReplayed: readonly NotReplayed[];
  readonly proofs: number;
  /** The stored engine of each version that was judged again. */
  readonly engines: readonly string[];
}

async function replaySubject(client: Client, subject: string, engine: Engine): Promise<SubjectReplay> {
  const detail = await client.getSubject(subject);
  const documents = new Map<number, ReturnType<typeof readBundle>>();
  const partyOf = (head: VersionHeadResource): Party => ({
    side: { label: `${subject}@${head.version}`, subject, version: head.version, fingerprint: head.fingerprint },
    document: () => {
      const document = documents.get(head.version) ?? readBundle(client, head);
      documents.set(head.version, document);
      return document;
    },
  });
  const replay = { differences: [] as Difference[], notReplayed: [] as NotReplayed[], engines: [] as string[] };
  for (const head of detail.versions) {
    const plan = planReplay(detail, head);
    if (plan.kind === 'first') continue;
    if (plan.kind === 'lost') replay.notReplayed.push({ subject, version: head.version, reason: plan.reason });
    if (plan.kind === 'replay') {
      replay.engines.push(plan.change.engine);
      replay.differences.push(...(await replayVersion({ ...plan, head, detail, partyOf, engine })));
    }
  }
  const proofs = await replayProofs(client, { detail, partyOf, engine });
  return { ...replay, differences: [...replay.differences, ...proofs.differences], proofs: proofs.count };
}

type ReplayPlan =
  | { readonly kind: 'first' }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'replay'; readonly change: RecordedChange; readonly predecessor: VersionHeadResource };

function planReplay({ versions }: SubjectDetailResource, { changeKind, change }: VersionHeadResource): ReplayPlan {
  if (changeKind === null) return { kind: 'first' };
  if (change === undefined) return { kind: 'lost', reason: 'the registry does not say what it was judged under; it is older than this command' };
  const predecessor = versions.find(({ version }) => version === change.against);
  if (predecessor === undefined) return { kind: 'lost', reason: `version ${change.against}, which it was compared with, was deleted` };
  return { kind: 'replay', change, predecessor };
}

interface ReplayContext {
  readonly detail: SubjectDetailResource;
  readonly partyOf: (head: VersionHeadResource) => Party;
  readonly engine: Engine;
}

interface VersionContext extends ReplayContext {
  readonly head: VersionHeadResource;
  readonly change: RecordedChange;
  readonly predecessor: VersionHeadResource;
}

async function replayVersion(context: VersionContext): Promise<Difference[]> {
  const { head, change, predecessor, partyOf, engine } = context;
  const judge = createJudge(engine, change);
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

/** The semvers that this engine could have given, the likeliest first: which versions were live then is not known. */
async function possibleSemvers({
  head,
  predecessor,
  detail,
  partyOf,
  judge,
  kind,
}: VersionContext & { readonly judge: ReplayJudge; readonly kind: RecordedChange['kind'] }): Promise<string[]> {
  const earlier = detail.versions.filter(({ version }) => version < head.version);
  const others = earlier.filter(({ version, semver }) => version !== predecessor.version && majorOf(semver) === majorOf(predecessor.semver));
  const isFull = (versions: readonly VersionHeadResource[]): Promise<boolean> => isFullAgainst(judge, partyOf(head), versions.map(partyOf));
  const isSmall = kind === 'equal' || kind === 'full';
  const choices = isSmall ? [await isFull(others.filter(({ state }) => state !== 'retired')), await isFull(others)] : [false];
  const taken = earlier.map(({ semver }) => semver);
  const breakingRelease = head.allowedBreaking !== undefined;
  return choices.map((fullWithinMajor) => nextSemver({ predecessor: predecessor.semver, changeKind: kind, breakingRelease, fullWithinMajor, taken }));
}

async function replayProofs(
  client: Client,
  { detail, partyOf, engine }: ReplayContext,
): Promise<{ readonly count: number; readonly differences: readonly Difference[] }> {
  const { subject, versions } = detail;
  const answer = await client.snapshot({ subject });
  const found = answer === 'not_modified' ? undefined : answer.snapshot.subjects.find((candidate) => candidate.subject === subject);
  const differences: Difference[] = [];
  for (const [writerVersion, readerVersion] of found?.proved ?? []) {
    const writer = versions.find(({ version }) => version === writerVersion);
    const reader = versions.find(({ version }) => version === readerVersion);
    if (found === undefined || writer === undefined || reader === undefined) continue;
    const verdict = await createJudge(engine, found).verdict({ writer: partyOf(writer), reader: partyOf(reader) });
    if (verdict.kind !== 'contained') differences.push(proofDifference(found, { writerVersion, readerVersion, verdict, engine }));
  }
  return { count: found?.proved.length ?? 0, differences };
}

interface LostProof {
  readonly writerVersion: number;
  readonly readerVersion: number;
  readonly verdict: Verdict;
  readonly engine: Engine;
}

// A registry names only the proofs of its own engine; its version is that of this program or is not told.
function proofDifference({ subject, profile, formats }: SnapshotSubject, { writerVersion, readerVersion, verdict, engine }: LostProof): Difference {
  const asked = { engine: engine.engine, profile, formats };
  return { kind: 'proof', subject, version: readerVersion, against: writerVersion, stored: 'contained', now: verdict.kind, ...asked, verdict };
}

interface ReplayJudge extends Pick<CompatibilityJudge, 'verdict'> {
  /** The first answer that was no proof. */
  doubt(): Verdict | undefined;
}

function createJudge(engine: Engine, { profile, formats }: Pick<CompareOptions, 'profile' | 'formats'>): ReplayJudge {
  const doubts: Verdict[] = [];
  return {
    async verdict({ writer, reader }: Pair<Party>, question = 'contains') {
      const verdict = await engine.compare(await writer.document(), await reader.document(), { profile, formats, question });
      if (verdict.kind !== 'contained' && question === 'contains') doubts.push(verdict);
      return verdict;
    },
    doubt: () => doubts[0],
  };
}
