import type { ServerResponse } from 'node:http';
import { RegistryError } from '../core/errors.ts';
import type { Gateway } from './ingest.ts';

/** The gate's own addresses: `/-/healthz`, `/-/readyz`, `/-/metrics`. */
export function answerAdmin(gateway: Gateway, path: string, response: ServerResponse): void {
  switch (path) {
    case '/-/healthz':
      return sendJson(response, 200, { status: 'alive' });
    case '/-/readyz':
      return sendReadiness(gateway, response);
    case '/-/metrics':
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(gateway.counters.render());
      return;
    default:
      throw new RegistryError('route_not_found', `the gateway has no address ${path}; it has /-/healthz, /-/readyz and /-/metrics`);
  }
}

function sendReadiness(gateway: Gateway, response: ServerResponse): void {
  const { catalogue } = gateway.supply;
  const staleMs = gateway.supply.staleMs();
  sendJson(response, catalogue === undefined ? 503 : 200, {
    status: catalogue === undefined ? 'no snapshot yet' : 'ready',
    ...(catalogue === undefined ? {} : { position: catalogue.position }),
    ...(staleMs === undefined ? {} : { snapshotAgeMs: staleMs }),
    unreadable: unreadableTargets(gateway),
  });
}

/** Targets whose `reads` matches no live version of a subject that their filter names exactly. */
function unreadableTargets({ routes, supply }: Gateway): { readonly target: string; readonly reads: string; readonly subject: string }[] {
  const targets = [...routes.values()].flatMap((route) => route.targets);
  return targets.flatMap(({ name, reads, readsText = '', filter }) => {
    const subject = filter['type'];
    if (reads === undefined || subject === undefined) return [];
    const found = supply.catalogue?.find(subject);
    return found === undefined || found.resolve(reads) !== undefined ? [] : [{ target: name, reads: readsText, subject }];
  });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
