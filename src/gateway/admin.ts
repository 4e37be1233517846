import type { IncomingMessage, ServerResponse } from 'node:http';
import { RegistryError } from '../core/errors.ts';
import { send, sendJson } from './answer.ts';
import type { CatalogueSubject } from './catalogue.ts';
import type { Reads, RouteConfig, TargetConfig } from './config/config.ts';
import { matchesPattern } from './deliver.ts';
import type { Gateway } from './gateway.ts';

/** What lies below it on the gateway's port is the gateway's own. */
export const ADMIN_PREFIX = '/-/';

const PAGES: Readonly<Record<string, (gateway: Gateway, response: ServerResponse) => void>> = {
  '/-/healthz': (_gateway, response) => sendJson(response, 200, { status: 'alive' }),
  '/-/readyz': sendReadiness,
  '/-/metrics': ({ counters }, response) => send(response, 200, 'text/plain; version=0.0.4; charset=utf-8', counters.render()),
};

/** Throws `route_not_found` and `method_not_allowed`. */
export function answerAdmin(gateway: Gateway, path: string, { method }: IncomingMessage, response: ServerResponse): void {
  const page = Object.hasOwn(PAGES, path) ? PAGES[path] : undefined;
  if (page === undefined) throw new RegistryError('route_not_found', `expected one of ${Object.keys(PAGES).join(', ')}; found ${path}`);
  if (method !== 'GET' && method !== 'HEAD') {
    throw new RegistryError('method_not_allowed', `${path}: expected GET; found ${method}`, { data: { allow: ['GET', 'HEAD'] } });
  }
  page(gateway, response);
}

function sendReadiness(gateway: Gateway, response: ServerResponse): void {
  const { catalogue, staleMs, isFollowing } = gateway.court.supply;
  sendJson(response, catalogue === undefined ? 503 : 200, {
    status: catalogue === undefined ? 'no snapshot yet' : 'ready',
    registry: isFollowing ? 'following' : 'not answering',
    ...(catalogue === undefined ? {} : { position: catalogue.position, snapshotAgeMs: staleMs }),
    unreadable: catalogue === undefined ? [] : unreadableTargets(gateway.config.routes, catalogue.subjects),
  });
}

interface Unreadable {
  readonly route: string;
  readonly target: string;
  readonly reads: string;
  /** The first of those that the target could be sent, but for which it reads no live version. */
  readonly subjects: readonly string[];
}

const MAX_SUBJECTS = 20;

function unreadableTargets(routes: readonly RouteConfig[], subjects: readonly CatalogueSubject[]): Unreadable[] {
  return routes.flatMap((route) =>
    route.targets.flatMap((target) => {
      const { reads } = target;
      const missing = reads === undefined ? [] : subjects.filter((subject) => mayGet(route, target, subject) && cannotRead(reads, subject));
      if (reads === undefined || missing.length === 0) return [];
      const names = missing.slice(0, MAX_SUBJECTS).map(({ subject }) => subject.subject);
      return [{ route: route.path, target: target.name, reads: reads.text, subjects: names }];
    }),
  );
}

function mayGet({ source }: RouteConfig, { filter }: TargetConfig, { subject: { subject } }: CatalogueSubject): boolean {
  return subject.startsWith(typePrefix(source)) && matchesPattern(filter['type'] ?? '*', subject);
}

function typePrefix(source: RouteConfig['source']): string {
  if (source.kind !== 'webhook') return '';
  return source.type.kind === 'constant' ? source.type.type : source.type.prefix;
}

function cannotRead({ range }: Reads, subject: CatalogueSubject): boolean {
  return subject.resolve(range) === undefined;
}
