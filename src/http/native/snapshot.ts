import { SUBJECT_SCHEMA } from './bodies.ts';
import { parseSubject } from '../../core/subject.ts';
import type { Registry } from '../../registry/registry.ts';
import { readableBy, some } from './access.ts';
import { ETAG_HEADER, json, refTo } from './answers.ts';
import { historyParameter, historyPoint, integerParameter, prefixParameter, type Parameter } from './parameter.ts';
import { defineRoute, type Route } from './route.ts';

export const LINES_MEDIA_TYPE = 'application/x-ndjson';

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
          description: 'The snapshot; as lines: the position and the subjects first, then a version a line.',
          content: { ...json('Snapshot'), [LINES_MEDIA_TYPE]: { anyOf: [refTo('SnapshotHeader'), refTo('SnapshotVersion')] } },
          headers: [ETAG_HEADER],
        },
      ],
      errors: ['subject_invalid', 'other_history'],
      handle: async ({ query: { from, historyId, ...query }, incoming }) => {
        const since = historyPoint(from, historyId);
        const asked = { ...query, ...(since && { since }), isVisible: readableBy(incoming) };
        if (incoming.accepts(['application/json', LINES_MEDIA_TYPE]) === 'application/json') {
          const value = await registry.snapshot(asked);
          return { kind: 'json', value, epoch: value.position, headers: { Vary: 'Accept' } };
        }
        const { header, versions, key } = await registry.openSnapshot(asked);
        return { kind: 'lines', values: lines, key, epoch: header.position };

        async function* lines(): AsyncGenerator<object> {
          yield header;
          yield* versions();
        }
      },
    }),
  ];
}
