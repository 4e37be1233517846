import type { IncomingMessage, ServerResponse } from 'node:http';
import { REQUEST_ID_HEADER } from '../http/kit/request-id.ts';
import { admit } from './admit.ts';
import { passBatch } from './batch/pass-batch.ts';
import { isBatch } from './binding/cloudevents-structured.ts';
import type { RouteConfig } from './config/config.ts';
import { counted } from './counted.ts';
import { admitEnvelope } from './envelope/admit-envelope.ts';
import { readEnvelope } from './envelope/read-envelope.ts';
import type { Gateway } from './gateway.ts';
import { answerHandshake } from './handshake.ts';
import { ingest } from './ingest.ts';
import { parseEvent } from './parse.ts';
import { verifySignature } from './signature/signature.ts';

/** One request on a route, and where its answer goes. */
export interface Exchange {
  readonly route: RouteConfig;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
}

const DEFAULT_MAX_BODY_BYTES = 1024 * 1024;

/** The way of an event through the gate: ingest → signature → parse → judge → deliver → dispatch. Throws what refuses it. */
export async function pass(gateway: Gateway, { route, request, response, requestId }: Exchange): Promise<void> {
  if (request.method === 'OPTIONS' && route.webhook !== undefined) return answerHandshake(route.webhook, { request, response, requestId });
  const arrival = await ingest(request, gateway.config.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES);
  verifySignature(route.source, arrival, gateway.timing.now);
  const { source } = route;
  if (source.kind === 'cloudevents' && isBatch(arrival.contentType)) return passBatch(gateway, { route, arrival, response, requestId });
  const target =
    source.kind === 'cloudevents' || source.kind === 'webhook'
      ? await admit(gateway, route, parseEvent(source, arrival))
      : await admitEnvelope(gateway, route, readEnvelope(source, arrival));
  if (target === undefined) response.writeHead(204, { [REQUEST_ID_HEADER]: requestId }).end();
  else await counted(gateway, route, target, gateway.dispatch.forward({ target, arrival, requestId }, response));
}
