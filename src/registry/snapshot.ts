import type { Profile } from '../core/compatibility.ts';
import { RegistryError } from '../core/errors.ts';
import type { HistoryPoint, SnapshotResource, SnapshotSubject, SnapshotVersion } from '../core/resources.ts';
import { isLive, type VersionRecord } from '../core/version.ts';
import type { ProvedPair, StoreSnapshot, SubjectHistory, VerdictQuestion } from '../storage/store.ts';
import type { Context } from './context.ts';
import { effectiveCompatibility } from './effective-compatibility.ts';
import { expectHistory } from './expect-history.ts';
import { liveProofs, type NumberPair } from './live-proofs.ts';
import { presentVersion } from './present.ts';
import type { UnreadableVersion } from './unreadable.ts';

export interface SnapshotRequest {
  readonly prefix?: string;
  readonly subject?: string;
  /** What the caller has read last: throws `other_history` where it is not part of this history. */
  readonly since?: HistoryPoint;
  /** Only subjects of which this is true; all by default. */
  readonly isVisible?: (subject: string) => boolean;
}

/** What was true at one position in the feed. */
export interface OpenSnapshot {
  readonly header: Omit<SnapshotResource, 'versions'>;
  /** What the header and the versions are made from, in short: where it is the same, so are they. */
  readonly key: string;
  /** The live versions, each read when its turn comes, so that a large registry needs no memory for all of them. */
  readonly versions: () => AsyncGenerator<SnapshotVersion>;
}

/**
 * Every live version with all that a gate needs to judge it, as of one position in the feed. One that cannot be read is left out
 * and told (`ContextOptions.onUnreadable`): it must not keep everybody else's from every gate.
 */
export async function openSnapshot(context: Context, { isVisible = () => true, since, ...query }: SnapshotRequest): Promise<OpenSnapshot> {
  if (since !== undefined) await expectHistory(context, since);
  const stored = await context.store.readSnapshot(query);
  const subjects = stored.subjects.filter(({ subject }) => isVisible(subject.subject));
  const isWhole = query.prefix === undefined && query.subject === undefined;
  if (isWhole) context.unreadable.keep(stored.subjects.map(({ subject }) => subject.subject));
  // No two formats share a fingerprint, so what an engine of today has proved, that of the subject's own format has.
  const proofs = groupProofs(stored.proved.filter(({ engine }) => context.engines.has(engine)));
  const presented = subjects.map((history) => presentSnapshotSubject(history, stored, proofs.get(history.subject.subject) ?? []));
  const { position, historyId } = stored;
  const header = { position, ...(historyId === undefined ? {} : { historyId }), subjects: presented };
  return {
    header,
    key: JSON.stringify([header, subjects.map(({ versions }) => versions.filter(isLive).map(({ version, state }) => [version, state]))]),
    versions: () => presentReadable(context, subjects),
  };
}

/** The same in one piece. */
export async function readSnapshot(context: Context, request: SnapshotRequest): Promise<SnapshotResource> {
  const { header, versions } = await openSnapshot(context, request);
  const all: SnapshotVersion[] = [];
  for await (const version of versions()) all.push(version);
  return { ...header, versions: all };
}

function groupProofs(proved: readonly ProvedPair[]): ReadonlyMap<string, readonly ProvedPair[]> {
  const groups = new Map<string, ProvedPair[]>();
  for (const pair of proved) {
    const group = groups.get(pair.subject);
    if (group === undefined) groups.set(pair.subject, [pair]);
    else group.push(pair);
  }
  return groups;
}

function presentSnapshotSubject({ subject, versions }: SubjectHistory, { configs }: StoreSnapshot, proved: readonly ProvedPair[]): SnapshotSubject {
  const { level, profile, formats } = effectiveCompatibility(configs, subject.subject, subject.face);
  const live = new Set(versions.filter(isLive).map(({ version }) => version));
  const isLiveNumber = (version: number): boolean => live.has(version);
  const found = proved.filter((pair) => pair.formats === formats);
  const pairs = (question: VerdictQuestion, under?: Profile): NumberPair[] =>
    found
      .filter((pair) => pair.question === question && (under === undefined || pair.profile === under))
      .map(({ writerVersion, readerVersion }) => [writerVersion, readerVersion]);
  const plain = pairs('contains', profile);
  return {
    subject: subject.subject,
    level,
    profile,
    formats,
    // Under the others the events of a writer are fewer than what the same version takes as a reader, so chains prove nothing.
    proved: profile === 'strict' ? liveProofs(plain, isLiveNumber) : plain.filter((pair) => pair.every(isLiveNumber)),
    narrowed: liveProofs(pairs('narrowed'), isLiveNumber),
  };
}

// Of all subjects, since most have few: a store over a network reads them at once; more would be memory for nothing.
const READ_TOGETHER = 32;

async function* presentReadable(context: Context, subjects: readonly SubjectHistory[]): AsyncGenerator<SnapshotVersion> {
  const unreadable = new Map(subjects.map(({ subject }): [string, UnreadableVersion[]] => [subject.subject, []]));
  const present = (version: VersionRecord): Promise<SnapshotVersion | undefined> =>
    presentLive(context, version).catch((cause: unknown) => {
      // A store that does not answer says nothing about the version.
      if (RegistryError.from(cause).code === 'store_unavailable') throw cause;
      unreadable.get(version.subject)?.push({ subject: version.subject, version: version.version, cause });
      return undefined;
    });
  const live = subjects.flatMap(({ versions }) => versions.filter(isLive));
  for (let start = 0; start < live.length; start += READ_TOGETHER) {
    const presented = await Promise.all(live.slice(start, start + READ_TOGETHER).map(present));
    yield* presented.filter((version) => version !== undefined);
  }
  for (const [subject, found] of unreadable) context.unreadable.found(subject, found);
}

async function presentLive(context: Context, version: VersionRecord): Promise<SnapshotVersion> {
  const { record, document } = await context.schemas.loadOnce(version);
  const presented = presentVersion(version, record, document.schema);
  const { documents = {} } = document;
  return Object.keys(documents).length === 0 ? presented : { ...presented, documents };
}
