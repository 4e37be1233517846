import type { EventFinding } from '../../src/core/verdict.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import { compareNames } from '../../src/core/text-order.ts';
import { grouped } from './counted.ts';
import { createPaint } from './paint.ts';
import { printable } from './printable.ts';
import { facts, fittingTable, table } from './table.ts';

export interface ReasonResource {
  readonly code: string;
  readonly detail: string;
  readonly findings?: readonly EventFinding[];
}

/** A held event or a delivery, as a gateway's admin API lists it. */
export interface EntryResource {
  readonly id: number;
  readonly delivery?: number;
  readonly state: string;
  readonly route: string;
  readonly target?: string;
  readonly type: string;
  readonly version?: number;
  readonly source?: string;
  readonly cloudEventId?: string;
  readonly key?: string;
  readonly receivedAt: string;
  readonly since: string;
  readonly attempts: number;
  readonly due?: string;
  readonly bytes: number;
  /** The dead event of its order key that it waits behind. */
  readonly behind?: number;
  /** Its target is not in the configuration any more. */
  readonly stranded?: true;
  readonly reason?: ReasonResource;
}

export interface CountResource {
  readonly state: string;
  readonly route: string;
  readonly target?: string;
  readonly type: string;
  readonly count: number;
  readonly bytes: number;
  readonly oldest: string;
}

/** One event whole. */
export interface EventResource extends Omit<EntryResource, 'state' | 'since' | 'attempts' | 'reason'> {
  readonly requestId: string;
  readonly deliveries: readonly EntryResource[];
  readonly request: {
    readonly method: string;
    readonly query: string;
    readonly headers: readonly { readonly name: string; readonly value: string }[];
    readonly body?: string;
    readonly bodyBase64?: string;
  };
  readonly events: readonly { readonly type: string; readonly attributes: Readonly<Record<string, JsonValue>>; readonly data?: JsonValue }[];
  readonly unreadable?: { readonly code: string; readonly detail: string };
}

interface EntriesStyle {
  readonly color: boolean;
  /** Characters in a line; undefined: as many as it takes. */
  readonly width: number | undefined;
  readonly now: number;
}

/** A line for each, oldest first. */
export function entriesText(items: readonly EntryResource[], { color, width, now }: EntriesStyle): string {
  if (items.length === 0) return 'nothing that waits for a person, or matches';
  const paint = createPaint({ color });
  const rows = items.map((item) => [
    String(item.id),
    item.state,
    printable(`${item.route}${item.target === undefined ? '' : ` → ${item.target}`}`),
    printable(item.type),
    printable(item.key ?? ''),
    ageOf(item.receivedAt, now),
    String(item.attempts),
    item.stranded === true ? 'no such target' : (item.reason?.code ?? (item.behind === undefined ? '' : `behind ${item.behind}`)),
  ]);
  const lines = fittingTable([['EVENT', 'STATE', 'ROUTE', 'TYPE', 'KEY', 'AGE', 'TRIES', 'WHY'], ...rows], width, [3, 2, 4]).split('\n');
  return lines.map((line, index) => (index === 0 ? paint.faint(line) : line)).join('\n');
}

const UNITS = [[86_400_000, 'd'], [3_600_000, 'h'], [60_000, 'm'], [1_000, 's']] as const; // prettier-ignore

/** `3d`, `5h`, `12m`, `40s`: how long ago. */
export function ageOf(time: string, now: number): string {
  const ms = Math.max(0, now - Date.parse(time));
  const [unit, name] = UNITS.find(([size]) => ms >= size) ?? [1_000, 's'];
  return `${Math.floor(ms / unit)}${name}`;
}

export function countsText(items: readonly CountResource[]): string {
  if (items.length === 0) return 'the queue is empty';
  const rows = items
    .toSorted((a, b) => compareNames(a.state, b.state) || b.count - a.count)
    .map(({ state, route, target, type, count, bytes, oldest }) => [
      state,
      printable(`${route}${target === undefined ? '' : ` → ${target}`}`),
      printable(type),
      grouped(count),
      grouped(bytes),
      oldest,
    ]);
  return table([['STATE', 'ROUTE', 'TYPE', 'COUNT', 'BYTES', 'OLDEST'], ...rows]);
}

/** Its envelope, its deliveries, the request and the data. */
export function eventText(event: EventResource): string {
  const { request, events, deliveries, unreadable } = event;
  const head = facts([
    ['event', String(event.id)],
    ['route', printable(event.route)],
    ['type', `${printable(event.type)}${event.version === undefined ? '' : `@${event.version}`}`],
    ['source', event.source === undefined ? undefined : printable(event.source)],
    ['id', event.cloudEventId === undefined ? undefined : printable(event.cloudEventId)],
    ['key', event.key === undefined ? undefined : printable(event.key)],
    ['received', event.receivedAt],
    ['request', printable(event.requestId)],
    ['bytes', grouped(event.bytes)],
  ]);
  return [
    head,
    deliveries.map(deliveryText).join('\n'),
    [
      printable(`${request.method} ${event.route}${request.query}`),
      ...request.headers.map(({ name, value }) => `  ${printable(name)}: ${printable(value)}`),
    ].join('\n'),
    ...(unreadable === undefined ? [] : [`it cannot be read as its route reads events: ${unreadable.code}: ${printable(unreadable.detail)}`]),
    ...(request.body === undefined && request.bodyBase64 === undefined ? events.map(dataText) : [`body, as it came\n${indented(bodyText(request))}`]),
  ].join('\n\n');
}

/** `dead for billing, after 30 attempts, since …`, and why. */
function deliveryText({ state, target, attempts, since, due, behind, reason }: EntryResource): string {
  const to = target === undefined ? '' : ` for ${printable(target)}`;
  const tried = attempts === 0 ? '' : `, ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'} failed`;
  const next = behind === undefined ? (due === undefined ? '' : `, due ${due}`) : `, behind the dead event ${behind} of its key`;
  return `${state}${to} since ${since}${tried}${next}${reason === undefined ? '' : `\n  ${reason.code}: ${printable(reason.detail)}`}`;
}

function dataText({ type, data }: EventResource['events'][number], _index: number, all: readonly unknown[]): string {
  const title = all.length === 1 ? 'data' : `data of ${printable(type)}`;
  return `${title}\n${indented(data === undefined ? '(none)' : JSON.stringify(data, null, 2))}`;
}

function bodyText({ body, bodyBase64 = '' }: EventResource['request']): string {
  return body ?? `(base64) ${bodyBase64}`;
}

// Line breaks are the only control characters of it that may do anything.
function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${printable(line)}`)
    .join('\n');
}
