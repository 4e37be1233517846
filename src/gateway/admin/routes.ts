import type { IncomingMessage } from 'node:http';
import { RegistryError } from '../../core/errors.ts';
import { readJsonBody } from '../../http/kit/body.ts';
import type { ExactObject, ExactValue, JsonValue } from '../../core/json/value.ts';
import { parseSubject } from '../../core/subject.ts';
import { DIALECTS } from '../../core/version.ts';
import type { RouteConfig } from '../config/config.ts';
import type { Gateway } from '../gateway.ts';
import { renderMetrics } from './metrics.ts';
import { readinessOf } from './readiness.ts';

export interface AdminAnswer {
  readonly body: object | string;
  /** Default 200. */
  readonly status?: number;
  /** Default application/json. */
  readonly type?: string;
}

/** One row of the gateway's own API. */
export interface AdminRoute {
  readonly method: 'GET' | 'PUT' | 'DELETE' | 'POST';
  /** Below `/-/`. */
  readonly path: string;
  readonly access: 'open' | 'read' | 'write';
  answer(parameters: Readonly<Record<string, string>>, request: IncomingMessage): AdminAnswer | Promise<AdminAnswer>;
}

const MAX_BODY_BYTES = 4 * 1024 * 1024;
const HOUR_MS = 3_600_000;
const MAX_FOR_MS = 30 * 24 * HOUR_MS;

export function adminRoutes(gateway: Gateway): readonly AdminRoute[] {
  return [...pages(gateway), ...modeRoutes(gateway), ...watchRoutes(gateway), ...shadowRoutes(gateway)];
}

function pages(gateway: Gateway): AdminRoute[] {
  return [
    { method: 'GET', path: 'healthz', access: 'open', answer: () => ({ body: { status: 'alive' } }) },
    {
      method: 'GET',
      path: 'readyz',
      access: 'open',
      answer: () => {
        const { isReady, body } = readinessOf(gateway);
        return { status: isReady ? 200 : 503, body };
      },
    },
    {
      method: 'GET',
      path: 'metrics',
      access: 'open',
      answer: () => ({ type: 'text/plain; version=0.0.4; charset=utf-8', body: renderMetrics(gateway) }),
    },
  ];
}

function modeRoutes(gateway: Gateway): AdminRoute[] {
  const { modes, log } = gateway;
  return [
    {
      method: 'GET',
      path: 'api/v1/routes',
      access: 'read',
      answer: () => ({ body: { items: gateway.config.routes.map((route) => presentRoute(gateway, route)) } }),
    },
    {
      method: 'PUT',
      path: 'api/v1/routes/{route}/mode',
      access: 'write',
      answer: async ({ route: path = '' }, request) => {
        const route = requireRoute(gateway, path);
        const body = await readObject(request, ['mode', 'forMs']);
        const mode = oneOf(body, 'mode', ['enforce', 'observe']);
        const forMs = readDuration(body);
        modes.set(route, mode, forMs);
        log.warn({ route: path, mode, forMs }, 'the mode of a route was changed at run time');
        return { body: presentRoute(gateway, route) };
      },
    },
    {
      method: 'DELETE',
      path: 'api/v1/routes/{route}/mode',
      access: 'write',
      answer: ({ route: path = '' }) => {
        const route = requireRoute(gateway, path);
        modes.clear(route);
        log.warn({ route: path, mode: route.mode }, 'the mode of a route is as configured again');
        return { body: presentRoute(gateway, route) };
      },
    },
  ];
}

function presentRoute({ modes }: Gateway, route: RouteConfig): object {
  const override = modes.overrideOf(route);
  const until = override === undefined ? {} : { until: new Date(override.until).toISOString() };
  return { path: route.path, source: route.source.kind, mode: modes.of(route), configuredMode: route.mode, ...until };
}

function requireRoute({ config }: Gateway, path: string): RouteConfig {
  const route = config.routes.find((candidate) => candidate.path === path);
  if (route !== undefined) return route;
  throw new RegistryError('route_not_found', `no route of this gateway has the path ${path}; it is given percent-encoded, %2F for a slash`);
}

