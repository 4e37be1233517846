import type { ServerResponse } from 'node:http';
import { RegistryError } from '../../../core/errors.ts';
import { REQUEST_ID_HEADER } from '../../../http/kit/request-id.ts';
import type { LambdaTargetConfig } from '../../config/config.ts';
import { hasHeader } from '../../headers.ts';
import type { Functions } from './functions.ts';
import { apiGatewayEvent, cloudEvent, type OutgoingRequest } from './payload.ts';
import { NO_ANSWER, readAnswer, type FunctionAnswer } from './read-answer.ts';

export interface FunctionCall {
  readonly target: LambdaTargetConfig;
  readonly request: OutgoingRequest;
}

/** Invoke a function, and give what it answers. Throws `target_failed` and `target_timeout`. */
export async function askFunction(functions: Functions, { target, request }: FunctionCall, signal: AbortSignal): Promise<FunctionAnswer> {
  const payload = target.payload === 'cloudevent' ? cloudEvent(request) : apiGatewayEvent(request);
  const invoked = await functions.invoke(target, payload, signal);
  switch (invoked.kind) {
    case 'returned':
      return readAnswer(invoked.payload) ?? fail(target, NO_ANSWER);
    case 'accepted':
      return { status: 202, headers: [], body: Buffer.alloc(0) };
    case 'refused':
      return fail(target, invoked.words);
    case 'failed':
      throw invoked.error;
    case 'cut':
      throw new RegistryError('request_invalid', 'the sender went away before the answer was complete');
  }
}

function fail({ name }: LambdaTargetConfig, words: string): never {
  throw new RegistryError('target_failed', `target ${name} ${words}`, { data: { target: name } });
}

/** Invoke a function, and answer with what it says. Gives its status. Throws as `askFunction` does. */
export async function forwardToFunction(functions: Functions, call: FunctionCall, response: ServerResponse): Promise<number> {
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  if (response.destroyed) leave();
  response.once('close', leave);
  const { status, headers, body } = await askFunction(functions, call, gone.signal);
  const own = hasHeader(headers, REQUEST_ID_HEADER) ? [] : [REQUEST_ID_HEADER, call.request.requestId];
  response.writeHead(status, [...headers, ...own, ...(body.length === 0 && status === 204 ? [] : ['content-length', String(body.length)])]);
  response.end(body);
  return status;
}
