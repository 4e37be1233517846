import { Readable } from 'node:stream';
import type { AuditRecord } from '../../core/audit.ts';
import type { Registry } from '../../registry/registry.ts';
import { on } from './access.ts';
import { json, refTo } from './answers.ts';
import { integerParameter, textParameter, type Parameter } from './parameter.ts';
import { defineRoute, type Route } from './route.ts';
import { LINES_MEDIA_TYPE } from './snapshot.ts';

const name: Parameter<string> = {
  description: 'What was written: a subject, a prefix, the id of a key, or nothing for the registry.',
  schema: { type: 'string' },
  read: (text) => text,
};

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;

/** Who did what. */
export function auditRoutes(registry: Registry): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/audit-log',
      operationId: 'listAudit',
      summary: 'Who did what, oldest first: a page as JSON, or as lines everything that follows, for export.',
      access: on('admin'),
      query: {
        after: integerParameter('Begin after this sequence.', { min: 0, max: Number.MAX_SAFE_INTEGER, default: 0 }),
        limit: integerParameter('Entries per page; as lines there is no limit unless it is given.', {
          min: 1,
          max: MAX_LIMIT,
          default: DEFAULT_LIMIT,
        }),
        actor: textParameter('The exact name of who did it.'),
        name,
      },
      answers: [
        {
          status: 200,
          description: 'A page; as lines one entry a line.',
          content: { ...json('AuditPage'), [LINES_MEDIA_TYPE]: refTo('AuditEntry') },
        },
      ],
      handle: async ({ query, incoming }) => {
        const { after = 0, limit, ...filter } = query;
        const read = (from: number, most: number): Promise<readonly AuditRecord[]> => registry.listAudit({ ...filter, after: from, limit: most });
        if (incoming.accepts(['application/json', LINES_MEDIA_TYPE]) === LINES_MEDIA_TYPE) {
          return { kind: 'stream', type: LINES_MEDIA_TYPE, stream: Readable.from(lines(read, after, limit ?? Infinity), { objectMode: false }) };
        }
        const most = limit ?? DEFAULT_LIMIT;
        const items = await read(after, most);
        const next = items.length < most ? undefined : items.at(-1)?.sequence;
        return { kind: 'json', value: { items, ...(next === undefined ? {} : { next }) } };
      },
    }),
  ];
}

type ReadAudit = (after: number, limit: number) => Promise<readonly AuditRecord[]>;

async function* lines(read: ReadAudit, after: number, limit: number): AsyncGenerator<string, void> {
  let last = after;
  let left = limit;
  while (left > 0) {
    const entries = await read(last, Math.min(left, MAX_LIMIT));
    if (entries.length === 0) return;
    yield entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    last = entries.at(-1)?.sequence ?? last;
    left -= entries.length;
  }
}
