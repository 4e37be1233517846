import { Readable } from 'node:stream';
import { RegistryError } from '../../core/errors.ts';
import type { Registry } from '../../registry/registry.ts';
import { some } from './access.ts';
import { ref } from './components/members.ts';
import { changeFeed, type Heartbeat } from './change-feed.ts';
import { historyParameter, historyPoint, integerParameter, readInteger } from './parameter.ts';
import { defineRoute, type Route } from './route.ts';

const SEQUENCES = { min: 0, max: Number.MAX_SAFE_INTEGER };

export interface ChangeRouteOptions {
  readonly heartbeat: Heartbeat;
  /** Aborts when the server stops: feeds end, new ones are `overloaded`. */
  readonly stopping: AbortSignal;
}

export function changeRoutes(registry: Registry, { heartbeat, stopping }: ChangeRouteOptions): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/changes',
      operationId: 'changes',
      summary: 'Follow all changes as Server-Sent Events.',
      access: some('read', 'it tells only of what may be read, and ends with the key'),
      query: {
        from: integerParameter('Begin after this position; without it at the first change that is kept.', SEQUENCES),
        historyId: historyParameter(),
      },
      headers: [{ name: 'Last-Event-ID', description: 'Resume after this change; goes before `from`.' }],
      answers: [
        {
          status: 200,
          description: '`id` is the commit sequence, `event` the type, `data` one structured CloudEvent; a comment at least every 15 s.',
          content: { 'text/event-stream': ref('ChangeEvent') },
        },
      ],
      errors: ['resync', 'other_history', 'overloaded'],
      handle: async ({ query, incoming }) => {
        if (stopping.aborted)
          throw new RegistryError('overloaded', 'the registry is about to stop; connect again in a moment', { data: { stopping: true } });
        const known = readLastEventId(incoming.request.headers['last-event-id']) ?? query.from;
        const since = historyPoint(known, query.historyId);
        if (since !== undefined) await registry.expectHistory(since);
        const after = known ?? (await registry.position()).first - 1;
        // Says what is wrong with the position while there is still a status to say it with.
        await registry.changes(after, 1);
        const feed = changeFeed({ registry, follower: incoming.principal, after, heartbeat, signal: AbortSignal.any([stopping, incoming.gone]) });
        return { kind: 'stream', type: 'text/event-stream', stream: Readable.from(feed, { objectMode: false }) };
      },
    }),
  ];
}

function readLastEventId(header: string | string[] | undefined): number | undefined {
  if (header === undefined) return undefined;
  const sequence = readInteger(String(header), SEQUENCES);
  if (sequence !== undefined) return sequence;
  throw new RegistryError('request_invalid', `Last-Event-ID: expected the id of a change; found ${JSON.stringify(header)}`);
}
