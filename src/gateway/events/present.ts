import { Buffer, isUtf8 } from 'node:buffer';
import type { ExactObject, ExactValue } from '../../core/json/value.ts';
import { RegistryError } from '../../core/errors.ts';
import type { Entry, QueuedRequest, StoredEvent } from '../../queue/queue.ts';
import type { IncomingEvent } from '../event.ts';
import type { Gateway } from '../gateway.ts';
import { blockerFinder, type FindBlocker } from './behind.ts';
import { openStored } from './contents.ts';
import { isStranded, reachOf, type Reach } from './stranded.ts';
import { HIDDEN, maskData, maskKey } from './masking.ts';

/** An entry as the admin API shows it: `id` is its event's, `delivery` its own, `behind` the dead event of its order key that it waits for, `stranded` that its target is not there any more. */
export async function presentEntry(gateway: Gateway, entry: Entry, { findBlocker, reach }: Surroundings): Promise<ExactObject> {
  const { id, eventId, route, target, state, type, version, source, cloudEventId, attempts, due, bytes } = entry;
  const key = await maskKey(gateway, entry);
  return present({
    id: eventId,
    delivery: state === 'held' ? undefined : id,
    state,
    route,
    target: target === '' ? undefined : target,
    type,
    version,
    source,
    cloudEventId,
    key,
    receivedAt: timeOf(entry.receivedAt),
    since: timeOf(entry.since),
    attempts,
    due: due === undefined ? undefined : timeOf(due),
    bytes,
    behind: await findBlocker(entry),
    stranded: isStranded(reach, entry) ? true : undefined,
    ...reasonMembers(entry.reason),
  });
}

interface Surroundings {
  readonly findBlocker: FindBlocker;
  readonly reach: Reach;
}

/** What entries of one answer are shown by, beside what they say themselves. */
export async function surroundingsOf(gateway: Gateway): Promise<Surroundings> {
  return { findBlocker: blockerFinder(gateway), reach: await reachOf(gateway.routes, gateway.queue) };
}

/** One event with all its deliveries; the values of people are hidden, unless `reveal`: then it is whole, as it came. */
export async function presentEvent(gateway: Gateway, stored: StoredEvent, { reveal }: { readonly reveal: boolean }): Promise<ExactObject> {
  const { id, event, entries } = stored;
  const { request, ...rest } = event;
  const around = await surroundingsOf(gateway);
  return present({
    id,
    route: event.route,
    type: event.type,
    version: event.version,
    source: event.source,
    cloudEventId: event.eventId,
    key: reveal ? event.orderKey : await maskKey(gateway, rest),
    receivedAt: timeOf(event.receivedAt),
    requestId: request.requestId,
    bytes: request.bytes.byteLength,
    deliveries: await Promise.all(entries.map((entry) => presentEntry(gateway, entry, around))),
    request: presentRequest(request, reveal),
    ...(await contentsOf(gateway, stored)),
  });
}

async function contentsOf(gateway: Gateway, stored: StoredEvent): Promise<ExactObject> {
  try {
    const { contents } = openStored(gateway, stored);
    const events: ExactObject[] = [];
    for (const event of contents.events) events.push(await presentContent(gateway, event));
    return { events };
  } catch (thrown) {
    const { code, message: detail } = RegistryError.from(thrown);
    return { events: [], unreadable: { code, detail } };
  }
}

async function presentContent(gateway: Gateway, event: IncomingEvent): Promise<ExactObject> {
  const { type, attributes, dataschema } = event;
  return present({ type, attributes: present(attributes), dataschema, data: await maskData(gateway, event) });
}

/** Headers that are about the request and not about people; of others the names are shown. */
const SHOWN_HEADER =
  /^(content-.*|ce-.*|user-agent|host|date|traceparent|x-request-id|accept|accept-encoding|connection|x-github-event|webhook-id|webhook-timestamp)$/i;

function presentRequest({ method, query, headers, bytes }: QueuedRequest, reveal: boolean): ExactObject {
  const pairs = headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1] ?? ''] as const] : []));
  return present({
    method,
    query: reveal ? query : query.replaceAll(/=[^&]*/g, `=${HIDDEN}`),
    headers: pairs.map(([name, value]) => ({ name, value: reveal || SHOWN_HEADER.test(name) ? value : HIDDEN })),
    ...(reveal ? bodyOf(bytes) : {}),
  });
}

function bodyOf(bytes: Uint8Array): ExactObject {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return isUtf8(buffer) ? { body: buffer.toString('utf8') } : { bodyBase64: buffer.toString('base64') };
}

export function reasonMembers(reason: Entry['reason']): ExactObject {
  if (reason === undefined) return {};
  const { code, message: detail, findings } = reason;
  return { reason: present({ code, detail, findings: findings as unknown as ExactValue | undefined }) };
}

/** An object without the members that are undefined. */
export function present(members: Readonly<Record<string, ExactValue | undefined>>): ExactObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as ExactObject;
}

export function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
