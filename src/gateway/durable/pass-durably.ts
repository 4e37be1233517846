import type { ServerResponse } from 'node:http';
import { REQUEST_ID_HEADER } from '../../http/kit/request-id.ts';
import { sendJson } from '../answer.ts';
import type { Arrival } from '../arrival.ts';
import type { RouteConfig } from '../config/config.ts';
import type { Gateway } from '../gateway.ts';
import type { Docket } from '../outcome.ts';
import type { EventSpan } from '../watch/tracing.ts';
import { readEvents } from './read-events.ts';
import { submit } from './submit.ts';

export interface DurableExchange {
  readonly route: RouteConfig;
  /** As it is to be delivered. */
  readonly arrival: Arrival;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly docket: Docket;
}

/** The way of a request on a durable route: read → judge → keep → 202. Throws what refuses it. */
export async function passDurably(gateway: Gateway, exchange: DurableExchange, span: EventSpan | undefined): Promise<void> {
  const { route, arrival, response, requestId, docket } = exchange;
  const contents = readEvents(route.source, arrival);
  for (const event of contents.events) span?.judged(event);
  const receipt = await submit(gateway, { route, arrival, requestId, contents }, docket);
  response.setHeader(REQUEST_ID_HEADER, requestId);
  if (receipt === undefined) response.writeHead(204).end();
  else sendJson(response, 202, receipt);
}
