import type { SnapshotResource, SnapshotSubject, SnapshotVersion } from '../core/resources.ts';
import { isLive, type VersionRecord } from '../core/version.ts';
import type { StoreSnapshot, SubjectHistory } from '../storage/store.ts';
import type { Context } from './context.ts';
import { effectiveCompatibility } from './effective-compatibility.ts';
import { formatOf } from './subject-format.ts';
import { presentVersion } from './present.ts';

/** Every live version with all that a gate needs to judge it, as of one position in the feed. */
export async function readSnapshot(context: Context, query: { readonly prefix?: string; readonly subject?: string }): Promise<SnapshotResource> {
  const stored = await context.store.readSnapshot(query);
  const versions: SnapshotVersion[] = [];
  for (const history of stored.subjects) {
    for (const version of history.versions.filter(isLive)) versions.push(await presentLive(context, version));
  }
  const subjects: SnapshotSubject[] = [];
  for (const history of stored.subjects) subjects.push(await presentSnapshotSubject(context, history, stored));
  return { position: stored.position, subjects, versions };
}

async function presentSnapshotSubject(
  context: Context,
  { subject, versions }: SubjectHistory,
  { configs, proved }: StoreSnapshot,
): Promise<SnapshotSubject> {
  const { level, profile, formats } = effectiveCompatibility(configs, subject.subject, subject.face);
  const { engine } = (await formatOf(context, versions)) ?? context.format();
  const pairs = proved.filter(
    (pair) => pair.subject === subject.subject && pair.profile === profile && pair.formats === formats && pair.engine === engine,
  );
  return {
    subject: subject.subject,
    level,
    profile,
    formats,
    proved: pairs.map(({ writerVersion, readerVersion }) => [writerVersion, readerVersion] as const),
  };
}

async function presentLive(context: Context, version: VersionRecord): Promise<SnapshotVersion> {
  const { record, document } = await context.schemas.load(version.schemaId);
  const presented = presentVersion(version, record, document.schema);
  const { documents = {} } = document;
  return Object.keys(documents).length === 0 ? presented : { ...presented, documents };
}
