import { REQUEST_ID_HEADER } from '../../../http/kit/request-id.ts';
import type { Answer } from '../../answer.ts';
import type { Arrival } from '../../arrival.ts';
import { eachHeader, type RawHeaders } from '../../headers.ts';
import { requireHead } from '../../ingest.ts';
import { arrive } from '../read-arrival.ts';

/** What API Gateway (payload 1.0 and 2.0), function URLs and load balancers have in common, or have one of. */
export interface HttpEvent {
  /** Payload 1.0. */
  readonly httpMethod?: string;
  /** Payload 2.0. */
  readonly requestContext?: { readonly http?: { readonly method: string } };
  readonly rawQueryString?: unknown;
  readonly headers?: Readonly<Record<string, unknown>> | null;
  readonly multiValueHeaders?: Readonly<Record<string, unknown>> | null;
  readonly body?: unknown;
  readonly isBase64Encoded?: boolean;
}

export function isHttp(event: HttpEvent): boolean {
  return typeof event.httpMethod === 'string' || typeof event.requestContext?.http?.method === 'string';
}

export interface HttpReading {
  readonly requestId?: string;
  readonly read: () => Arrival;
}

export function readHttp(event: HttpEvent, maxBytes: number): HttpReading {
  const { httpMethod, requestContext, rawQueryString, body, isBase64Encoded } = event;
  const method = httpMethod ?? requestContext?.http?.method ?? '';
  const headers = headersOf(event);
  const first = (name: string): string | undefined => [...eachHeader(headers)].find(([found]) => found === name)?.[1];
  const requestId = first(REQUEST_ID_HEADER);
  return {
    ...(requestId === undefined ? {} : { requestId }),
    read() {
      const contentType = requireHead({ method, rawHeaders: headers, headers: { 'content-encoding': first('content-encoding') } });
      const bytes = Buffer.from(typeof body === 'string' ? body : '', isBase64Encoded === true ? 'base64' : 'utf8');
      return arrive({ method, url: typeof rawQueryString === 'string' ? `?${rawQueryString}` : '', headers, contentType, bytes }, maxBytes);
    },
  };
}

// Where both are there, only the lists show a header that came twice.
function headersOf({ headers, multiValueHeaders }: HttpEvent): RawHeaders {
  const lists = Object.entries(multiValueHeaders ?? {}).flatMap(([name, values]) =>
    Array.isArray(values) ? values.flatMap((value) => pair(name, value)) : [],
  );
  return lists.length > 0 ? lists : Object.entries(headers ?? {}).flatMap(([name, value]) => pair(name, value));
}

function pair(name: string, value: unknown): string[] {
  return typeof value === 'string' ? [name, value] : [];
}

/** What all of them take for an answer. */
export function httpResult({ status, headers, body }: Answer): object {
  return { statusCode: status, headers, body };
}
