import { RegistryError } from '../core/errors.ts';
import type { HistoryPoint, SnapshotResource, SnapshotSubject, SnapshotVersion } from '../core/resources.ts';
import { isLive, type VersionRecord } from '../core/version.ts';
import type { ProvedPair, StoreSnapshot, SubjectHistory } from '../storage/store.ts';
import type { Context } from './context.ts';
import { effectiveCompatibility } from './effective-compatibility.ts';
import { expectHistory } from './expect-history.ts';
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

/**
 * Every live version with all that a gate needs to judge it, as of one position in the feed. One that cannot be read is left out
 * and told (`ContextOptions.onUnreadable`): it must not keep everybody else's from every gate.
 */
export async function readSnapshot(context: Context, { isVisible = () => true, since, ...query }: SnapshotRequest): Promise<SnapshotResource> {
  if (since !== undefined) await expectHistory(context, since);
  const stored = await context.store.readSnapshot(query);
  const subjects = stored.subjects.filter(({ subject }) => isVisible(subject.subject));
  const versions: SnapshotVersion[] = [];
  for (const history of subjects) versions.push(...(await presentReadable(context, history)));
  const isWhole = query.prefix === undefined && query.subject === undefined;
  if (isWhole) context.unreadable.keep(stored.subjects.map(({ subject }) => subject.subject));
  const proofs = groupProofs(stored.proved);
  const formatNames = new Map(stored.schemas.map(({ id, format }) => [id, format]));
  const presented = subjects.map((history) => {
    const live = history.versions.find(isLive);
    const { engine } = context.format(live === undefined ? undefined : formatNames.get(live.schemaId));
    return presentSnapshotSubject(history, stored, { engine, proved: proofs.get(history.subject.subject) ?? [] });
  });
  const { position, historyId } = stored;
  return { position, ...(historyId === undefined ? {} : { historyId }), subjects: presented, versions };
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

function presentSnapshotSubject(
  { subject }: SubjectHistory,
  { configs }: StoreSnapshot,
  { engine, proved }: { readonly engine: string; readonly proved: readonly ProvedPair[] },
): SnapshotSubject {
  const { level, profile, formats } = effectiveCompatibility(configs, subject.subject, subject.face);
  const pairs = proved.filter((pair) => pair.formats === formats && pair.engine === engine);
  const numbers = ({ writerVersion, readerVersion }: ProvedPair): readonly [number, number] => [writerVersion, readerVersion];
  return {
    subject: subject.subject,
    level,
    profile,
    formats,
    proved: pairs.filter((pair) => pair.question === 'contains' && pair.profile === profile).map(numbers),
    narrowed: pairs.filter(({ question }) => question === 'narrowed').map(numbers),
  };
}

async function presentReadable(context: Context, { subject, versions }: SubjectHistory): Promise<SnapshotVersion[]> {
  const readable: SnapshotVersion[] = [];
  const unreadable: UnreadableVersion[] = [];
  for (const version of versions.filter(isLive)) {
    try {
      readable.push(await presentLive(context, version));
    } catch (cause) {
      // A store that does not answer says nothing about the version.
      if (RegistryError.from(cause).code === 'store_unavailable') throw cause;
      unreadable.push({ subject: version.subject, version: version.version, cause });
    }
  }
  context.unreadable.found(subject.subject, unreadable);
  return readable;
}

async function presentLive(context: Context, version: VersionRecord): Promise<SnapshotVersion> {
  const { record, document } = await context.schemas.load(version);
  const presented = presentVersion(version, record, document.schema);
  const { documents = {} } = document;
  return Object.keys(documents).length === 0 ? presented : { ...presented, documents };
}
