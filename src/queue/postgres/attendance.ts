import type { Client } from 'pg';
import type { Connections } from '../../postgres/connect.ts';
import type { Queue, TargetRef } from '../queue.ts';
import { ATTENDANCE_CLASS } from './locks.ts';
import type { Names } from './names.ts';

/**
 * @internal Who delivers to which targets: a shared advisory lock for each, on the connection that listens, so that it ends with the
 * gateway however that ends, and no clock says when.
 */
export interface Attendance {
  readonly attend: Queue['attend'];
  readonly attended: Queue['attended'];
  /** On a connection that has just been made. */
  readonly greet: (client: Client) => Promise<void>;
}

export interface AttendanceOptions {
  readonly connections: Connections;
  readonly names: Names;
  /** Several queues may be in one database, and number their targets alike. */
  readonly schema: string;
}

/** @internal */
export function createAttendance({ connections, names, schema }: AttendanceOptions): Attendance {
  let targets: readonly TargetRef[] = [];
  return {
    attend(wanted) {
      targets = wanted;
    },
    async attended() {
      const rows = await connections.query<{ readonly id: number }>(
        `SELECT DISTINCT objid::int AS id FROM pg_locks
          WHERE locktype = 'advisory' AND objsubid = 2 AND classid = (${ATTENDANCE_CLASS} # hashtext($1))::oid AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        [schema],
        'attended',
      );
      if (rows.some(({ id }) => !names.has(id))) await names.refresh();
      return rows.map(({ id }) => names.targetRef(id));
    },
    async greet(client) {
      await names.ensure(targets);
      const ids = targets.map(({ route, target }) => names.target(route, target));
      await client.query(`SELECT pg_advisory_lock_shared(${ATTENDANCE_CLASS} # hashtext($1), id) FROM unnest($2::int[]) AS id`, [schema, ids]);
    },
  };
}
