import type {
  GatewayDiscardRequest,
  GatewayEventPage,
  GatewayEventQuery,
  GatewayItems,
  GatewayLine,
  GatewayListResource,
  GatewayModeRequest,
  GatewayRatesResource,
  GatewayRejudgeRequest,
  GatewayReplayRequest,
  GatewayShadowRequest,
  GatewaySightingsResource,
} from '../core/gateway-resources.ts';
import type { JsonObject } from '../core/json/value.ts';
import { pathOf, type Transport } from './transport.ts';

export interface LinesOptions {
  /** Ends what is going on; what is done stays done. */
  readonly signal?: AbortSignal;
}

/**
 * The gateways that a registry knows. All that ask one throw `gateway_not_found`, `gateway_failed`, `gateway_refused` and
 * `gateway_timeout`, and what the gateway itself has against a request.
 */
export interface GatewayClient {
  listGateways(): Promise<GatewayListResource>;
  getGatewayRates(gateway: string, options?: { readonly subject?: string }): Promise<GatewayRatesResource>;
  listGatewayVersions(gateway: string): Promise<GatewaySightingsResource>;
  getGatewayVersions(gateway: string, subject: string): Promise<GatewaySightingsResource>;
  listGatewayRoutes(gateway: string): Promise<GatewayItems>;
  listGatewaySubjectModes(gateway: string): Promise<GatewayItems>;
  listGatewayShadows(gateway: string): Promise<GatewayItems>;
  setGatewayRouteMode(gateway: string, route: string, request: GatewayModeRequest): Promise<JsonObject>;
  clearGatewayRouteMode(gateway: string, route: string): Promise<JsonObject>;
  setGatewaySubjectMode(gateway: string, subject: string, request: GatewayModeRequest): Promise<JsonObject>;
  clearGatewaySubjectMode(gateway: string, subject: string): Promise<JsonObject>;
  startGatewayShadow(gateway: string, subject: string, request: GatewayShadowRequest): Promise<JsonObject>;
  stopGatewayShadow(gateway: string, subject: string): Promise<JsonObject>;
  resumeGatewayTarget(gateway: string, route: string, target: string): Promise<JsonObject>;
  listGatewayEvents(gateway: string, query?: GatewayEventQuery): Promise<GatewayEventPage>;
  countGatewayEvents(gateway: string): Promise<GatewayItems>;
  /** With `reveal` nothing is hidden, and the audit log says who looked. */
  getGatewayEvent(gateway: string, id: number, options?: { readonly reveal?: boolean }): Promise<JsonObject>;
  explainGatewayEvent(gateway: string, id: number, options?: { readonly version?: number }): Promise<JsonObject>;
  /** Lines, the last of the kind `summary`; throws where it ends otherwise. To leave the loop ends it. */
  rejudgeGatewayEvents(gateway: string, request: GatewayRejudgeRequest, options?: LinesOptions): AsyncIterable<GatewayLine>;
  replayGatewayEvents(gateway: string, request: GatewayReplayRequest, options?: LinesOptions): AsyncIterable<GatewayLine>;
  discardGatewayEvents(gateway: string, request: GatewayDiscardRequest, options?: LinesOptions): AsyncIterable<GatewayLine>;
}

export function gatewayMethods(transport: Transport): GatewayClient {
  return { ...counterMethods(transport), ...changeMethods(transport), ...eventMethods(transport) };
}

type Counters =
  | 'listGateways'
  | 'getGatewayRates'
  | 'listGatewayVersions'
  | 'getGatewayVersions'
  | 'listGatewayRoutes'
  | 'listGatewaySubjectModes'
  | 'listGatewayShadows';

function counterMethods(transport: Transport): Pick<GatewayClient, Counters> {
  const get = async <T>(path: string, query = {}): Promise<T> => transport.sendJson<T>({ method: 'GET', path, query });
  return {
    listGateways: async () => get('/gateways'),
    getGatewayRates: async (gateway, options = {}) => get(pathOf`/gateways/${gateway}/rates`, { ...options }),
    listGatewayVersions: async (gateway) => get(pathOf`/gateways/${gateway}/versions`),
    getGatewayVersions: async (gateway, subject) => get(pathOf`/gateways/${gateway}/versions/${subject}`),
    listGatewayRoutes: async (gateway) => get(pathOf`/gateways/${gateway}/routes`),
    listGatewaySubjectModes: async (gateway) => get(pathOf`/gateways/${gateway}/subjects`),
    listGatewayShadows: async (gateway) => get(pathOf`/gateways/${gateway}/shadows`),
  };
}

