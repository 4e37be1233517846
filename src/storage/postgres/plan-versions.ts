import { RegistryError } from '../../core/errors.ts';
import type { VersionRecord } from '../../core/version.ts';
import type { Commit } from '../store.ts';
import { completeVersion, expectSameVersion } from '../version-write.ts';
import type { Session } from '../../postgres/connect.ts';
import { versionOf, type RecordRow } from './rows.ts';

/** @internal The versions of a commit, once the id of its schema is known. Throws `internal` for what no caller may ask for. */
export type VersionPlan = (schemaId: number | undefined) => readonly VersionRecord[];

/** @internal Read what the versions of a commit are checked against. */
export async function planVersions(session: Session, { subject, versions = [] }: Commit): Promise<VersionPlan> {
  if (versions.length === 0) return () => [];
  const named = versions.map((version) => version.subject);
  const [before, subjects, schemas] = await Promise.all([
    session.query<RecordRow>(
      `SELECT v.record FROM versions v JOIN unnest($1::text[], $2::integer[]) AS asked (subject, version)
        ON v.subject = asked.subject AND v.version = asked.version`,
      [named, versions.map(({ version }) => version)],
    ),
    session.query<{ readonly subject: string }>('SELECT subject FROM subjects WHERE subject = ANY ($1)', [named]),
    session.query<{ readonly id: number }>('SELECT id FROM schemas WHERE id = ANY ($1)', [
      versions.flatMap(({ schemaId }) => (schemaId === undefined ? [] : [schemaId])),
    ]),
  ]);
  const knownVersions = new Map(before.map(versionOf).map((version) => [nameOf(version), version]));
  const knownSubjects = new Set([...subjects.map((row) => row.subject), ...(subject === undefined ? [] : [subject.subject])]);
  const knownSchemas = new Set(schemas.map(({ id }) => id));
  return (schemaId) =>
    versions.map((wanted) => {
      const version = completeVersion(wanted, schemaId);
      const name = `${version.subject}@${version.version}`;
      if (!knownSubjects.has(version.subject)) throw new RegistryError('internal', `${name}: the subject was never written`);
      if (version.schemaId !== schemaId && !knownSchemas.has(version.schemaId))
        throw new RegistryError('internal', `${name}: there is no schema ${version.schemaId}`);
      const known = knownVersions.get(nameOf(version));
      if (known !== undefined) expectSameVersion(known, version);
      return version;
    });
}

function nameOf({ subject, version }: Pick<VersionRecord, 'subject' | 'version'>): string {
  return JSON.stringify([subject, version]);
}
