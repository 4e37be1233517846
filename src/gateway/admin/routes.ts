import type { IncomingMessage } from 'node:http';
import { RegistryError } from '../../core/errors.ts';
import type { ExactObject, ExactValue, JsonValue } from '../../core/json/value.ts';
import { DIALECTS } from '../../core/version.ts';
import type { Gateway } from '../gateway.ts';
import type { Sightings } from '../watch/sightings.ts';
import { eventRoutes } from './event-routes.ts';
import { oneOf, readDuration, readObject } from './body.ts';
import { modeRoutes } from './mode-routes.ts';
import { renderMetrics } from './metrics.ts';
import { readinessOf } from './readiness.ts';
import { rateRoutes } from './rate-routes.ts';
import { registryRoutes } from './registry-routes.ts';
import { targetRoutes } from './target-routes.ts';
import { requireSubject } from './require-subject.ts';

export interface AdminAnswer {
  /** An iterable is sent as it comes, a JSON value a line; who goes away ends it. */
  readonly body: object | string | AsyncIterable<ExactObject>;
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
  /** `events`: payloads are people's, so reading them takes the token as well. */
  readonly access: 'open' | 'read' | 'write' | 'events';
  /** `requestId`: what the request is called in the answer and in the log. */
  answer(parameters: Readonly<Record<string, string>>, request: IncomingMessage, requestId: string): AdminAnswer | Promise<AdminAnswer>;
}

export function adminRoutes(gateway: Gateway): readonly AdminRoute[] {
  return [
    ...pages(gateway),
    ...modeRoutes(gateway),
    ...watchRoutes(gateway),
    ...rateRoutes(gateway),
    ...shadowRoutes(gateway),
    ...registryRoutes(gateway),
    ...targetRoutes(gateway),
    ...eventRoutes(gateway),
  ];
}

function pages(gateway: Gateway): AdminRoute[] {
  return [
    { method: 'GET', path: 'healthz', access: 'open', answer: () => ({ body: { status: 'alive' } }) },
    {
      method: 'GET',
      path: 'readyz',
      access: 'open',
      answer: async () => {
        const { isReady, body } = await readinessOf(gateway);
        return { status: isReady ? 200 : 503, body: await body() };
      },
    },
    {
      method: 'GET',
      path: 'metrics',
      access: 'open',
      answer: async () => ({ type: 'text/plain; version=0.0.4; charset=utf-8', body: await renderMetrics(gateway) }),
    },
  ];
}

function watchRoutes({ sightings }: Gateway): AdminRoute[] {
  const answer = (subject?: string): AdminAnswer => ({
    body: {
      since: new Date(sightings.since).toISOString(),
      items: sightings.list(subject).map(({ lastAccepted, ...rest }) => ({
        ...rest,
        lastAccepted: lastAccepted === undefined ? null : new Date(lastAccepted).toISOString(),
        ...(subject === undefined ? {} : { producers: producersOf(sightings, subject, rest.version) }),
      })),
    },
  });
  return [
    { method: 'GET', path: 'api/v1/versions', access: 'read', answer: () => answer() },
    { method: 'GET', path: 'api/v1/versions/{subject}', access: 'read', answer: ({ subject = '' }) => answer(subject) },
  ];
}

function producersOf(sightings: Sightings, subject: string, version: number): object[] {
  return sightings
    .producersOf(subject, version)
    .map(({ lastAccepted, ...rest }) => ({ ...rest, lastAccepted: new Date(lastAccepted).toISOString() }));
}

function shadowRoutes(gateway: Gateway): AdminRoute[] {
  const { shadows, format, log, court } = gateway;
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
        const known = requireSubject(gateway, subject);
        const body = await readObject(request, ['schema', 'label', 'dialect', 'forMs', 'undeclared']);
        const dialect = body['dialect'] === undefined ? {} : { dialect: oneOf(body, 'dialect', DIALECTS) };
        const parsed = format.parse({ schema: (body['schema'] ?? null) as JsonValue, ...dialect });
        const label = typeof body['label'] === 'string' ? body['label'] : 'candidate';
        const byProfile = known.subject.profile === 'strict' ? 'allow' : 'reject';
        const undeclared = body['undeclared'] === undefined ? byProfile : oneOf(body, 'undeclared', ['allow', 'reject']);
        const forMs = readDuration(body);
        const choice = { formats: known.subject.formats, undeclared, showValues: false } as const;
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
