import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { RegistryError } from '../core/errors.ts';
import { PROBLEM_MEDIA_TYPE, toProblem } from '../http/kit/problem.ts';
import { answerAdmin } from './admin.ts';
import { readCloudEvent } from './binding/cloud-event.ts';
import type { IncomingEvent, RawRequest } from './binding/incoming-event.ts';
import { readWebhook } from './binding/webhook.ts';
import type { Catalogue } from './catalogue.ts';
import type { RouteConfig } from './config.ts';
import type { Counters } from './counters.ts';
import { chooseTarget, expectReadable } from './deliver.ts';
import type { Dispatch } from './dispatch.ts';
import { judge, type Judged } from './judge.ts';
import type { GatewayLog } from './log.ts';
import { readBody } from './read-body.ts';
import { verifySignature } from './signature.ts';
import type { Supply } from './supply.ts';

/** What every request at the gate works with. */
export interface Gateway {
  readonly routes: ReadonlyMap<string, RouteConfig>;
  readonly registryUrl: string | undefined;
  readonly supply: Supply;
  readonly dispatch: Dispatch;
  readonly counters: Counters;
  readonly maxBodyBytes: number;
  readonly log: GatewayLog;
}

/** The way of an event: route, body, signature, binding, judge, deliver, dispatch. Every failure is a problem document. */
export function createListener(gateway: Gateway): RequestListener {
  return (request, response) => {
    ingest(gateway, request, response).catch((thrown: unknown) => sendProblem(gateway, response, thrown));
  };
}

async function ingest(gateway: Gateway, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  if (path.startsWith('/-/')) return answerAdmin(gateway, path, response);
  const route = gateway.routes.get(path);
  if (route === undefined) throw new RegistryError('route_not_found', `no route has the path ${path}`);
  if (request.method !== 'POST' && request.method !== 'PUT') {
    response.setHeader('allow', 'POST, PUT');
    throw new RegistryError('method_not_allowed', `events are sent by POST; found ${request.method}`);
  }
  refuseEncoded(request);
  const body = await readBody(request, gateway.maxBodyBytes);
  await pass(gateway, route, { headers: request.headers, rawHeaders: request.rawHeaders, method: request.method, body }, response);
}

// What is judged must be what is forwarded, so a coded body would have to be decoded, and bombs with it.
function refuseEncoded({ headers }: IncomingMessage): void {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new RegistryError('media_type_unsupported', `Content-Encoding ${encoding} is not supported; send the body as it is`);
  }
}

async function pass(gateway: Gateway, route: RouteConfig, request: RawRequest, response: ServerResponse): Promise<void> {
  const { source } = route;
  if (source.kind === 'webhook' && source.signature !== undefined) verifySignature(source.signature, request.headers, request.body);
  const event = source.kind === 'cloudevents' ? readCloudEvent(request) : readWebhook(request, source.type);
  const target = chooseTarget(route.targets, event);
  const judged = await judgeOnRoute(gateway, route, event);
  gateway.counters.count(judged instanceof RegistryError ? judged.code : judged.kind, event.type);
  if (judged instanceof RegistryError) {
    if (route.mode === 'enforce') throw judged;
  } else if (judged.kind === 'accepted' && target !== undefined) {
    expectReadable(target, judged.subject, event);
  }
  if (target === undefined) {
    response.writeHead(204).end();
    return;
  }
  await gateway.dispatch.forward(target, request, response);
}

type Passed = Extract<Judged, { readonly kind: 'accepted' }> | { readonly kind: 'forwarded_unknown' };

/** What lets the event pass, or the error that would refuse it. */
async function judgeOnRoute(gateway: Gateway, route: RouteConfig, event: IncomingEvent): Promise<Passed | RegistryError> {
  try {
    return await decide(gateway, route, event);
  } catch (thrown) {
    return RegistryError.from(thrown);
  }
}

async function decide(gateway: Gateway, route: RouteConfig, event: IncomingEvent): Promise<Passed> {
  const judged = await judgeOrLookUp(gateway, route, event);
  switch (judged.kind) {
    case 'accepted':
      return judged;
    case 'unknown_subject':
      if (route.onUnknown === 'forward') return { kind: 'forwarded_unknown' };
      throw new RegistryError('unknown_subject', `the registry has no live version of ${JSON.stringify(event.type)}; register a schema for it`, {
        data: { subject: event.type },
      });
    case 'unknown_schema':
      throw new RegistryError(
        'dataschema_unknown',
        `the fingerprint ${judged.fingerprint} is none of a live version of ${JSON.stringify(event.type)} that is known here`,
        {
          data: { subject: event.type },
        },
      );
    case 'invalid': {
      const { version, findings } = judged;
      const message = `the event is not valid under ${event.type}@${version.version}: ${findings[0]?.message ?? 'see findings'}`;
      throw new RegistryError('event_invalid', message, { data: { subject: event.type, version: version.version, schemaId: version.id, findings } });
    }
  }
}

async function judgeOrLookUp(gateway: Gateway, route: RouteConfig, event: IncomingEvent): Promise<Judged> {
  const options = {
    registryUrl: gateway.registryUrl,
    declaredByProfile: route.source.kind === 'cloudevents',
    showValues: route.showValues,
    ...(route.undeclared === undefined ? {} : { undeclared: route.undeclared }),
  };
  const judged = judge(currentCatalogue(gateway, route), event, options);
  if (judged.kind !== 'unknown_schema') return judged;
  const known = await gateway.supply.lookUp(judged.fingerprint);
  const again = known ? judge(currentCatalogue(gateway, route), event, options) : judged;
  if (known && again.kind === 'unknown_schema') {
    throw new RegistryError('dataschema_retired', `dataschema names a version of ${JSON.stringify(event.type)} that is not live`);
  }
  return again;
}

function currentCatalogue({ supply }: Gateway, route: RouteConfig): Catalogue {
  const { catalogue } = supply;
  if (catalogue === undefined)
    throw new RegistryError('snapshot_missing', 'the gateway has no schemas yet: it has not reached the registry, and has no snapshot on disk');
  const staleMs = supply.staleMs() ?? 0;
  if (route.whenStale === 'refuse' && staleMs > route.maxStaleMs) {
    throw new RegistryError(
      'snapshot_stale',
      `the registry was last heard of ${Math.round(staleMs / 1000)} s ago; this route allows ${Math.round(route.maxStaleMs / 1000)} s`,
    );
  }
  return catalogue;
}

function sendProblem({ log }: Gateway, response: ServerResponse, thrown: unknown): void {
  const error = RegistryError.from(thrown);
  if (error.code === 'internal') log.error({ err: thrown }, 'a bug in the gateway');
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (error.status === 503) response.setHeader('retry-after', '1');
  response.writeHead(error.status, { 'content-type': PROBLEM_MEDIA_TYPE });
  response.end(JSON.stringify(toProblem(error)));
}