type Changes =
  | 'setGatewayRouteMode'
  | 'clearGatewayRouteMode'
  | 'setGatewaySubjectMode'
  | 'clearGatewaySubjectMode'
  | 'startGatewayShadow'
  | 'stopGatewayShadow'
  | 'resumeGatewayTarget';

function changeMethods(transport: Transport): Pick<GatewayClient, Changes> {
  const put = async (path: string, body: object): Promise<JsonObject> => transport.sendJson({ method: 'PUT', path, body });
  const remove = async (path: string): Promise<JsonObject> => transport.sendJson({ method: 'DELETE', path });
  return {
    setGatewayRouteMode: async (gateway, route, request) => put(pathOf`/gateways/${gateway}/routes/${route}/mode`, request),
    clearGatewayRouteMode: async (gateway, route) => remove(pathOf`/gateways/${gateway}/routes/${route}/mode`),
    setGatewaySubjectMode: async (gateway, subject, request) => put(pathOf`/gateways/${gateway}/subjects/${subject}/mode`, request),
    clearGatewaySubjectMode: async (gateway, subject) => remove(pathOf`/gateways/${gateway}/subjects/${subject}/mode`),
    startGatewayShadow: async (gateway, subject, request) => put(pathOf`/gateways/${gateway}/shadows/${subject}`, request),
    stopGatewayShadow: async (gateway, subject) => remove(pathOf`/gateways/${gateway}/shadows/${subject}`),
    resumeGatewayTarget: async (gateway, route, target) =>
      transport.sendJson({ method: 'POST', path: pathOf`/gateways/${gateway}/routes/${route}/targets/${target}/resume` }),
  };
}

function eventMethods(transport: Transport): Omit<GatewayClient, Counters | Changes> {
  const follow = (path: string, body: object, { signal }: LinesOptions = {}): AsyncIterable<GatewayLine> =>
    linesOf(transport, { path, body, signal });
  return {
    listGatewayEvents: async (gateway, query = {}) =>
      transport.sendJson({ method: 'GET', path: pathOf`/gateways/${gateway}/events`, query: { ...query } }),
    countGatewayEvents: async (gateway) => transport.sendJson({ method: 'GET', path: pathOf`/gateways/${gateway}/events/counts` }),
    getGatewayEvent: async (gateway, id, options = {}) =>
      transport.sendJson({ method: 'GET', path: pathOf`/gateways/${gateway}/events/${id}`, query: { ...options } }),
    explainGatewayEvent: async (gateway, id, options = {}) =>
      transport.sendJson({ method: 'GET', path: pathOf`/gateways/${gateway}/events/${id}/why`, query: { ...options } }),
    rejudgeGatewayEvents: (gateway, request, options) => follow(pathOf`/gateways/${gateway}/events/rejudge`, request, options),
    replayGatewayEvents: (gateway, request, options) => follow(pathOf`/gateways/${gateway}/events/replay`, request, options),
    discardGatewayEvents: (gateway, request, options) => follow(pathOf`/gateways/${gateway}/events/discard`, request, options),
  };
}

interface Asked {
  readonly path: string;
  readonly body: object;
  readonly signal: AbortSignal | undefined;
}

async function* linesOf(transport: Transport, { path, body, signal }: Asked): AsyncGenerator<GatewayLine> {
  const leaving = new AbortController();
  const either = signal === undefined ? leaving.signal : AbortSignal.any([signal, leaving.signal]);
  try {
    const headers = { accept: 'application/x-ndjson, application/problem+json' };
    const response = await transport.send({ method: 'POST', path, body, headers, signal: either });
    let last: GatewayLine | undefined;
    for await (const text of transport.readLines(response)) {
      last = transport.parse(response, text) as GatewayLine;
      if (last.kind === 'error')
        throw transport.errorOf(Object(last['problem']) as object) ?? transport.cut('its last line says why in words of another release');
      yield last;
    }
    if (last?.kind !== 'summary') throw transport.cut('what was asked of the gateway has no last line');
  } finally {
    leaving.abort();
  }
}
