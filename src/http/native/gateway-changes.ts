import type { Registry } from '../../registry/registry.ts';
import { gatewayPath } from '../gateways/exchange.ts';
import type { Gateways } from '../gateways/gateways.ts';
import { on } from './access.ts';
import { ok } from './answers.ts';
import { GATEWAY_MODE, GATEWAY_SHADOW } from './gateway-bodies.ts';
import { doThrough } from './gateway-deed.ts';
import { GATEWAY_ERRORS } from './gateway-errors.ts';
import { defineRoute, type PathReader, type Route } from './route.ts';

/** What is changed at a gateway while it runs. */
export function gatewayChangeRoutes(registry: Registry, gateways: Gateways): Route[] {
  return [
    ...modeRoutes(registry, gateways, {
      path: '/gateways/{gateway}/routes/{route}/mode',
      names: ['setGatewayRouteMode', 'clearGatewayRouteMode'],
      what: 'a route',
      at: (path) => gatewayPath`/routes/${path('route')}/mode`,
      placeOf: (path) => ({ route: path('route') }),
    }),
    ...modeRoutes(registry, gateways, {
      path: '/gateways/{gateway}/subjects/{subject}/mode',
      names: ['setGatewaySubjectMode', 'clearGatewaySubjectMode'],
      what: 'a subject on every route',
      at: (path) => gatewayPath`/subjects/${path('subject')}/mode`,
      placeOf: (path) => ({ subject: path('subject') }),
    }),
    ...shadowRoutes(registry, gateways),
    defineRoute({
      method: 'POST',
      path: '/gateways/{gateway}/routes/{route}/targets/{target}/resume',
      operationId: 'resumeGatewayTarget',
      summary: 'Let a target that answered 410 have events again.',
      access: on('admin'),
      answers: [ok('GatewayAnswer', 'The target, and whether it had been stopped.')],
      errors: GATEWAY_ERRORS,
      handle: async ({ path, incoming }) =>
        doThrough(registry, incoming, {
          link: gateways.findToDecide(path('gateway')),
          action: 'gateway.resume',
          call: { method: 'POST', path: gatewayPath`/routes/${path('route')}/targets/${path('target')}/resume` },
          details: { route: path('route'), target: path('target') },
        }),
    }),
  ];
}

interface Place {
  readonly path: string;
  readonly names: readonly [set: string, clear: string];
  readonly what: string;
  readonly at: (path: PathReader) => string;
  readonly placeOf: (path: PathReader) => object;
}

function modeRoutes(registry: Registry, gateways: Gateways, { path: template, names: [set, clear], what, at, placeOf }: Place): Route[] {
  return [
    defineRoute({
      method: 'PUT',
      path: template,
      operationId: set,
      summary: `Let ${what} enforce or only observe for a time.`,
      access: on('admin'),
      body: GATEWAY_MODE,
      answers: [ok('GatewayAnswer', 'What is in force, and until when.')],
      errors: GATEWAY_ERRORS,
      handle: async ({ path, body, incoming }) =>
        doThrough(registry, incoming, {
          link: gateways.findToDecide(path('gateway')),
          action: 'gateway.mode',
          call: { method: 'PUT', path: at(path), body: JSON.stringify(body) },
          details: { ...placeOf(path), ...body },
        }),
    }),
    defineRoute({
      method: 'DELETE',
      path: template,
      operationId: clear,
      summary: `Let the configuration decide about ${what} again.`,
      access: on('admin'),
      answers: [ok('GatewayAnswer', 'What is in force.')],
      errors: GATEWAY_ERRORS,
      handle: async ({ path, incoming }) =>
        doThrough(registry, incoming, {
          link: gateways.findToDecide(path('gateway')),
          action: 'gateway.mode',
          call: { method: 'DELETE', path: at(path) },
          details: { ...placeOf(path), mode: null },
        }),
    }),
  ];
}

function shadowRoutes(registry: Registry, gateways: Gateways): Route[] {
  const path = '/gateways/{gateway}/shadows/{subject}';
  return [
    defineRoute({
      method: 'PUT',
      path,
      operationId: 'startGatewayShadow',
      summary: 'Let a candidate judge the live events of a subject beside the contract; it decides nothing.',
      access: on('admin'),
      body: GATEWAY_SHADOW,
      answers: [ok('GatewayAnswer', 'The trial.')],
      errors: GATEWAY_ERRORS,
      handle: async ({ path: at, body, incoming }) => {
        const { schema: _schema, ...told } = body;
        return doThrough(registry, incoming, {
          link: gateways.findToDecide(at('gateway')),
          action: 'gateway.shadow',
          call: { method: 'PUT', path: gatewayPath`/shadows/${at('subject')}`, body: JSON.stringify(body) },
          details: { subject: at('subject'), ...told },
        });
      },
    }),
    defineRoute({
      method: 'DELETE',
      path,
      operationId: 'stopGatewayShadow',
      summary: 'End the trial of a candidate.',
      access: on('admin'),
      answers: [ok('GatewayAnswer', 'What the trial has found.')],
      errors: GATEWAY_ERRORS,
      handle: async ({ path: at, incoming }) =>
        doThrough(registry, incoming, {
          link: gateways.findToDecide(at('gateway')),
          action: 'gateway.shadow',
          call: { method: 'DELETE', path: gatewayPath`/shadows/${at('subject')}` },
          details: { subject: at('subject'), ends: true },
        }),
    }),
  ];
}
