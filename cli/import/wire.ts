import { fetchFailure } from '../../src/client/fetch-failure.ts';
import { createWait, type Patience } from '../../src/client/patience.ts';
import type { Fetch } from '../../src/client/transport.ts';
import { RegistryError } from '../../src/core/errors.ts';

/** How the registry at one end is asked. */
export interface WireOptions {
  readonly url: string;
  /** What to do where it asks for a key, or for another one. */
  readonly keyAdvice: string;
  /** The whole of the header. */
  readonly authorization?: string;
  /** With a registry that takes only so many requests in a time. Default: none. */
  readonly patience?: Patience;
  /** Default: the one of Node. */
  readonly fetch?: Fetch;
  /** Only what stands in this context, as `.name`; `.` is the one of names without any. Default: all of them. */
  readonly context?: string;
}

/** What a registry that speaks Confluent's wire answered. */
export type WireAnswer =
  | { readonly kind: 'ok'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly status: number; readonly code?: number; readonly message: string };

export interface Wire {
  readonly url: string;
  /** The only context that is told of, as `.name`; absent where all are. */
  readonly context?: string;
  /** Throws `registry_unavailable`, `unauthenticated`, `forbidden`, `rate_limited`; every other refusal is an answer. */
  send(method: string, path: string, body?: object): Promise<WireAnswer>;
  /** The value, or undefined where there is nothing (404). Throws `registry_unavailable` for every other refusal. */
  find(path: string): Promise<unknown>;
  /** All items of a list that may come in pages. */
  list(path: string): Promise<readonly unknown[]>;
  /** All subjects of all contexts, or of the only one, those that were deleted softly too. Throws `registry_unavailable` where something else than a registry answers. */
  subjects(): Promise<readonly string[]>;
}

const TYPE = 'application/vnd.schemaregistry.v1+json';
const PAGE = 1_000;
const SUBJECTS = '/subjects?subjectPrefix=:*:&deleted=true';

/** A client of Confluent's wire; connects to nothing yet. */
export function createWire({ url, keyAdvice, authorization, patience, fetch = globalThis.fetch, context }: WireOptions): Wire {
  const headers = { accept: `${TYPE}, application/json`, ...(authorization === undefined ? {} : { authorization }) };
  const send: Wire['send'] = async (method, path, body) => {
    const init = {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': TYPE },
      ...(body && { body: JSON.stringify(body) }),
    };
    const wait = createWait(patience);
    for (;;) {
      const response = await fetch(`${url}${path}`, init).catch((cause: unknown) => {
        throw cause instanceof RegistryError ? cause : unavailable(url, `does not answer (${fetchFailure(cause)})`, cause);
      });
      const text = await response.text().catch((cause: unknown) => {
        throw cause instanceof RegistryError ? cause : unavailable(url, `stopped in the middle of ${path} (${fetchFailure(cause)})`, cause);
      });
      const answer = readAnswer({ url, path, keyAdvice }, response, text);
      if (answer.kind === 'ok' || answer.status !== 429) return answer;
      // It did nothing of it, so it is no answer about what was asked.
      const error = new RegistryError('rate_limited', `${url} takes only so many requests in a time: ${answer.message}`);
      if (!(await wait({ error, response, signal: undefined }))) throw error;
    }
  };
  const get = async (path: string): Promise<unknown> => {
    const answer = await send('GET', path);
    if (answer.kind === 'ok') return answer.value;
    if (answer.status === 404) return undefined;
    throw unavailable(url, `answered ${answer.status} to ${path}: ${answer.message}`);
  };
  // A registry that has nothing says so with an empty list: what has none there is a wrong path, a gateway, any other server.
  const getSubjects = async (path: string): Promise<unknown> => {
    const page = await get(path);
    if (Array.isArray(page)) return page;
    throw unavailable(url, "is none that speaks Confluent's wire: there is no list of subjects at /subjects", undefined, NO_REGISTRY);
  };
  const fullest: FullestPages = new Map();
  const subjects = async (): Promise<readonly string[]> => {
    const all = (await readPages(getSubjects, SUBJECTS, fullest)) as string[];
    return context === undefined ? all : all.filter((subject) => contextOf(subject) === context);
  };
  return { url, ...(context === undefined ? {} : { context }), send, find: get, list: (path) => readPages(get, path, fullest), subjects };
}

/** By kind of list the most items that a page of one had. */
type FullestPages = Map<string, number>;

/**
 * Servers that know no pages give everything each time, and one may be set to give fewer items than were asked for. So a page that is not
 * full is no end yet; one that is shorter than another page of such a list is.
 */
async function readPages(get: (path: string) => Promise<unknown>, path: string, fullest: FullestPages): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  const kind = path.replace(/^\/subjects\/[^/]+/, '/subjects/*');
  for (;;) {
    const page = await get(`${path}${path.includes('?') ? '&' : '?'}offset=${items.length}&limit=${PAGE}`);
    if (!Array.isArray(page) || page.length === 0) return items;
    if (items.length > 0 && JSON.stringify(page[0]) === JSON.stringify(items[0])) return items;
    items.push(...(page as readonly unknown[]));
    const most = fullest.get(kind) ?? 0;
    if (page.length < most) return items;
    fullest.set(kind, page.length);
  }
}

/** The context that a subject stands in, as `.name`; `.` for a name without any. */
export function contextOf(subject: string): string {
  return /^:(\.[^:]*):/.exec(subject)?.[1] ?? '.';
}

interface Asked extends Pick<WireOptions, 'url' | 'keyAdvice'> {
  readonly path: string;
}

function readAnswer({ url, path, keyAdvice }: Asked, { ok, status }: Response, text: string): WireAnswer {
  let value: unknown;
  try {
    value = text === '' ? undefined : JSON.parse(text);
  } catch (cause) {
    throw unavailable(url, `answered ${status} to ${path} with something that is not JSON`, cause);
  }
  if (ok) return { kind: 'ok', value };
  const { message, error_code: code } = (value ?? {}) as { readonly message?: unknown; readonly error_code?: unknown };
  const said = typeof message === 'string' ? message : `HTTP status ${status}`;
  if (status === 401) throw new RegistryError('unauthenticated', `${url} asks who is asking: ${said}`, { data: { next: keyAdvice } });
  if (status === 403) throw new RegistryError('forbidden', `${url} does not let this key do it (${path}): ${said}`, { data: { next: keyAdvice } });
  return { kind: 'refused', status, message: said, ...(typeof code === 'number' ? { code } : {}) };
}

const CHECK = 'Check the address, and that it runs.';
const NO_REGISTRY = 'Give the address below which /subjects answers: mostly one without a path, and not that of a gateway.';

function unavailable(url: string, what: string, cause?: unknown, next = CHECK): RegistryError {
  return new RegistryError('registry_unavailable', `the registry at ${url} ${what}`, {
    cause,
    data: { url, next },
  });
}
