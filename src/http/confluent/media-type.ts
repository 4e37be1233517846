import type { IncomingMessage } from 'node:http';
import type { Context } from 'koa';
import { RegistryError } from '../../core/errors.ts';
import { requirePlain } from '../kit/body.ts';
import { onlyHeader } from '../kit/header-values.ts';

/** What the face answers in, the best first. */
const ANSWERS = ['application/vnd.schemaregistry.v1+json', 'application/vnd.schemaregistry+json', 'application/json'] as const;

/** What it takes; the last is what clients send that do not say. */
const REQUESTS: readonly string[] = [...ANSWERS, 'application/octet-stream'];

/** The media type of the answer, `first` where the caller does not care; undefined where they accept none of ours. */
export function preferredType(ctx: Context, first: string = ANSWERS[0]): string | undefined {
  const header = ctx.get('Accept');
  if (header.trim() === '') return first;
  const ranges = header.split(',').map(readRange);
  const offered = [first, ...ANSWERS].map((type) => ({ type, quality: qualityOf(ranges, type) }));
  const best = offered.reduce((a, b) => (b.quality > a.quality ? b : a));
  return best.quality > 0 ? best.type : undefined;
}

interface MediaRange {
  readonly range: string;
  readonly quality: number;
}

// Parameters but the quality say nothing here: clients add a charset, which JSON has not.
function readRange(text: string): MediaRange {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return { range, quality: quality === undefined ? 1 : Number(quality) || 0 };
}

/** RFC 9110 §12.5.1: the most specific range decides. */
function qualityOf(ranges: readonly MediaRange[], type: string): number {
  const found = [type, 'application/*', '*/*'].map((range) => ranges.find((candidate) => candidate.range === range));
  return found.find((candidate) => candidate !== undefined)?.quality ?? 0;
}

/** Throws `not_acceptable`. */
export function requireType(ctx: Context): string {
  const type = preferredType(ctx);
  if (type !== undefined) return type;
  throw new RegistryError('not_acceptable', `Accept: expected one of ${ANSWERS.join(', ')}; found ${JSON.stringify(ctx.get('Accept'))}`);
}

/** The type of an answer that is an error: there is one for whatever is accepted. */
export function errorType(ctx: Context): string {
  return preferredType(ctx) ?? ANSWERS[0];
}

/** Refuses a body that does not say that it is JSON. Throws `media_type_unsupported`, and `request_invalid` where it says twice what it is. */
export function requireJsonBody(request: IncomingMessage): void {
  const sent = onlyHeader(request, 'Content-Type');
  const type = sent?.split(';')[0]?.trim().toLowerCase();
  if (type !== undefined && type !== '' && !REQUESTS.includes(type)) {
    throw new RegistryError('media_type_unsupported', `Content-Type: expected one of ${REQUESTS.join(', ')}; found ${JSON.stringify(sent)}`);
  }
  requirePlain(request);
}
