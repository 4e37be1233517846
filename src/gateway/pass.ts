import type { IncomingMessage, ServerResponse } from 'node:http';
import { RegistryError } from '../core/errors.ts';
import { REQUEST_ID_HEADER } from '../http/kit/request-id.ts';
import type { RouteConfig } from './config/config.ts';
import { chooseTarget, requireReadable } from './deliver.ts';
import type { Forwarding } from './dispatch.ts';
import type { IncomingEvent } from './event.ts';
import type { Gateway } from './gateway.ts';
import { DEFAULT_MAX_BODY_BYTES, ingest } from './ingest.ts';
import { isJudgement } from './judgements.ts';
import { judgeRequest, requireCatalogue } from './judge-request.ts';
import { parseEvent } from './parse.ts';
import { verifySignature } from './signature/signature.ts';

/** One request on a route, and where its answer goes. */
export interface Exchange {
  readonly route: RouteConfig;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
}

/** The way of an event through the gate: ingest → signature → parse → judge → deliver → dispatch. Throws what refuses it. */
export async function pass(gateway: Gateway, { route, request, response, requestId }: Exchange): Promise<void> {
  const arrival = await ingest(request, gateway.config.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES);
  verifySignature(route.source, arrival);
  const event = parseEvent(route.source, arrival);
  await admit(gateway, route, event);
  const target = chooseTarget(route.targets, event);
  if (target === undefined) {
    response.writeHead(204, { [REQUEST_ID_HEADER]: requestId }).end();
    return;
  }
  requireReadable(target, requireCatalogue(gateway.court.supply, route).find(event.type), event);
  await dispatch(gateway, route, { target, arrival, requestId }, response);
}

/** Throws where the event is refused, unless the route only observes. */
async function admit({ court, counters }: Gateway, route: RouteConfig, event: IncomingEvent): Promise<void> {
  try {
    const { kind } = await judgeRequest(court, route, event);
    counters.countEvent(route.path, kind);
  } catch (thrown) {
    const error = RegistryError.from(thrown);
    if (route.mode === 'enforce' || !isJudgement(error)) throw error;
    counters.countEvent(route.path, error.code, { observed: true });
  }
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
