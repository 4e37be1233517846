import { createHash } from 'node:crypto';
import type { Profile } from '../core/compatibility.ts';
import { RegistryError } from '../core/errors.ts';
import type { HistoryPoint, SnapshotResource, SnapshotSubject, SnapshotVersion } from '../core/resources.ts';
import { isLive, type VersionRecord } from '../core/version.ts';
import type { Configs, ProvedHistory, VerdictQuestion } from '../storage/store.ts';
import type { Context } from './context.ts';
import { effectiveCompatibility } from './effective-compatibility.ts';
import { expectHistory } from './expect-history.ts';
import { liveProofs, type NumberPair } from './live-proofs.ts';
import { PackedList } from './packed-list.ts';
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
  readonly place: HistoryPoint;
  /** What the subjects and the versions are made from, in short: where it is the same, so are they. */
  readonly key: string;
  /** How many versions are live; those that cannot be read are among them. */
  readonly live: number;
  /** Each made when its turn comes, as the versions are. */
  readonly subjects: Iterable<SnapshotSubject>;
  /** The live versions, each read when its turn comes, so that a large registry needs no memory for all of them. */
  readonly versions: () => AsyncGenerator<SnapshotVersion>;
}

/**
 * Every live version with all that a gate needs to judge it, as of one position in the feed. One that cannot be read is left out
 * and told (`ContextOptions.onUnreadable`): it must not keep everybody else's from every gate.
 */
export async function openSnapshot(context: Context, { isVisible = () => true, since, ...query }: SnapshotRequest): Promise<OpenSnapshot> {
  if (since !== undefined) await expectHistory(context, since);
  const digest = createHash('sha256');
  const subjects = new PackedList<SnapshotSubject>();
  const live = new PackedList<VersionRecord>();
  let count = 0;
  const keep = (history: ProvedHistory, configs: Configs): { readonly name: string; readonly isShown: boolean } => {
    const name = history.subject.subject;
    if (!isVisible(name)) return { name, isShown: false };
    digest.update(subjects.push(presentSnapshotSubject(context, history, configs)));
    for (const version of history.versions.filter(isLive)) {
      live.push(version);
      digest.update(` ${version.version} ${version.state}`);
      count += 1;
    }
    return { name, isShown: true };
  };
  const { position, historyId, subjects: names } = await context.store.readSnapshot(query, keep);
  const isWhole = query.prefix === undefined && query.subject === undefined;
  if (isWhole) context.unreadable.keep(names.map(({ name }) => name));
  const shown = names.filter(({ isShown }) => isShown).map(({ name }) => name);
  return {
    place: { position, ...(historyId === undefined ? {} : { historyId }) },
    key: `${position} ${historyId} ${digest.digest('base64url')}`,
    live: count,
    subjects,
    versions: () => presentReadable(context, shown, live),
  };
}

/** The same in one piece. */
export async function readSnapshot(context: Context, request: SnapshotRequest): Promise<SnapshotResource> {
  const { place, subjects, versions } = await openSnapshot(context, request);
  const all: SnapshotVersion[] = [];
  for await (const version of versions()) all.push(version);
  return { ...place, subjects: [...subjects], versions: all };
}

function presentSnapshotSubject(context: Context, { subject, versions, proved }: ProvedHistory, configs: Configs): SnapshotSubject {
  const { level, profile, formats } = effectiveCompatibility(configs, subject.subject, subject.face);
  const live = new Set(versions.filter(isLive).map(({ version }) => version));
  const isLiveNumber = (version: number): boolean => live.has(version);
  // No two formats share a fingerprint, so what an engine of today has proved, that of the subject's own format has.
  const found = proved.filter((pair) => pair.formats === formats && context.engines.has(pair.engine));
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

async function* presentReadable(context: Context, subjects: readonly string[], live: Iterable<VersionRecord>): AsyncGenerator<SnapshotVersion> {
  const unreadable = new Map(subjects.map((subject): [string, UnreadableVersion[]] => [subject, []]));
  const present = (version: VersionRecord): Promise<SnapshotVersion | undefined> =>
    presentLive(context, version).catch((cause: unknown) => {
      // A store that does not answer says nothing about the version.
      if (cause instanceof RegistryError && cause.code === 'store_unavailable') throw cause;
      unreadable.get(version.subject)?.push({ subject: version.subject, version: version.version, cause });
      return undefined;
    });
  for (const together of inGroups(live, READ_TOGETHER)) {
    const presented = await Promise.all(together.map(present));
    yield* presented.filter((version) => version !== undefined);
  }
  for (const [subject, found] of unreadable) context.unreadable.found(subject, found);
}

function* inGroups<T>(all: Iterable<T>, size: number): Generator<readonly T[]> {
  let group: T[] = [];
  for (const one of all) {
    group.push(one);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

async function presentLive(context: Context, version: VersionRecord): Promise<SnapshotVersion> {
  const { record, document } = await context.schemas.loadOnce(version);
  const presented = presentVersion(version, record, document.schema);
  const { documents = {} } = document;
  return Object.keys(documents).length === 0 ? presented : { ...presented, documents };
}
