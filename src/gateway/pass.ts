import type { IncomingMessage, ServerResponse } from 'node:http';
import { RegistryError } from '../core/errors.ts';
import { REQUEST_ID_HEADER } from '../http/kit/request-id.ts';
import { chooseReader, judgeOrObserve } from './admit.ts';
import type { Arrival } from './arrival.ts';
import { passBatch } from './batch/pass-batch.ts';
import { isBatch } from './binding/cloudevents-structured.ts';
import type { RouteConfig, TargetConfig } from './config/config.ts';
import { counted } from './dispatch/counted.ts';
import { passDurably } from './durable/pass-durably.ts';
import { admitEnvelope } from './envelope/admit-envelope.ts';
import { readEnvelope } from './envelope/read-envelope.ts';
import type { Gateway } from './gateway.ts';
import { answerHandshake } from './handshake.ts';
import { DEFAULT_MAX_BODY_BYTES, ingest } from './ingest.ts';
import { failed, type Docket, type Outcome } from './outcome.ts';
import { parseEvent } from './binding/parse.ts';
import { verifySignature } from './signature/signature.ts';
import type { EventSpan } from './watch/tracing.ts';

/** One request on a route, and where its answer goes. */
export interface Exchange {
  readonly route: RouteConfig;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
}

/** The way of an event through the gate: ingest → signature → parse → judge → deliver → dispatch. Throws what refuses it. */
export async function pass(gateway: Gateway, exchange: Exchange): Promise<void> {
  const { counters, tracing } = gateway;
  const { route, request, response } = exchange;
  if (request.method === 'OPTIONS' && route.webhook !== undefined) return answerHandshake(route.webhook, exchange);
  const start = performance.now();
  const span = tracing?.start(route.path, request.rawHeaders);
  const docket: Docket = { judged: undefined };
  try {
    await passOn(gateway, exchange, docket, span);
    if (docket.judged !== undefined) counters.countEvent(route.path, docket.judged);
    span?.end(response.statusCode);
  } catch (thrown) {
    const error = RegistryError.from(thrown);
    counters.countEvent(route.path, failed(docket, error.code));
    span?.fail(error);
    throw error;
  } finally {
    counters.countTime(performance.now() - start);
  }
}

async function passOn(gateway: Gateway, exchange: Exchange, docket: Docket, span: EventSpan | undefined): Promise<void> {
  const { route, request, response, requestId } = exchange;
  const arrival = await ingest(request, gateway.config.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES);
  verifySignature(route.source, arrival, gateway.timing.now);
  const outgoing = span === undefined ? arrival : { ...arrival, headers: span.outgoing(arrival.headers) };
  if (route.source.kind === 'cloudevents' && isBatch(arrival.contentType)) {
    return passBatch(gateway, { route, arrival: outgoing, response, requestId });
  }
  if (route.durable !== undefined) return passDurably(gateway, { route, arrival: outgoing, response, requestId, docket }, span);
  const decided = decide(gateway, { route, arrival, docket }, span);
  const target = decided instanceof Promise ? await decided : decided;
  if (target === undefined) response.writeHead(204, { [REQUEST_ID_HEADER]: requestId }).end();
  else await counted(gateway, route, target, gateway.dispatch.forward({ target, path: route.path, arrival: outgoing, requestId }, response));
}

interface Case {
  readonly route: RouteConfig;
  readonly arrival: Arrival;
  readonly docket: Docket;
}

type Decision = TargetConfig | undefined | Promise<TargetConfig | undefined>;

/** Read, judge, and choose the target; undefined where none wants it. Throws at once, or later where something is looked up first. */
function decide(gateway: Gateway, { route, arrival, docket }: Case, span: EventSpan | undefined): Decision {
  const { source } = route;
  if (source.kind !== 'cloudevents' && source.kind !== 'webhook')
    return admitEnvelope(gateway, { route, envelope: readEnvelope(source, arrival), docket }, span);
  const event = parseEvent(source, arrival);
  span?.judged(event);
  const judged = judgeOrObserve(gateway, route, event);
  if (judged instanceof Promise) return judged.then((late) => choose(late));
  return choose(judged);

  function choose(outcome: Outcome): Decision {
    docket.judged = outcome;
    return chooseReader(gateway, route, event);
  }
}