function watchRoutes({ sightings }: Gateway): AdminRoute[] {
  const answer = (subject?: string): AdminAnswer => ({
    body: {
      since: new Date(sightings.since).toISOString(),
      items: sightings.list(subject).map(({ lastAccepted, ...rest }) => ({
        ...rest,
        lastAccepted: lastAccepted === undefined ? null : new Date(lastAccepted).toISOString(),
      })),
    },
  });
  return [
    { method: 'GET', path: 'api/v1/versions', access: 'read', answer: () => answer() },
    { method: 'GET', path: 'api/v1/versions/{subject}', access: 'read', answer: ({ subject = '' }) => answer(subject) },
  ];
}

function shadowRoutes({ shadows, format, log, court }: Gateway): AdminRoute[] {
  const list = (subject?: string): object[] =>
    shadows
      .reports()
      .filter((report) => subject === undefined || report.subject === subject)
      .map(({ since, until, ...rest }) => ({ ...rest, since: new Date(since).toISOString(), until: new Date(until).toISOString() }));
  return [
    { method: 'GET', path: 'api/v1/shadows', access: 'read', answer: () => ({ body: { items: list() } }) },
    {
      method: 'PUT',
      path: 'api/v1/shadows/{subject}',
      access: 'write',
      answer: async ({ subject = '' }, request) => {
        parseSubject(subject);
        const body = await readObject(request, ['schema', 'label', 'dialect', 'forMs', 'undeclared']);
        const dialect = body['dialect'] === undefined ? {} : { dialect: oneOf(body, 'dialect', DIALECTS) };
        const parsed = format.parse({ schema: (body['schema'] ?? null) as JsonValue, ...dialect });
        const label = typeof body['label'] === 'string' ? body['label'] : 'candidate';
        const profile = court.supply.catalogue?.find(subject)?.subject.profile;
        const byProfile = profile === undefined || profile === 'strict' ? 'allow' : 'reject';
        const undeclared = body['undeclared'] === undefined ? byProfile : oneOf(body, 'undeclared', ['allow', 'reject']);
        const forMs = readDuration(body);
        const choice = { formats: 'annotate', undeclared, showValues: false } as const;
        const { slowJudge } = court;
        const beside = slowJudge === undefined ? {} : { validateSlowly: (data: ExactValue) => slowJudge.validate(parsed, data, choice) };
        shadows.start({ subject, label, validator: format.compile(parsed, choice), ...beside, forMs });
        log.info({ subject, label, forMs }, 'a candidate judges live events beside the contract');
        return { status: 201, body: list(subject)[0] ?? {} };
      },
    },
    {
      method: 'DELETE',
      path: 'api/v1/shadows/{subject}',
      access: 'write',
      answer: ({ subject = '' }) => {
        const [report] = list(subject);
        if (report === undefined) throw new RegistryError('subject_not_found', `no candidate is under trial for ${JSON.stringify(subject)}`);
        shadows.stop(subject);
        return { body: report };
      },
    },
  ];
}

async function readObject(request: IncomingMessage, members: readonly string[]): Promise<ExactObject> {
  const value = await readJsonBody(request, { maxBytes: MAX_BODY_BYTES, maxDepth: 202 });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(`expected an object with ${members.join(', ')}`);
  const unknown = Object.keys(value).find((name) => !members.includes(name));
  if (unknown !== undefined) throw invalid(`unknown member ${JSON.stringify(unknown)}; expected only ${members.join(', ')}`);
  return value as ExactObject;
}

function oneOf<T extends string>(body: ExactObject, member: string, values: readonly T[]): T {
  const found = values.find((value) => value === body[member]);
  if (found !== undefined) return found;
  throw invalid(`${member}: expected one of ${values.join(', ')}; found ${describe(body[member])}`);
}

/** An hour, where nothing is said: what is changed at run time has an end. */
function readDuration({ forMs = HOUR_MS }: ExactObject): number {
  if (typeof forMs === 'number' && Number.isInteger(forMs) && forMs > 0 && forMs <= MAX_FOR_MS) return forMs;
  throw invalid(`forMs: expected whole milliseconds from 1 to ${MAX_FOR_MS} (30 days); found ${describe(forMs)}`);
}

function describe(value: ExactValue | undefined): string {
  return value === undefined ? 'none' : JSON.stringify(value).slice(0, 80);
}

function invalid(message: string): RegistryError {
  return new RegistryError('request_invalid', `body: ${message}`);
}
