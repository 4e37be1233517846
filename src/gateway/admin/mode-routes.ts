import type { IncomingMessage } from 'node:http';
import { RegistryError } from '../../core/errors.ts';
import type { RouteConfig } from '../config/config.ts';
import type { Gateway } from '../gateway.ts';
import type { Place } from '../modes.ts';
import { oneOf, readDuration, readObject } from './body.ts';
import { requireSubject } from './require-subject.ts';
import type { AdminAnswer, AdminRoute } from './routes.ts';

/** Which events are only observed: by route, and by subject on every route. */
export function modeRoutes(gateway: Gateway): AdminRoute[] {
  const routeAt = ({ route = '' }: Readonly<Record<string, string>>): Place => ({ route: requireRoute(gateway, route).path });
  const subjectAt = ({ subject = '' }: Readonly<Record<string, string>>): Place => ({ subject: requireSubject(gateway, subject).subject.subject });
  return [
    {
      method: 'GET',
      path: 'api/v1/routes',
      access: 'read',
      answer: () => ({ body: { items: gateway.config.routes.map((route) => presentRoute(gateway, route)) } }),
    },
    {
      method: 'GET',
      path: 'api/v1/subjects',
      access: 'read',
      answer: () => ({ body: { items: gateway.modes.list().flatMap(({ place }) => ('subject' in place ? [present(gateway, place)] : [])) } }),
    },
    ...writes(gateway, 'api/v1/routes/{route}/mode', routeAt),
    ...writes(gateway, 'api/v1/subjects/{subject}/mode', subjectAt),
  ];
}

function writes(gateway: Gateway, path: string, placeAt: (parameters: Readonly<Record<string, string>>) => Place): AdminRoute[] {
  return [
    { method: 'PUT', path, access: 'write', answer: (parameters, request) => setMode(gateway, placeAt(parameters), request) },
    {
      method: 'DELETE',
      path,
      access: 'write',
      answer: (parameters) => {
        const place = placeAt(parameters);
        gateway.modes.clear(place);
        gateway.log.warn(place, 'the mode of a route or subject is as configured again');
        return { body: present(gateway, place) };
      },
    },
  ];
}

async function setMode(gateway: Gateway, place: Place, request: IncomingMessage): Promise<AdminAnswer> {
  const body = await readObject(request, ['mode', 'forMs']);
  const mode = oneOf(body, 'mode', ['enforce', 'observe']);
  const forMs = readDuration(body);
  gateway.modes.set(place, mode, forMs);
  gateway.log.warn({ ...place, mode, forMs }, 'the mode of a route or subject was changed at run time');
  return { body: present(gateway, place) };
}

function present(gateway: Gateway, place: Place): object {
  if ('route' in place) return presentRoute(gateway, requireRoute(gateway, place.route));
  const override = gateway.modes.overrideOf(place);
  return override === undefined ? place : { ...place, mode: override.mode, until: new Date(override.until).toISOString() };
}

function presentRoute({ modes, doubts }: Gateway, route: RouteConfig): object {
  const override = modes.overrideOf({ route: route.path });
  const until = override === undefined ? {} : { until: new Date(override.until).toISOString() };
  const warnings = doubts.of(route.path).map(({ at, severity, message }) => ({ at, severity, message }));
  return { path: route.path, source: route.source.kind, mode: modes.of(route), configuredMode: route.mode, ...until, warnings };
}

function requireRoute({ config }: Gateway, path: string): RouteConfig {
  const route = config.routes.find((candidate) => candidate.path === path);
  if (route !== undefined) return route;
  throw new RegistryError('route_not_found', `no route of this gateway has the path ${path}; it is given percent-encoded, %2F for a slash`);
}
