import type { IncomingMessage } from 'node:http';
import { REQUEST_ID_HEADER } from '../../http/kit/request-id.ts';
import { onConnection } from '../answer.ts';
import type { AdmittedEvent } from './admitted-event.ts';
import { openDoor } from './door.ts';
import type { MiddlewareOptions } from './middleware-options.ts';
import { readArrival } from './read-arrival.ts';

/** What of Fastify's instance is used. */
export interface FastifyScope {
  decorateRequest(name: string, value: null): unknown;
  hasRequestDecorator(name: string): boolean;
  removeAllContentTypeParsers(): void;
  addContentTypeParser(type: string, parser: (request: FastifyRequest) => Promise<unknown>): unknown;
  addHook(name: 'preParsing', hook: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>): unknown;
}

export interface FastifyRequest {
  readonly raw: IncomingMessage;
}

export interface FastifyReply {
  code(status: number): FastifyReply;
  headers(headers: Readonly<Record<string, string>>): FastifyReply;
  send(body: Buffer): FastifyReply;
}

// oxlint-disable-next-line typescript/no-explicit-any -- Fastify's own instance has many type parameters, and fits FastifyScope
export type FastifyPlugin = (scope: any) => Promise<void>;

/**
 * A plugin for Fastify: `request.event` is the event, `request.body` its data. Every route of the scope that it is registered
 * in takes events only; bodies there are read by the gate and no longer by Fastify's parsers.
 */
export function fastify(options: MiddlewareOptions): FastifyPlugin {
  const door = openDoor('fastify', options);
  const plugin = async (scope: FastifyScope): Promise<void> => {
    if (!scope.hasRequestDecorator('event')) scope.decorateRequest('event', null);
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', async (request) => eventOf(request)?.data);
    scope.addHook('preParsing', async (request, reply) => {
      const { raw } = request;
      const outcome = await door.receive(() => readArrival(raw, {}, door), raw.headers[REQUEST_ID_HEADER]?.toString());
      if (outcome.kind === 'refused') {
        const { status, headers, body } = onConnection(outcome.answer);
        // As bytes: to a text Fastify would add a charset, which JSON types do not have.
        return reply.code(status).headers(headers).send(Buffer.from(body));
      }
      (request as { event?: AdmittedEvent }).event = outcome.event;
      return undefined;
    });
  };
  // As fastify-plugin does it: the hook is for the scope of whoever registers it, not for one of its own.
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true });
}

function eventOf(request: FastifyRequest): AdmittedEvent | undefined {
  return (request as { readonly event?: AdmittedEvent }).event;
}
