import type { Context } from 'koa';
import { RegistryError, type ErrorCode } from '../../core/errors.ts';
import type { Log } from './log.ts';
import { PROBLEM_MEDIA_TYPE, toProblem } from './problem.ts';

/** Answer what was thrown as a problem document, and log what is not the caller's fault with its cause. */
export function answerThrown(log: Log, ctx: Context, thrown: unknown): void {
  const error = RegistryError.from(thrown);
  reportError(log, ctx, error);
  answerProblem(ctx, error);
}

// RFC 7235 §4.1: several challenges in one field.
const CHALLENGES = 'Bearer realm="sluice", Basic realm="sluice", charset="UTF-8"';

function answerProblem(ctx: Context, error: RegistryError): void {
  const requestId: unknown = ctx.state['requestId'];
  ctx.status = error.status;
  ctx.body = JSON.stringify(toProblem(error, typeof requestId === 'string' ? requestId : undefined));
  ctx.type = PROBLEM_MEDIA_TYPE;
  setErrorHeaders(ctx, error);
}

/** What an error says beside its body, in whatever form that is. */
export function setErrorHeaders(ctx: Context, error: RegistryError): void {
  if (error.code === 'body_too_large') ctx.set('Connection', 'close');
  if (error.status === 503) ctx.set('Retry-After', '1');
  if (error.code === 'unauthenticated') ctx.set('WWW-Authenticate', CHALLENGES);
  const { allow, retryAfterSeconds } = error.data;
  if (typeof retryAfterSeconds === 'number') ctx.set('Retry-After', String(retryAfterSeconds));
  if (Array.isArray(allow)) ctx.set('Allow', allow.join(', '));
}

/** Of these each change is told where it is seen: what is away is away for every request. */
const TOLD_ONCE: ReadonlySet<ErrorCode> = new Set(['gateway_failed', 'gateway_refused', 'gateway_timeout']);

/** What is not the caller's fault goes into the log as an error, with its cause; the rest, what is told once and what belongs to an orderly end is for who debugs. */
export function reportError(log: Log, ctx: Context, error: RegistryError): void {
  const data = { requestId: ctx.state['requestId'], method: ctx.method, path: ctx.path, code: error.code, err: error.cause ?? error };
  const isExpected = TOLD_ONCE.has(error.code) || error.data['stopping'] === true;
  if (error.status >= 500 && !isExpected) log.error(data, error.message);
  else log.debug(data, error.message);
}
