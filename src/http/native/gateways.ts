import type { Registry } from '../../registry/registry.ts';
import { gatewayPath } from '../gateways/exchange.ts';
import type { Gateways } from '../gateways/gateways.ts';
import { requireAccess } from '../kit/principal.ts';
import { on, some } from './access.ts';
import { ok } from './answers.ts';
import { gatewayChangeRoutes } from './gateway-changes.ts';
import { handThrough } from './gateway-deed.ts';
import { GATEWAY_ERRORS } from './gateway-errors.ts';
import { gatewayEventRoutes } from './gateway-events.ts';
import { textParameter } from './parameter.ts';
import { defineRoute, type Route } from './route.ts';

/** A closed list of what gateways are asked, with the rules of this registry about who may: counters are read, the rest is for admins. */
export function gatewayRoutes(registry: Registry, gateways: Gateways): Route[] {
  return [...listRoutes(gateways), ...counterRoutes(gateways), ...gatewayChangeRoutes(registry, gateways), ...gatewayEventRoutes(registry, gateways)];
}

function listRoutes(gateways: Gateways): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/gateways',
      operationId: 'listGateways',
      summary: 'The gateways that the registry was told of, whether each can be asked, and what it is.',
      access: some('read', 'their names and versions are all that is said'),
      answers: [ok('GatewayList', 'The gateways, by name.')],
      handle: async ({ incoming }) => ({ kind: 'json', value: await gateways.list(incoming.origin.requestId) }),
    }),
  ];
}

function counterRoutes(gateways: Gateways): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/gateways/{gateway}/rates',
      operationId: 'getGatewayRates',
      summary: 'What the gateway counted since its start: ask every few seconds, and show differences.',
      access: some('read', '`read` on `subject` where it is given, on `*` else'),
      query: { subject: textParameter('Of this one alone.') },
      answers: [ok('GatewayRates', 'Counts; each only grows while `run` stays the same.')],
      errors: GATEWAY_ERRORS,
      handle: async ({ path, query: { subject }, incoming }) => {
        requireAccess(incoming.principal, 'read', subject ?? '');
        const search = subject === undefined ? '' : `?subject=${encodeURIComponent(subject)}`;
        return handThrough(gateways.find(path('gateway')), `/rates${search}`, incoming);
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/gateways/{gateway}/versions',
      operationId: 'listGatewayVersions',
      summary: 'For each version that the gateway has seen: events accepted and refused, and when it last accepted one.',
      access: on('read'),
      answers: [ok('GatewaySightings', 'By subject and version.')],
      errors: GATEWAY_ERRORS,
      handle: async ({ path, incoming }) => handThrough(gateways.find(path('gateway')), '/versions', incoming),
    }),
    defineRoute({
      method: 'GET',
      path: '/gateways/{gateway}/versions/{subject}',
      operationId: 'getGatewayVersions',
      summary: 'The same of one subject, also by producer.',
      access: on('read', 'subject'),
      answers: [ok('GatewaySightings', 'By version.')],
      errors: GATEWAY_ERRORS,
      handle: async ({ path, incoming }) => handThrough(gateways.find(path('gateway')), gatewayPath`/versions/${path('subject')}`, incoming),
    }),
    ...(
      [
        ['routes', 'listGatewayRoutes', 'The routes of the gateway, and the mode of each.'],
        ['subjects', 'listGatewaySubjectModes', 'The subjects that have a mode of their own for a time.'],
        ['shadows', 'listGatewayShadows', 'The candidates that judge live events beside a contract, and what they would say otherwise.'],
      ] as const
    ).map(([name, operationId, summary]) =>
      defineRoute({
        method: 'GET',
        path: `/gateways/{gateway}/${name}`,
        operationId,
        summary,
        access: on('read'),
        answers: [ok('GatewayItems', 'The items, as docs/gateway.md describes them.')],
        errors: GATEWAY_ERRORS,
        handle: async ({ path, incoming }) => handThrough(gateways.find(path('gateway')), `/${name}`, incoming),
      }),
    ),
  ];
}
