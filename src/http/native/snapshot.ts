import { SUBJECT_SCHEMA } from './bodies.ts';
import { parseSubject } from '../../core/subject.ts';
import { longTurn } from '../../registry/long-turn.ts';
import type { Registry } from '../../registry/registry.ts';
import { readableBy, some } from './access.ts';
import { ETAG_HEADER, json, LINES_MEDIA_TYPE } from './answers.ts';
import { ref } from './components/members.ts';
import { historyParameter, historyPoint, integerParameter, prefixParameter, type Parameter } from './parameter.ts';
import { defineRoute, type Route } from './route.ts';
import { snapshotDocument, snapshotLines } from './snapshot-text.ts';

const JSON_MEDIA_TYPE = 'application/json';

const subject: Parameter<string> = { description: 'Only this subject.', schema: SUBJECT_SCHEMA, read: parseSubject };

export function snapshotRoutes(registry: Registry): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/snapshot',
      operationId: 'snapshot',
      summary: 'Every live version with all that a gate needs, as of one position in the feed.',
      access: some('read', 'it has only what may be read'),
      query: {
        prefix: prefixParameter(),
        subject,
        from: integerParameter('The position of the snapshot that the caller has, with its `historyId`.', { min: 0, max: Number.MAX_SAFE_INTEGER }),
        historyId: historyParameter(),
      },
      answers: [
        {
          status: 200,
          description:
            'The snapshot; as lines: the position, how many versions follow, and the subjects first, then a version a line. Where `leftOut` of them could not be read, the last line says so.',
          content: { ...json('Snapshot'), [LINES_MEDIA_TYPE]: { anyOf: [ref('SnapshotHeader'), ref('SnapshotVersion')] } },
          headers: [ETAG_HEADER],
        },
      ],
      errors: ['subject_invalid', 'other_history'],
      handle: async ({ query: { from, historyId, ...query }, incoming }) => {
        const since = historyPoint(from, historyId);
        const asked = { ...query, ...(since && { since }), isVisible: readableBy(incoming) };
        const type = incoming.accepts([JSON_MEDIA_TYPE, LINES_MEDIA_TYPE]);
        await longTurn(); // To look through a store takes long where it has many subjects.
        const snapshot = await registry.openSnapshot(asked);
        const { key, place } = snapshot;
        const text = () => (type === LINES_MEDIA_TYPE ? snapshotLines(snapshot) : snapshotDocument(snapshot));
        return {
          kind: 'written',
          type: type === LINES_MEDIA_TYPE ? type : `${JSON_MEDIA_TYPE}; charset=utf-8`,
          text,
          key,
          epoch: place.position,
          headers: { Vary: 'Accept' },
        };
      },
    }),
  ];
}
