import { CHANGE_TYPES } from '../../../core/change.ts';
import { SUBJECT_SCHEMA } from '../bodies.ts';
import {
  count,
  dialect,
  formats,
  historyId,
  level,
  listOf,
  pairsOfVersions,
  profile,
  record,
  schema,
  string,
  time,
  versionMembers,
} from './members.ts';
import type { Components, FollowerName } from './names.ts';

/** What gates and other followers read. */
export const FOLLOWERS: Components<FollowerName> = {
  Snapshot: record({ position: count, subjects: listOf('SnapshotSubject'), versions: listOf('SnapshotVersion') }, { historyId }),
  SnapshotHeader: record({ position: count, versionCount: count, subjects: listOf('SnapshotSubject') }, { historyId }),
  SnapshotSubject: record({ subject: SUBJECT_SCHEMA, level, profile, formats, proved: pairsOfVersions, narrowed: pairsOfVersions }),
  SnapshotVersion: record(versionMembers.required, {
    ...versionMembers.optional,
    documents: { type: 'object', additionalProperties: record({ schema }, { dialect }) },
    leftOut: count,
  }),
  ChangeEvent: record(
    {
      specversion: { const: '1.0' },
      id: { type: 'string', pattern: '^[1-9][0-9]*$', description: 'The decimal commit sequence.' },
      source: string,
      type: { type: 'string', enum: CHANGE_TYPES },
      time,
      historyid: historyId,
      datacontenttype: { const: 'application/json' },
      data: { type: 'object' },
    },
    { subject: string },
  ),
};
