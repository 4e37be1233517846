import type { RawRequest } from '../send-raw.ts';

/**
 * One sentence of a specification that says MUST, MUST NOT, SHALL or SHALL NOT. Each of them is either kept by us, which is
 * shown by what is sent and what must come, or somebody else's to keep, with the reason.
 */
export type Row =
  | { readonly sentence: string; readonly kind: 'ours'; readonly checks: readonly Check[] }
  | { readonly sentence: string; readonly kind: 'not_ours'; readonly why: string };

/** A request, and its answer: 200 is the function's, 204 says that the filter of the route did not match. */
export interface Check extends RawRequest {
  readonly title: string;
  readonly status: number;
  readonly code?: string;
  /** Headers of the answer; undefined: it has none of that name. */
  readonly answers?: Readonly<Record<string, string | undefined>>;
  /** Headers that the function gets. */
  readonly gets?: Readonly<Record<string, string | undefined>>;
}

export function ours(sentence: string, ...checks: readonly Check[]): Row {
  return { sentence, kind: 'ours', checks };
}

export function notOurs(sentence: string, why: string): Row {
  return { sentence, kind: 'not_ours', why };
}

/** A document, by the name of its file in the repository of its specification. */
export interface Document {
  readonly name: string;
  readonly rows: readonly Row[];
}

// Routes of the gateway in conformance.test.ts, each with a function behind it.
export const ROUTES = {
  /** Any data of the type `any`; `object` wants an integer `n`. */
  events: '/',
  /** Only events whose extension `decoded` is this text go on; others are 204. */
  euro: '/euro',
  euroText: 'Euro € 😀',
  five: '/five',
  yes: '/true',
  /** Only events with a subject. */
  hasSubject: '/subject',
  handshake: '/handshake',
  /** Its function answers with the status in the query: /answers?404. */
  answers: '/answers',
  /** Nobody wants its events. */
  nobody: '/nobody',
} as const;

const ATTRIBUTES = { specversion: '1.0', id: '1', source: '/s', type: 'any' };

/** The headers of a binary event; undefined takes an attribute away. */
export function binary(
  change: Readonly<Record<string, string | undefined>> = {},
  more: readonly string[] = ['Content-Type: application/json'],
): string[] {
  return [...attributesOf(change).map(([name, value]) => `ce-${name}: ${String(value)}`), ...more];
}

/** The text of a structured event, with `data: {}` unless changed. */
export function structured(change: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify(Object.fromEntries(attributesOf({ data: {}, ...change })));
}

function attributesOf(change: Readonly<Record<string, unknown>>): (readonly [string, unknown])[] {
  return Object.entries({ ...ATTRIBUTES, ...change }).filter(([, value]) => value !== undefined);
}

export const STRUCTURED: readonly string[] = ['Content-Type: application/cloudevents+json'];
export const BATCH: readonly string[] = ['Content-Type: application/cloudevents-batch+json'];

export const taken = (title: string, request: Omit<Check, 'title' | 'status'>): Check => ({ title, status: 200, ...request });
export const unmatched = (title: string, request: Omit<Check, 'title' | 'status'>): Check => ({ title, status: 204, ...request });
export const refused = (title: string, request: Omit<Check, 'title' | 'status' | 'code'>): Check => ({
  title,
  status: 400,
  code: 'envelope_invalid',
  ...request,
});

/** The same attribute in both modes, refused in both. */
export function refusedBoth(title: string, change: Readonly<Record<string, string | undefined>>): Check[] {
  return [
    refused(`${title}, binary`, { headers: binary(change), body: '{}' }),
    refused(`${title}, structured`, { headers: STRUCTURED, body: structured(change) }),
  ];
}

/** The same attribute in both modes, taken in both. */
export function takenBoth(title: string, change: Readonly<Record<string, string | undefined>>): Check[] {
  return [
    taken(`${title}, binary`, { headers: binary(change), body: '{}' }),
    taken(`${title}, structured`, { headers: STRUCTURED, body: structured(change) }),
  ];
}
