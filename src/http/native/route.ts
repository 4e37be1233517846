import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { Origin } from '../../core/audit.ts';
import type { ErrorCode, RegistryError } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json/value.ts';
import { readJsonBody, REGISTRY_BODY_SETTING } from '../kit/body.ts';
import { parseIfMatch } from '../kit/entity-tag.ts';
import type { Principal } from '../kit/principal.ts';
import { parseQuery } from '../kit/query.ts';
import { requireRouteAccess, type RouteAccess } from './access.ts';
import { readParameters, type Parameters, type ReadParameters } from './parameter.ts';
import type { Shape } from './shape.ts';

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

/** One row of the native API: what answers requests and what the OpenAPI document says, both. */
export interface Route {
  readonly method: Method;
  /** Below `/api/v1`, as OpenAPI writes it: `/subjects/{subject}`. */
  readonly path: string;
  /** Also the name of the client's method. */
  readonly operationId: string;
  readonly summary: string;
  readonly access: RouteAccess;
  readonly query: Parameters;
  readonly headers: readonly HeaderDescription[];
  /** The schema of the request body; null where there is none. */
  readonly body: JsonObject | null;
  readonly answers: readonly AnswerDescription[];
  /** The codes of this route's own; those that any route may answer are not repeated. */
  readonly errors: readonly ErrorCode[];
  /** Throws at once what it finds before it has to wait. */
  answer(incoming: Incoming): Promise<Answer>;
}

export interface HeaderDescription {
  readonly name: string;
  readonly description: string;
}

export interface AnswerDescription {
  readonly status: 200 | 201;
  readonly description: string;
  /** By media type. */
  readonly content: Readonly<Record<string, JsonObject>>;
  readonly headers?: readonly HeaderDescription[];
}

/** A request as it came. */
export interface Incoming {
  readonly request: IncomingMessage;
  readonly path: Readonly<Record<string, string>>;
  readonly querystring: string;
  readonly maxBodyBytes: number;
  /** The media type among `offered` that the caller likes best; the first where it does not care. */
  accepts(offered: readonly string[]): string;
  /** Aborts when nobody waits for the answer any more. */
  readonly gone: AbortSignal;
  readonly principal: Principal;
  readonly origin: Origin;
  /** Count as one more request of who sends this. Throws `rate_limited`. */
  spend(): void;
  /** Log an error that is answered as a part of an answer, as if it were the whole. */
  report(error: RegistryError): void;
}

export type Answer =
  | {
      readonly kind: 'json';
      readonly value: object;
      readonly status?: number;
      /** Of the entity; goes into the ETag. */
      readonly epoch?: number;
      readonly location?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Text that is made while it is sent; `key` is one that is another where the text is. */
  | {
      readonly kind: 'written';
      readonly type: string;
      readonly text: () => AsyncIterable<string>;
      readonly key: string;
      readonly epoch: number;
      readonly headers: Readonly<Record<string, string>>;
    }
  /** A text that depends on what the caller accepts; with an ETag. */
  | { readonly kind: 'text'; readonly type: string; readonly text: string }
  /** `isPrivate`: kept by nobody on the way, nor by the browser. */
  | { readonly kind: 'stream'; readonly type: string; readonly stream: Readable; readonly isPrivate?: true };

/** A request whose parameters and body were read. */
export interface Request<Q, B> {
  readonly path: PathReader;
  readonly query: Q;
  readonly body: B;
  readonly ifMatch: number | undefined;
  readonly incoming: Incoming;
}

/** Path parameters, decoded. */
export type PathReader = (name: string) => string;

interface RouteDefinition<P extends Parameters, B> extends Pick<Route, 'method' | 'path' | 'operationId' | 'summary' | 'access' | 'answers'> {
  readonly query?: P;
  readonly body?: Shape<B>;
  readonly headers?: readonly HeaderDescription[];
  readonly errors?: readonly ErrorCode[];
  readonly handle: (request: Request<ReadParameters<P>, B>) => Promise<Answer>;
}

type NoParameters = Readonly<Record<string, never>>;

// A schema of 200 levels may stand three levels deep in a body.
const MAX_BODY_DEPTH = 203;

const IF_MATCH: HeaderDescription = { name: 'If-Match', description: 'The ETag, or the epoch in quotes, that the entity must still have.' };

/** Make a row: `handle` gets what the definition describes, and nothing else reaches it. */
export function defineRoute<B = undefined, P extends Parameters = NoParameters>(definition: RouteDefinition<P, B>): Route {
  const { query = {} as P, body, headers = [], errors = [], handle, access, ...rest } = definition;
  const isWrite = errors.includes('epoch_mismatch');
  return {
    ...rest,
    access,
    query,
    body: body?.schema ?? null,
    headers: isWrite ? [IF_MATCH, ...headers] : headers,
    errors,
    answer: (incoming) => {
      const path: PathReader = (name) => incoming.path[name] ?? '';
      requireRouteAccess(incoming.principal, access, path); // Before anything that the caller sent is read.
      const read = {
        path,
        query: readParameters(query, parseQuery(incoming.querystring)),
        ifMatch: isWrite ? parseIfMatch(incoming.request.headers['if-match']) : undefined,
        incoming,
      };
      if (body === undefined) return handle({ ...read, body: undefined as B });
      return readBody(body, incoming, errors).then((sent) => handle({ ...read, body: sent }));
    },
  };
}

async function readBody<B>(shape: Shape<B>, { request, maxBodyBytes }: Incoming, errors: readonly ErrorCode[]): Promise<B> {
  const limits = { maxBytes: maxBodyBytes, setting: REGISTRY_BODY_SETTING, maxDepth: MAX_BODY_DEPTH };
  const tooManyNames = errors.includes('schema_too_large') ? 'schema_too_large' : 'body_too_large';
  return shape.read(await readJsonBody(request, { ...limits, tooManyNames }), '');
}
