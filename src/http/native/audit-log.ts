import { Readable } from 'node:stream';
import { AUDIT_ACTIONS } from '../../core/audit.ts';
import type { AuditPageResource } from '../../core/resources.ts';
import type { AuditRequest } from '../../registry/read-audit.ts';
import type { Registry } from '../../registry/registry.ts';
import { on } from './access.ts';
import { json, LINES_MEDIA_TYPE } from './answers.ts';
import { ref } from './components/members.ts';
import { choiceParameter, integerParameter, textParameter, timeParameter, type Parameter } from './parameter.ts';
import { defineRoute, type Route } from './route.ts';

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
      summary: 'Who did what, from either end: a page as JSON, or as lines everything that follows, for export.',
      access: on('admin'),
      query: {
        order: choiceParameter('Which entries come first; `oldest` by default.', ['oldest', 'newest']),
        after: integerParameter('Only entries after this sequence; oldest first, the `next` of the page before.', {
          min: 0,
          max: Number.MAX_SAFE_INTEGER,
          default: 0,
        }),
        before: integerParameter('Only entries before this sequence; newest first, the `next` of the page before.', {
          min: 1,
          max: Number.MAX_SAFE_INTEGER,
        }),
        since: timeParameter('Only from the first entry of this time or later on.'),
        limit: integerParameter('Entries per page; as lines there is no limit unless it is given.', {
          min: 1,
          max: MAX_LIMIT,
          default: DEFAULT_LIMIT,
        }),
        action: choiceParameter('Only what was done so.', AUDIT_ACTIONS),
        actor: textParameter('The exact name of who did it.'),
        name,
      },
      answers: [
        {
          status: 200,
          description: 'A page; as lines one entry a line.',
          content: { ...json('AuditPage'), [LINES_MEDIA_TYPE]: ref('AuditEntry') },
        },
      ],
      handle: async ({ query, incoming }) => {
        const { order = 'oldest', limit, ...filter } = query;
        const walk: Walk = { query: { after: 0, ...filter }, newestFirst: order === 'newest' };
        if (incoming.accepts(['application/json', LINES_MEDIA_TYPE]) === LINES_MEDIA_TYPE) {
          return { kind: 'stream', type: LINES_MEDIA_TYPE, stream: Readable.from(lines(registry, walk, limit ?? Infinity), { objectMode: false }) };
        }
        return { kind: 'json', value: await page(registry, walk, limit ?? DEFAULT_LIMIT) };
      },
    }),
  ];
}

/** A way through the log. */
interface Walk {
  readonly query: Omit<AuditRequest, 'limit' | 'newestFirst'>;
  readonly newestFirst: boolean;
}

async function page(registry: Registry, { query, newestFirst }: Walk, limit: number): Promise<AuditPageResource> {
  // One more tells whether there are more.
  const found = await registry.listAudit({ ...query, newestFirst, limit: limit + 1 });
  const items = found.slice(0, limit);
  const next = found.length > limit ? items.at(-1)?.sequence : undefined;
  return { items, ...(next === undefined ? {} : { next }) };
}

async function* lines(registry: Registry, walk: Walk, limit: number): AsyncGenerator<string, void> {
  let here: Walk | undefined = walk;
  let left = limit;
  while (here !== undefined && left > 0) {
    const { items, next } = await page(registry, here, Math.min(left, MAX_LIMIT));
    if (items.length > 0) yield items.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    left -= items.length;
    here = next === undefined ? undefined : { ...walk, query: { ...walk.query, [walk.newestFirst ? 'before' : 'after']: next } };
  }
}
