import type { IncomingMessage, ServerResponse } from 'node:http';
import { RegistryError } from '../core/errors.ts';
import type { EventFinding } from '../core/verdict.ts';
import { REQUEST_ID_HEADER } from '../http/kit/request-id.ts';
import type { RouteConfig } from './config/config.ts';
import { chooseTarget, requireReadable } from './deliver.ts';
import type { Forwarding } from './dispatch.ts';
import type { IncomingEvent } from './event.ts';
import type { Gateway } from './gateway.ts';
import { DEFAULT_MAX_BODY_BYTES, ingest } from './ingest.ts';
import { isJudgement } from './judgements.ts';
import { judgeRequest, requireCatalogue, type Passed } from './judge-request.ts';
import { parseEvent } from './parse.ts';
import { verifySignature } from './signature/signature.ts';
import type { EventSpan } from './tracing.ts';

/** One request on a route, and where its answer goes. */
export interface Exchange {
  readonly route: RouteConfig;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
}

/** The way of an event through the gate: ingest → signature → parse → judge → deliver → dispatch. Throws what refuses it. */
export async function pass(gateway: Gateway, exchange: Exchange): Promise<void> {
  const { counters, timing, tracing } = gateway;
  const { route, request, response } = exchange;
  const start = timing.now();
  const span = tracing?.start(route.path, request.rawHeaders);
  try {
    await passOn(gateway, exchange, span);
    span?.end(response.statusCode);
  } catch (thrown) {
    span?.fail(RegistryError.from(thrown));
    throw thrown;
  } finally {
    counters.countTime(timing.now() - start);
  }
}

async function passOn(gateway: Gateway, { route, request, response, requestId }: Exchange, span: EventSpan | undefined): Promise<void> {
  const arrival = await ingest(request, gateway.config.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES);
  verifySignature(route.source, arrival);
  const event = parseEvent(route.source, arrival);
  span?.judged(event);
  const admitted = admit(gateway, route, event);
  if (admitted !== undefined) await admitted;
  const target = chooseTarget(route.targets, event);
  if (target === undefined) {
    response.writeHead(204, { [REQUEST_ID_HEADER]: requestId }).end();
    return;
  }
  requireReadable(target, requireCatalogue(gateway.court.supply, route).find(event.type), event);
  const outgoing = span === undefined ? arrival : { ...arrival, headers: span.outgoing(arrival.headers) };
  await dispatch(gateway, route, { target, arrival: outgoing, requestId }, response);
}

/** Throws where the event is refused, unless the route only observes; at once, but for versions that are looked up first. */
function admit(gateway: Gateway, route: RouteConfig, event: IncomingEvent): Promise<void> | undefined {
  try {
    const passed = judgeRequest(gateway.court, route, event);
    if (!(passed instanceof Promise)) return note(gateway, route, event, passed);
    return passed.then((late) => note(gateway, route, event, late)).catch((thrown: unknown) => refuse(gateway, route, event, thrown));
  } catch (thrown) {
    return refuse(gateway, route, event, thrown);
  }
}

function note({ counters, sightings, shadows }: Gateway, route: RouteConfig, event: IncomingEvent, passed: Passed): undefined {
  counters.countEvent(route.path, passed.kind);
  if (passed.kind === 'accepted') sightings.accept(event.type, passed.version.version);
  shadows.watch(event, true);
}

function refuse({ counters, sightings, shadows, modes }: Gateway, route: RouteConfig, event: IncomingEvent, thrown: unknown): undefined {
  const error = RegistryError.from(thrown);
  if (!isJudgement(error)) throw error;
  if (error.code === 'event_invalid') countInvalid({ counters, sightings }, event.type, error);
  shadows.watch(event, false);
  if (modes.of(route) === 'enforce') throw error;
  counters.countEvent(route.path, error.code, { observed: true });
}

function countInvalid({ counters, sightings }: Pick<Gateway, 'counters' | 'sightings'>, subject: string, { data }: RegistryError): void {
  const { version, findings } = data as { readonly version: number; readonly findings: readonly EventFinding[] };
  sightings.refuse(subject, version);
  counters.countFinding(subject, findings[0]?.code ?? 'unknown');
}

async function dispatch(gateway: Gateway, { path }: RouteConfig, forwarding: Forwarding, response: ServerResponse): Promise<void> {
  const { name } = forwarding.target;
  try {
    const status = await gateway.dispatch.forward(forwarding, response);
    gateway.counters.countDispatch(path, name, `${Math.trunc(status / 100)}xx`);
  } catch (thrown) {
    const error = RegistryError.from(thrown);
    gateway.counters.countDispatch(path, name, error.code);
    throw error;
  }
}
