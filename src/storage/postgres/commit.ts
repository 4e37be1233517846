import type { AuditRecord } from '../../core/audit.ts';
import type { ChangeRecord } from '../../core/change.ts';
import { newHistoryId } from '../history-id.ts';
import { expectationsOf } from '../record-write.ts';
import { FOREIGN_IDS_FROM } from '../schema-id.ts';
import type { Commit, CommitResult } from '../store.ts';
import type { Session } from '../../postgres/connect.ts';
import { findBroken } from './expectations.ts';
import { planSchema } from './plan-schema.ts';
import { planVersions } from './plan-versions.ts';
import type { Counters } from './state.ts';
import { writeCommit } from './write-commit.ts';

/** @internal What one who writes leaves to the next, and says to who asked. */
export interface Applied<T> {
  readonly result: T;
  readonly counters: Counters;
  /** Sent, but not answered yet. */
  readonly written: Promise<unknown>;
}

/**
 * @internal Runs inside a transaction that holds the lock of the writer: nobody else writes between the expectations and the writes.
 * Whatever may throw for the caller's fault comes before the first write, so that others in the transaction are not concerned.
 */
export async function applyCommit(session: Session, commit: Commit, counters: Counters): Promise<Applied<CommitResult>> {
  const [broken, schema, read] = await Promise.all([
    findBroken(session, [...commit.expect, ...expectationsOf(commit.records)], counters),
    // What these say of a commit that conflicts does not matter, but they must not be left alone when they fail.
    settle(planSchema(session, commit.schema, counters)),
    settle(planVersions(session, commit)),
  ]);
  if (broken !== undefined) return { result: { kind: 'conflict', expectation: broken }, counters, written: Promise.resolve() };
  const planned = schema();
  const schemaId = planned?.id;
  const versions = read()(schemaId);
  const changes = commit
    .changes({ schemaId })
    .map((draft, index): ChangeRecord => ({ ...draft, sequence: counters.lastSequence + 1 + index, historyId: newHistoryId() }));
  const audit = (commit.audit?.({ schemaId }) ?? []).map((draft, index): AuditRecord => ({ ...draft, sequence: counters.lastAudit + 1 + index }));
  const movesOwn = planned?.isNew === true && (planned.id < FOREIGN_IDS_FROM || commit.schema?.id === undefined);
  const { config, removeConfig, mode, removeMode } = commit;
  const isConfiguring = [config, removeConfig, mode, removeMode].some((written) => written !== undefined);
  return {
    result: { kind: 'committed', schemaId, changes },
    counters: {
      ...counters,
      configsEpoch: counters.configsEpoch + (isConfiguring ? 1 : 0),
      lastSchemaId: movesOwn ? Math.max(counters.lastSchemaId, planned.id) : counters.lastSchemaId,
      lastSequence: counters.lastSequence + changes.length,
      lastAudit: counters.lastAudit + audit.length,
      commits: counters.commits + 1,
    },
    written: writeCommit(session, commit, { schema: planned, versions, changes, audit }),
  };
}

async function settle<T>(work: Promise<T>): Promise<() => T> {
  return work.then(
    (value) => () => value,
    (thrown: unknown) => () => {
      throw thrown;
    },
  );
}
