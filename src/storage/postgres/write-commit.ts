import type { AuditRecord } from '../../core/audit.ts';
import type { ChangeRecord } from '../../core/change.ts';
import type { VersionRecord } from '../../core/version.ts';
import type { Commit } from '../store.ts';
import type { Session } from '../../postgres/connect.ts';
import type { PlannedSchema } from './plan-schema.ts';
import { putAudit, putChanges, putFields, putKeys, putSchemas, putSettings, putSubjects, putVersions } from './puts.ts';
import { putRecords } from './records.ts';
import { writeVerdicts } from './write-verdicts.ts';

/** @internal What a commit puts, with all that was given to it. */
export interface Planned {
  readonly schema: PlannedSchema | undefined;
  readonly versions: readonly VersionRecord[];
  readonly changes: readonly ChangeRecord[];
  readonly audit: readonly AuditRecord[];
}

/** @internal Sends everything at once; PostgreSQL runs it in this order, which is that of the foreign keys. */
export async function writeCommit(session: Session, commit: Commit, { schema, versions, changes, audit }: Planned): Promise<void> {
  await Promise.all([
    putSubjects(session, given(commit.subject)),
    putSchemas(session, schema?.isNew === true ? [schema] : []),
    putVersions(session, versions),
    purge(session, commit),
    writeSettings(session, commit),
    writeVerdicts(session, commit.verdicts ?? []),
    putKeys(session, given(commit.key)),
    putFields(session, given(commit.fields)),
    putRecords(session, commit.records ?? []),
    putChanges(session, changes),
    putAudit(session, audit),
  ]);
}

function given<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}

async function purge(session: Session, { purge: purged = [] }: Commit): Promise<void> {
  if (purged.length === 0) return;
  const names = [purged.map(({ subject }) => subject), purged.map(({ version }) => version)];
  const where = '(subject, version) IN (SELECT * FROM unnest($1::text[], $2::integer[]))';
  await Promise.all([
    session.query(`DELETE FROM version_references WHERE ${where}`, names),
    session.query(`DELETE FROM versions WHERE ${where}`, names),
  ]);
}

async function writeSettings(session: Session, { config, removeConfig, mode, removeMode }: Commit): Promise<void> {
  await Promise.all([
    putSettings(session, 'configs', given(config)),
    removeConfig === undefined ? undefined : session.query('DELETE FROM configs WHERE name = $1', [removeConfig]),
    putSettings(session, 'modes', given(mode)),
    removeMode === undefined ? undefined : session.query('DELETE FROM modes WHERE name = $1', [removeMode]),
  ]);
}
