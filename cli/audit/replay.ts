import type { Client } from '../../src/client/client.ts';
import type { SubjectDetailResource, VersionHeadResource } from '../../src/core/resources.ts';
import type { RecordedChange } from '../../src/core/version.ts';
import type { Party } from '../../src/registry/judge.ts';
import type { Engine, EngineLanes } from './engine-lanes.ts';
import { mapInOrder } from '../map-in-order.ts';
import { listSubjects, readBundle } from './registry-history.ts';
import { createReplayJudges } from './replay-judge.ts';
import { replayProofs, replayVersion, type Difference } from './replay-version.ts';

/** What a registry has stored, judged once more. */
export interface Replay {
  /** In the order of subjects and versions. */
  readonly differences: readonly Difference[];
  readonly notReplayed: readonly NotReplayed[];
  readonly summary: ReplaySummary;
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
  const context = { detail, partyOf, judges: createReplayJudges(engine) };
  const replay = { differences: [] as Difference[], notReplayed: [] as NotReplayed[], engines: [] as string[] };
  for (const head of detail.versions) {
    const plan = planReplay(detail, head);
    if (plan.kind === 'first') continue;
    if (plan.kind === 'lost') replay.notReplayed.push({ subject, version: head.version, reason: plan.reason });
    if (plan.kind === 'replay') {
      replay.engines.push(plan.change.engine);
      replay.differences.push(...(await replayVersion({ ...context, ...plan, head })));
    }
  }
  const proofs = await replayProofs(client, context);
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
