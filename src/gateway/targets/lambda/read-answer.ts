import { validateHeaderName, validateHeaderValue } from 'node:http';
import { isHopByHop } from '../../headers.ts';

/** What a function answers, as HTTP would say it. */
export interface FunctionAnswer {
  readonly status: number;
  /** Names and values in turn; without those of a connection. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** What API Gateway takes for an answer (payload formats 1.0 and 2.0). */
interface ProxyResult {
  readonly statusCode?: unknown;
  readonly headers?: Readonly<Record<string, unknown>> | null;
  readonly multiValueHeaders?: Readonly<Record<string, unknown>> | null;
  readonly cookies?: unknown;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}

/** How it is told, after the name of the target, that `readAnswer` gave nothing. */
export const NO_ANSWER = 'returned what is no answer: a statusCode that is none, or headers that cannot be sent';

const NO_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * Read what a function returned. An object with `statusCode` is an answer; nothing (null) is 204; whatever else is 200 with that JSON, as
 * API Gateway takes it. Undefined for what is no answer: a status that is none, headers that cannot be sent.
 */
export function readAnswer(payload: Uint8Array): FunctionAnswer | undefined {
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const value = parse(text);
  if (value === undefined) return undefined;
  if (value === null) return { status: 204, headers: [], body: Buffer.alloc(0) };
  if (typeof value !== 'object' || !('statusCode' in value)) return { status: 200, headers: ['content-type', 'application/json'], body: text };
  const result: ProxyResult = value;
  const status = readStatus(result.statusCode);
  const headers = readHeaders(result);
  if (status === undefined || headers === undefined) return undefined;
  return { status, headers, body: NO_BODY.has(status) ? Buffer.alloc(0) : readBody(result) };
}

function readStatus(given: unknown): number | undefined {
  const isStatus = (typeof given === 'number' || typeof given === 'string') && /^[2-5]\d\d$/.test(String(given));
  return isStatus ? Number(given) : undefined;
}

/** Undefined where it is no JSON; an empty payload is null. */
function parse(text: Buffer): unknown {
  if (text.length === 0) return null;
  try {
    return JSON.parse(text.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function readHeaders({ headers, multiValueHeaders, cookies }: ProxyResult): string[] | undefined {
  const lists = Object.entries(multiValueHeaders ?? {}).flatMap(([name, values]) =>
    Array.isArray(values) ? values.map((value) => [name, value]) : [],
  );
  const many = new Set(lists.map(([name]) => String(name).toLowerCase()));
  const single = Object.entries(headers ?? {}).filter(([name]) => !many.has(name.toLowerCase()));
  const set = Array.isArray(cookies) ? cookies.map((cookie) => ['set-cookie', cookie]) : [];
  const given: readonly unknown[][] = [...single, ...lists, ...set].filter(([, value]) => value !== undefined && value !== null);
  const kept = given.filter(([name]) => !isHopByHop(String(name).toLowerCase()) && String(name).toLowerCase() !== 'content-length');
  return kept.every(([name, value]) => isHeader(String(name), value)) ? kept.flat().map(String) : undefined;
}

function isHeader(name: string, value: unknown): boolean {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return false;
  try {
    validateHeaderName(name);
    validateHeaderValue(name, String(value));
    return true;
  } catch {
    return false;
  }
}

function readBody({ body, isBase64Encoded }: ProxyResult): Buffer {
  if (body === undefined || body === null) return Buffer.alloc(0);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return Buffer.from(text, isBase64Encoded === true ? 'base64' : 'utf8');
}
