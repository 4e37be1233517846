import type { IncomingMessage } from 'node:http';
import { RegistryError } from '../../core/errors.ts';
import { stringifyExact } from '../../core/json/stringify.ts';
import type { ExactObject, ExactValue, JsonValue } from '../../core/json/value.ts';
import { DIALECTS } from '../../core/version.ts';
import type { EntryState, EraseQuery, Queue } from '../../queue/queue.ts';
import { requireStored } from '../events/contents.ts';
import { requireKnown } from '../events/known.ts';
import { FILTER_MEMBERS, isNarrow, readFilter, STUCK_STATES, type EventFilter } from '../events/filter.ts';
import { HIDDEN } from '../events/masking.ts';
import { present, presentEntry, presentEvent, surroundingsOf, timeOf } from '../events/present.ts';
import { rejudge } from '../events/rejudge.ts';
import { discard } from '../events/remove.ts';
import { replay } from '../events/replay.ts';
import { reachOf, withStranded } from '../events/stranded.ts';
import type { Bench } from '../events/trial.ts';
import { totalOf } from '../events/total.ts';
import { pageOf } from '../events/walk.ts';
import { explain } from '../events/why.ts';
import type { Gateway } from '../gateway.ts';
import { invalid, oneOf, readFlag, readObject, readText, readWhole } from './body.ts';
import { flagOf, numberOf, queryOf } from './query.ts';
import type { AdminAnswer, AdminRoute } from './routes.ts';

const MAX_PAGE = 200;
const MAX_AT_ONCE = 100_000;
const NUMBERS = { min: 0, max: Number.MAX_SAFE_INTEGER } as const;

/** What the queue keeps, and what a person decides about it. All of it takes the admin token. */
export function eventRoutes(gateway: Gateway): AdminRoute[] {
  const base = 'api/v1/events';
  return [
    { method: 'GET', path: base, access: 'events', answer: (_parameters, request) => list(gateway, request) },
    { method: 'GET', path: `${base}/counts`, access: 'events', answer: () => counts(gateway) },
    { method: 'GET', path: `${base}/{id}`, access: 'events', answer: ({ id = '' }, request, requestId) => show(gateway, id, { request, requestId }) },
    { method: 'GET', path: `${base}/{id}/why`, access: 'events', answer: ({ id = '' }, request) => why(gateway, id, request) },
    { method: 'POST', path: `${base}/rejudge`, access: 'events', answer: (_parameters, request) => startRejudge(gateway, request) },
    {
      method: 'POST',
      path: `${base}/replay`,
      access: 'events',
      answer: (_parameters, request, requestId) => startReplay(gateway, { request, requestId }),
    },
    {
      method: 'POST',
      path: `${base}/discard`,
      access: 'events',
      answer: (_parameters, request, requestId) => startDiscard(gateway, { request, requestId }),
    },
    { method: 'POST', path: `${base}/erase`, access: 'events', answer: (_parameters, request, requestId) => erase(gateway, { request, requestId }) },
  ];
}

/** What a person asks for who sees or decides something, which the log tells. */
interface Asked {
  readonly request: IncomingMessage;
  readonly requestId: string;
}

function requireQueue({ queue }: Gateway): Queue {
  if (queue !== undefined) return queue;
  throw new RegistryError('event_not_found', 'no route of this gateway is durable, so it keeps no events');
}

async function list(gateway: Gateway, request: IncomingMessage): Promise<AdminAnswer> {
  const query = queryOf(request, [...FILTER_MEMBERS.filter((name) => name !== 'ids'), 'cursor', 'limit']);
  const named = readFilter(query, 'query parameter', STUCK_STATES);
  const limit = numberOf(query, 'limit', { min: 1, max: MAX_PAGE }) ?? 50;
  const cursor = numberOf(query, 'cursor', NUMBERS);
  const queue = requireQueue(gateway);
  const around = await surroundingsOf(gateway);
  const filter = query['state'] === undefined ? await withStranded(around.reach, queue, named, { hasStates: false }) : named;
  await requireKnown(gateway, queue, filter);
  const page = await pageOf(queue, filter, { limit, ...(cursor === undefined ? {} : { cursor }) });
  const items: ExactObject[] = [];
  for (const entry of page.entries) items.push(await presentEntry(gateway, entry, around));
  // Of the first page: what was before another one, nobody knows. It is counted after the page, and may be less by then.
  const total = page.cursor === undefined || cursor !== undefined ? undefined : await totalOf(queue, filter);
  return exact(present({ items, cursor: page.cursor === undefined ? undefined : String(page.cursor), total }));
}

