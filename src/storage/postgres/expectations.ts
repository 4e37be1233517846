import type { Expectation } from '../store.ts';
import type { Session } from '../../postgres/connect.ts';
import { hasRevision } from './records.ts';
import { versionOf, type RecordRow } from './rows.ts';
import type { Counters } from './state.ts';

/** @internal The first that does not hold; all are asked at once. Under the lock of the writer. */
export async function findBroken(session: Session, expectations: readonly Expectation[], counters: Counters): Promise<Expectation | undefined> {
  const held = await Promise.all(expectations.map((expectation) => holds(session, expectation, counters)));
  return expectations.find((_, index) => held[index] === false);
}

async function holds(session: Session, expectation: Expectation, { configsEpoch }: Counters): Promise<boolean> {
  switch (expectation.kind) {
    case 'subject': {
      const [row] = await session.query<{ readonly epoch: number }>('SELECT epoch FROM subjects WHERE subject = $1', [expectation.subject]);
      return (row?.epoch ?? 0) === expectation.epoch;
    }
    case 'configs':
      return configsEpoch === expectation.epoch;
    case 'version': {
      const [row] = await session.query<RecordRow>('SELECT record FROM versions WHERE subject = $1 AND version = $2', [
        expectation.subject,
        expectation.version,
      ]);
      const version = row === undefined ? undefined : versionOf(row);
      return version !== undefined && version.deletedAt === undefined && version.schemaId === expectation.schemaId;
    }
    case 'schema_id': {
      const [row] = await session.query<{ readonly identity: string }>('SELECT identity FROM schemas WHERE id = $1', [expectation.id]);
      return (row?.identity ?? expectation.identity) === expectation.identity;
    }
    case 'record':
      return hasRevision(session, expectation);
    case 'unreferenced': {
      const referrers = await session.query(
        `SELECT 1 FROM version_references r JOIN versions v ON v.subject = r.subject AND v.version = r.version
          WHERE r.to_subject = $1 AND r.to_version = $2 AND ($3 OR v.deleted_at IS NULL) LIMIT 1`,
        [expectation.subject, expectation.version, expectation.by === 'any'],
      );
      return referrers.length === 0;
    }
  }
}
