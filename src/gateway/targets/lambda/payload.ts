import { isUtf8 } from 'node:buffer';
import { parseBinary } from '../../binding/cloudevents-binary.ts';
import { isStructured } from '../../binding/cloudevents-structured.ts';
import type { Arrival } from '../../arrival.ts';
import { eachHeader, type RawHeaders } from '../../headers.ts';

/** A request as it goes to a function. */
export interface OutgoingRequest {
  /** The path of the route. */
  readonly path: string;
  readonly arrival: Arrival;
  /** As they go out. */
  readonly headers: RawHeaders;
  readonly requestId: string;
  /** When it came, in milliseconds since 1970. */
  readonly receivedAt: number;
}

/** Nobody has a name that ends so (RFC 2606 §2). */
const DOMAIN = 'sluice.invalid';
const STAGE = '$default';

/**
 * The event that a function behind an HTTP API or a function URL gets (payload format version 2.0), made by hand: the body is a text
 * that holds the bytes that came, in Base64 where they are no UTF-8.
 *
 * Source: AWS, "Create AWS Lambda proxy integrations for HTTP APIs".
 */
export function apiGatewayEvent({ path, arrival, headers, requestId, receivedAt }: OutgoingRequest): Uint8Array {
  const { method, query, bytes } = arrival;
  const isText = isUtf8(bytes);
  const joined = joinHeaders([...headers, 'host', DOMAIN, 'content-length', String(bytes.length)]);
  const rawQueryString = query.replace(/^\?/, '');
  const event = {
    version: '2.0',
    routeKey: STAGE,
    rawPath: path,
    rawQueryString,
    headers: joined,
    ...(rawQueryString === '' ? {} : { queryStringParameters: joinQuery(rawQueryString) }),
    requestContext: {
      accountId: 'anonymous',
      apiId: 'sluice',
      domainName: DOMAIN,
      domainPrefix: 'sluice',
      // Who sent it is not known any more when it is delivered.
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '0.0.0.0', userAgent: joined['user-agent'] ?? '' },
      requestId,
      routeKey: STAGE,
      stage: STAGE,
      time: logTime(receivedAt),
      timeEpoch: receivedAt,
    },
    body: bytes.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
  return Buffer.from(JSON.stringify(event));
}

/** The event in the JSON event format: the bytes that came, or around them, as data, the attributes of their headers. */
export function cloudEvent({ arrival }: OutgoingRequest): Uint8Array {
  if (isStructured(arrival.contentType)) return arrival.bytes;
  const attributes = JSON.stringify(parseBinary(arrival).attributes);
  if (arrival.bytes.length === 0) return Buffer.from(attributes);
  return Buffer.concat([Buffer.from(`${attributes.slice(0, -1)},"data":`), arrival.bytes, Buffer.from('}')]);
}

// Version 2.0 has one value for each name.
function joinHeaders(headers: RawHeaders): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of eachHeader(headers)) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before}${name === 'cookie' ? '; ' : ','}${value}`);
  }
  return Object.fromEntries(joined);
}

function joinQuery(query: string): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(joined);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** As web servers log it: 25/Nov/2026:09:00:00 +0000. */
function logTime(at: number): string {
  const [, year = '', month = '', day = '', time = ''] = /^(\d+)-(\d\d)-(\d\d)T([\d:]{8})/.exec(new Date(at).toISOString()) ?? [];
  return `${day}/${MONTHS[Number(month) - 1] ?? ''}/${year}:${time} +0000`;
}