async function counts(gateway: Gateway): Promise<AdminAnswer> {
  const items = (await requireQueue(gateway).count()).map(({ oldest, target, ...rest }) =>
    present({ ...rest, target: target === '' ? undefined : target, oldest: timeOf(oldest) }),
  );
  return { body: { items } };
}

async function show(gateway: Gateway, id: string, asked: Asked): Promise<AdminAnswer> {
  const reveal = flagOf(queryOf(asked.request, ['reveal']), 'reveal');
  const stored = await requireStored(requireQueue(gateway), eventIdOf(id));
  if (reveal) audit(gateway, asked, 'events.reveal', { event: stored.id, route: stored.event.route });
  return exact(await presentEvent(gateway, stored, { reveal }));
}

async function why(gateway: Gateway, id: string, request: IncomingMessage): Promise<AdminAnswer> {
  const version = numberOf(queryOf(request, ['version']), 'version', { min: 1, max: NUMBERS.max });
  return exact(await explain(gateway, await requireStored(requireQueue(gateway), eventIdOf(id)), version));
}

async function startRejudge(gateway: Gateway, request: IncomingMessage): Promise<AdminAnswer> {
  const body = await readObject(request, [...FILTER_MEMBERS, 'all', 'limit', 'version', 'schema', 'dialect']);
  const filter = readFilter(body, 'body:', ['held']);
  const limit = readWhole(body, 'limit', { min: 1, max: NUMBERS.max });
  const queue = requireQueue(gateway);
  await requireKnown(gateway, queue, filter);
  return { body: rejudge(gateway, queue, filter, { bench: benchOf(gateway, body), ...(limit === undefined ? {} : { limit }) }) };
}

function benchOf({ format }: Gateway, body: ExactObject): Bench {
  const version = readWhole(body, 'version', { min: 1, max: NUMBERS.max });
  const { schema } = body;
  if (version !== undefined && schema !== undefined) throw invalid('version and schema contradict each other; give one of them');
  if (schema === undefined) return version === undefined ? { kind: 'live' } : { kind: 'version', version };
  const dialect = body['dialect'] === undefined ? {} : { dialect: oneOf(body, 'dialect', DIALECTS) };
  return { kind: 'schema', parsed: format.parse({ schema: schema as JsonValue, ...dialect }), compiled: new Map() };
}

async function startReplay(gateway: Gateway, asked: Asked): Promise<AdminAnswer> {
  const body = await readObject(asked.request, [...FILTER_MEMBERS, 'all', 'limit', 'cursor', 'version', 'force', 'to']);
  const to = readText(body, 'to');
  const named = requireMeant(body, to === undefined ? STUCK_STATES : MOVABLE_STATES);
  const version = readWhole(body, 'version', { min: 1, max: NUMBERS.max });
  const bench = version === undefined ? ({ kind: 'live' } as const) : ({ kind: 'version', version } as const);
  const options = { ...boundsOf(body), bench, force: readFlag(body, 'force'), ...(to === undefined ? {} : { to }) };
  const queue = requireQueue(gateway);
  const filter = to === undefined ? named : await withStranded(await reachOf(gateway.routes, queue), queue, named, { hasStates: true });
  if (to !== undefined) requireTarget(gateway, filter, to);
  if (options.cursor === undefined) await requireKnown(gateway, queue, filter);
  audit(gateway, asked, 'events.replay', { filter: nameless(named), limit: options.limit, force: options.force, to });
  return { body: replay(gateway, queue, filter, options) };
}

async function startDiscard(gateway: Gateway, asked: Asked): Promise<AdminAnswer> {
  const body = await readObject(asked.request, [...FILTER_MEMBERS, 'all', 'limit', 'cursor', 'reason']);
  const named = requireMeant(body, [...STUCK_STATES, 'waiting'], STUCK_STATES);
  const reason = requireReason(body);
  const onDiscarded = (page: object): void => audit(gateway, asked, 'events.discard', { ...page, reason });
  const bounds = boundsOf(body);
  const queue = requireQueue(gateway);
  const filter = await withStranded(await reachOf(gateway.routes, queue), queue, named, { hasStates: body['state'] !== undefined });
  // A later page of the same: what its numbers meant may be gone by now.
  if (bounds.cursor === undefined) await requireKnown(gateway, queue, filter);
  return { body: discard(queue, filter, { ...bounds, onDiscarded }) };
}

