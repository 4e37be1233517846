import { setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { REQUEST_ID_HEADER } from '../../http/kit/request-id.ts';
import { admit } from '../admit.ts';
import { sendJson } from '../answer.ts';
import type { Arrival } from '../arrival.ts';
import { isAttributeHeader } from '../binding/attribute-headers.ts';
import { parseEventObject, requireBatchFormat, STRUCTURED_TYPE } from '../binding/cloudevents-structured.ts';
import { Breather } from '../breather.ts';
import type { RouteConfig } from '../config/config.ts';
import { counted } from '../dispatch/counted.ts';
import type { Gateway } from '../gateway.ts';
import type { RawHeaders } from '../headers.ts';
import type { Docket } from '../outcome.ts';
import { keepElements } from './keep-elements.ts';
import { readElements, type Element } from './element.ts';
import { resultOf, type Result } from './result.ts';

export interface BatchExchange {
  readonly route: RouteConfig;
  readonly arrival: Arrival;
  readonly response: ServerResponse;
  readonly requestId: string;
}

const MAX_AT_ONCE = 16;

/**
 * The batched content mode: every element is judged, and goes on as a structured event of its own bytes. The answer is 200
 * with a result for each, in order. Throws, before any of them goes on, where the body is no array of JSON texts.
 *
 * Source: CloudEvents HTTP protocol binding 1.0, §3.3; JSON event format 1.0, §4.
 */
export async function passBatch(gateway: Gateway, { route, arrival, response, requestId }: BatchExchange): Promise<void> {
  requireBatchFormat(arrival.contentType);
  const elements = await readElements(arrival.bytes);
  const envelope: Omit<Arrival, 'bytes'> = { ...arrival, headers: elementHeaders(arrival.headers), contentType: STRUCTURED_TYPE };
  const batch = { route, elements, envelope, requestId };
  const results = route.durable === undefined ? await dispatchElements(gateway, batch, response) : await keepElements(gateway, batch);
  response.setHeader(REQUEST_ID_HEADER, requestId);
  sendJson(response, 200, results);
}

/** A batch that was read. */
export interface Batch {
  readonly route: RouteConfig;
  readonly elements: readonly Element[];
  /** What the elements have in common. */
  readonly envelope: Omit<Arrival, 'bytes'>;
  readonly requestId: string;
}

async function dispatchElements(gateway: Gateway, { elements, ...batch }: Batch, response: ServerResponse): Promise<Result[]> {
  const gone = new AbortController();
  setMaxListeners(MAX_AT_ONCE, gone.signal);
  // Who sent it may have left while it was read.
  if (response.closed) gone.abort();
  response.once('close', () => gone.abort());
  return mapInOrder(elements, (element) => passElement(gateway, { ...batch, element, signal: gone.signal }));
}

// What is said about the whole body is not true of its parts.
function elementHeaders(headers: RawHeaders): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    if (!isAttributeHeader(name) && !ABOUT_THE_BODY.test(name)) kept.push(name, headers[index + 1] ?? '');
  }
  return [...kept, 'Content-Type', STRUCTURED_TYPE];
}

const ABOUT_THE_BODY = /^(?:content-.*|(?:repr-)?digest)$/i;

/** Some at once; they begin in order, and so are the results. */
async function mapInOrder<Item, Value>(items: readonly Item[], work: (item: Item) => Promise<Value>): Promise<Value[]> {
  const results: Value[] = [];
  const queue = items.entries();
  const breather = new Breather();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await breather.begin(() => work(item));
  };
  await Promise.all(Array.from({ length: Math.min(MAX_AT_ONCE, items.length) }, worker));
  return results;
}

interface Passage extends Omit<Batch, 'elements'> {
  readonly element: Element;
  readonly signal: AbortSignal;
}

async function passElement(gateway: Gateway, passage: Passage): Promise<Result> {
  const docket: Docket = { judged: undefined };
  return resultOf(gateway, passage, docket, async () => ({ status: await statusOf(gateway, passage, docket) }));
}

async function statusOf(gateway: Gateway, { route, element, envelope, requestId, signal }: Passage, docket: Docket): Promise<number> {
  if (element.content.kind === 'refused') throw element.content.error;
  const target = await admit(gateway, route, parseEventObject(element.content.value), docket);
  if (target === undefined) return 204;
  const arrival = { ...envelope, bytes: element.bytes };
  return counted(gateway, route, target, gateway.dispatch.deliver({ target, path: route.path, arrival, requestId }, signal));
}
