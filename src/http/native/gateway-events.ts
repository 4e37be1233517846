import { RegistryError } from '../../core/errors.ts';
import type { GatewayEventChoice } from '../../core/gateway-resources.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Gateways } from '../gateways/gateways.ts';
import { requireOurs } from '../kit/cross-site.ts';
import { on } from './access.ts';
import { LINES_MEDIA_TYPE, ok } from './answers.ts';
import { ref } from './components/members.ts';
import { EVENT_STATES_PARAMETER, GATEWAY_DISCARD, GATEWAY_REJUDGE, GATEWAY_REPLAY } from './gateway-bodies.ts';
import { doThrough, doThroughLines, handThrough, readLines } from './gateway-deed.ts';
import { GATEWAY_ERRORS } from './gateway-errors.ts';
import { flagParameter, integerParameter, readInteger, textParameter, timeParameter } from './parameter.ts';
import { defineRoute, type AnswerDescription, type PathReader, type Route } from './route.ts';

const LINES: AnswerDescription = {
  status: 200,
  description: 'Lines as it goes, at the end one of the kind `summary`, or `error` with a `problem`. Who goes away ends it.',
  content: { [LINES_MEDIA_TYPE]: ref('GatewayLine') },
};

const COUNT = { min: 1, max: Number.MAX_SAFE_INTEGER };

/** Events are people's data, so seeing them takes what deciding about them takes. */
export function gatewayEventRoutes(registry: Registry, gateways: Gateways): Route[] {
  return [...seeing(registry, gateways), ...deciding(registry, gateways)];
}

function seeing(registry: Registry, gateways: Gateways): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/gateways/{gateway}/events',
      operationId: 'listGatewayEvents',
      summary: 'What the gateway holds, parked or gave up, oldest first.',
      access: on('admin'),
      query: {
        state: EVENT_STATES_PARAMETER,
        route: textParameter('Only of this route.'),
        target: textParameter('Only for this target.'),
        type: textParameter('Only of this type.'),
        key: textParameter('Only with this order key.'),
        code: textParameter('Only for this reason.'),
        before: timeParameter('Only received before this time.'),
        after: timeParameter('Only received at this time or later.'),
        cursor: integerParameter('The `cursor` of the page before.', { min: 0, max: Number.MAX_SAFE_INTEGER }),
        limit: integerParameter('Per page.', { min: 1, max: 200, default: 50 }),
      },
      answers: [ok('GatewayEventPage', 'A page; it may be short, or empty, and have a `cursor`.')],
      errors: GATEWAY_ERRORS,
      handle: async ({ path, query, incoming }) => handThrough(gateways.findToDecide(path('gateway')), `/events${searchOf(query)}`, incoming),
    }),
    defineRoute({
      method: 'GET',
      path: '/gateways/{gateway}/events/counts',
      operationId: 'countGatewayEvents',
      summary: 'How many events the gateway keeps, by route, target and state.',
      access: on('admin'),
      answers: [ok('GatewayItems', 'The counts.')],
      errors: GATEWAY_ERRORS,
      handle: async ({ path, incoming }) => handThrough(gateways.findToDecide(path('gateway')), '/events/counts', incoming),
    }),
    defineRoute({
      method: 'GET',
      path: '/gateways/{gateway}/events/{eventId}',
      operationId: 'getGatewayEvent',
      summary: 'One event with its deliveries; what is sensitive is hidden.',
      access: on('admin'),
      query: { reveal: flagParameter('As it came, nothing hidden; the audit log says who looked.') },
      answers: [ok('GatewayAnswer', 'The event.')],
      errors: [...GATEWAY_ERRORS, 'cross_site'],
      handle: async ({ path, query: { reveal = false }, incoming }) => {
        const link = gateways.findToDecide(path('gateway'));
        const id = readEventId(path);
        if (!reveal) return handThrough(link, `/events/${id}`, incoming);
        requireOurs(incoming.request);
        const call = { method: 'GET', path: `/events/${id}?reveal=true` } as const;
        return doThrough(registry, incoming, { link, action: 'events.reveal', call, details: { event: id } });
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/gateways/{gateway}/events/{eventId}/why',
      operationId: 'explainGatewayEvent',
      summary: 'Why an event is where it is, and what the gateway would say now.',
      access: on('admin'),
      query: { version: integerParameter('What this version says.', COUNT) },
      answers: [ok('GatewayAnswer', 'The reasons.')],
      errors: GATEWAY_ERRORS,
      handle: async ({ path, query, incoming }) =>
        handThrough(gateways.findToDecide(path('gateway')), `/events/${readEventId(path)}/why${searchOf(query)}`, incoming),
    }),
    defineRoute({
      method: 'POST',
      path: '/gateways/{gateway}/events/rejudge',
      operationId: 'rejudgeGatewayEvents',
      summary: 'How many of the events would pass, by what is live, a version or a candidate. Changes nothing.',
      access: on('admin'),
      body: GATEWAY_REJUDGE,
      answers: [LINES],
      errors: GATEWAY_ERRORS,
      handle: async ({ path, body, incoming }) =>
        readLines(gateways.findToDecide(path('gateway')), { method: 'POST', path: '/events/rejudge', body: JSON.stringify(body) }, incoming),
    }),
  ];
}

function deciding(registry: Registry, gateways: Gateways): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/gateways/{gateway}/events/replay',
      operationId: 'replayGatewayEvents',
      summary: 'Deliver what is parked or dead again, and what is held and passes now.',
      access: on('admin'),
      body: GATEWAY_REPLAY,
      answers: [LINES],
      errors: GATEWAY_ERRORS,
      handle: async ({ path, body, incoming }) =>
        doThroughLines(registry, incoming, {
          link: gateways.findToDecide(path('gateway')),
          action: 'events.replay',
          call: { method: 'POST', path: '/events/replay', body: JSON.stringify(body) },
          details: nameless(body),
        }),
    }),
    defineRoute({
      method: 'POST',
      path: '/gateways/{gateway}/events/discard',
      operationId: 'discardGatewayEvents',
      summary: 'Take events away for good that are held, parked or dead.',
      access: on('admin'),
      body: GATEWAY_DISCARD,
      answers: [LINES],
      errors: GATEWAY_ERRORS,
      handle: async ({ path, body, incoming }) =>
        doThroughLines(registry, incoming, {
          link: gateways.findToDecide(path('gateway')),
          action: 'events.discard',
          call: { method: 'POST', path: '/events/discard', body: JSON.stringify(body) },
          details: nameless(body),
        }),
    }),
  ];
}

/** A key may be a person's, and what is in the audit log stays there. */
function nameless<Choice extends GatewayEventChoice>(choice: Choice): Choice {
  return choice.key === undefined ? choice : { ...choice, key: '(hidden)' };
}

function searchOf(query: Readonly<Record<string, string | number | undefined>>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]));
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function readEventId(path: PathReader): number {
  const id = readInteger(path('eventId'), COUNT);
  if (id !== undefined) return id;
  throw new RegistryError('event_not_found', `expected the number of an event; found ${JSON.stringify(path('eventId'))}`);
}