async function erase(gateway: Gateway, asked: Asked): Promise<AdminAnswer> {
  const body = await readObject(asked.request, ['id', 'type', 'key', 'cloudEventId', 'source', 'reason']);
  const query = eraseQueryOf(body);
  const reason = requireReason(body);
  const erased = await requireQueue(gateway).erase(query);
  // By what it was found stays unsaid: it is what shall be forgotten.
  audit(gateway, asked, 'events.erase', { by: query.kind, erased, reason });
  return { body: { erased } };
}

function eraseQueryOf(body: ExactObject): EraseQuery {
  const id = readWhole(body, 'id', { min: 1, max: NUMBERS.max });
  const [type, key, cloudEventId, source] = (['type', 'key', 'cloudEventId', 'source'] as const).map((member) => readText(body, member, 10_000));
  const others = [type, key, cloudEventId, source].filter((member) => member !== undefined).length;
  if (id !== undefined && others === 0) return { kind: 'event', id };
  if (key !== undefined && cloudEventId === undefined && source === undefined && id === undefined) {
    return { kind: 'order_key', orderKey: key, ...(type === undefined ? {} : { type }) };
  }
  if (cloudEventId !== undefined && id === undefined && type === undefined && key === undefined) {
    return { kind: 'cloud_event', id: cloudEventId, ...(source === undefined ? {} : { source }) };
  }
  if (type !== undefined && others === 1 && id === undefined) return { kind: 'type', type };
  throw invalid('expected what to erase: id; type; key, perhaps with type; or cloudEventId, perhaps with source');
}

function requireReason(body: ExactObject): string {
  const reason = readText(body, 'reason');
  if (reason === undefined) throw invalid('expected a reason: it is written to the log');
  return reason;
}

/** What may be sent to another target: of what waits only that whose own is not there any more. */
const MOVABLE_STATES: readonly EntryState[] = ['waiting', 'parked', 'dead'];

function requireTarget({ routes }: Gateway, { route }: EventFilter, to: string): void {
  const meant = [...routes.values()].filter(({ path, durable }) => durable !== undefined && (route === undefined || path === route));
  const names = [...new Set(meant.flatMap(({ targets }) => targets.map(({ name }) => name)))];
  if (!names.includes(to)) throw invalid(`to: expected a target, one of ${names.join(', ')}; found ${JSON.stringify(to)}`);
}

/** Everything is meant only where somebody says so. `states` may be said; `byDefault` where none are. */
function requireMeant(body: ExactObject, states: readonly EntryState[], byDefault: readonly EntryState[] = states): EventFilter {
  const filter = readFilter(body, 'body:', byDefault);
  if (!filter.states.every((state) => states.includes(state)))
    throw invalid(`state: expected some of ${states.join(', ')}: the others wait for nobody`);
  if (isNarrow(filter) || body['state'] !== undefined || readFlag(body, 'all')) return filter;
  throw invalid(`expected which events: ${FILTER_MEMBERS.join(', ')}; or all: true`);
}

function boundsOf(body: ExactObject): { readonly limit: number; readonly cursor?: number } {
  const limit = readWhole(body, 'limit', { min: 1, max: MAX_AT_ONCE }) ?? 1_000;
  const cursor = readWhole(body, 'cursor', NUMBERS);
  return { limit, ...(cursor === undefined ? {} : { cursor }) };
}

/** A key may be a person's. */
function nameless(filter: EventFilter): EventFilter {
  return filter.key === undefined ? filter : { ...filter, key: HIDDEN };
}

/** The gateway has no audit log of its own: what a person saw or decided is in the log, marked. */
function audit({ log }: Gateway, { request, requestId }: Asked, action: string, details: object): void {
  log.warn({ audit: action, from: request.socket.remoteAddress, requestId, ...details }, `an admin: ${action}`);
}

function eventIdOf(text: string): number {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(id)) return id;
  throw new RegistryError('event_not_found', `expected the number of an event, as the 202 had it; found ${JSON.stringify(text)}`);
}

function exact(body: ExactValue): AdminAnswer {
  return { body: stringifyExact(body) };
}
