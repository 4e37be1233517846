import type { InvokeCommandOutput } from '@aws-sdk/client-lambda';
import type { RegistryError } from '../../../core/errors.ts';
import type { LambdaTargetConfig } from '../../config/config.ts';
import { targetFailed } from '../target-errors.ts';
import type { Failure } from '../target.ts';
import { serviceRefusal } from './service-errors.ts';

/** What came of an invocation. */
export type Invoked =
  /** The function ended, and gave that. */
  | { readonly kind: 'returned'; readonly payload: Uint8Array }
  /** Lambda has the event, and invokes the function by itself. */
  | { readonly kind: 'accepted' }
  /** The function did not end as it should, or Lambda did not invoke it: the status that it counts as, and how it is told. */
  | { readonly kind: 'refused'; readonly status: number; readonly words: string; readonly retryAfter?: string }
  | { readonly kind: 'failed'; readonly how: Failure; readonly error: RegistryError }
  | { readonly kind: 'cut' };

/** @internal */
export function readInvocation(target: LambdaTargetConfig, output: InvokeCommandOutput): Invoked {
  if (output.FunctionError !== undefined) return { kind: 'refused', status: 500, words: functionFailed(output) };
  if (target.invocation === 'event') return { kind: 'accepted' };
  return { kind: 'returned', payload: output.Payload ?? new Uint8Array() };
}

// What the function says about its error may hold what the event holds, so only the name of the error is told.
function functionFailed({ FunctionError: how, Payload: payload, $metadata: { requestId } }: InvokeCommandOutput): string {
  const errorType = errorTypeOf(payload);
  const what = [how === 'Handled' ? 'Handled' : 'Unhandled', ...(errorType === undefined ? [] : [errorType])].join(', ');
  return `ended with an error (${what}); its log has more${requestId === undefined ? '' : ` under the request ${requestId}`}`;
}

function errorTypeOf(payload: Uint8Array | undefined): string | undefined {
  try {
    const { errorType } = JSON.parse(Buffer.from(payload ?? []).toString('utf8')) as { readonly errorType?: unknown };
    return typeof errorType === 'string' && /^[\w.$:-]{1,100}$/.test(errorType) ? errorType : undefined;
  } catch {
    return undefined;
  }
}

/** What says that no byte of the request has gone out, or that there was nothing to sign it with. */
const UNREACHABLE: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly statusCode?: number; readonly headers?: Readonly<Record<string, string>> };
}

/** @internal What the SDK throws. */
export function readFailure(target: LambdaTargetConfig, thrown: unknown): Invoked {
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as SdkError;
  const { name = '', code = '', message = '' } = error;
  const status = error.$response?.statusCode ?? error.$metadata?.httpStatusCode;
  if (status !== undefined) return serviceRefusal({ name, status, retryAfter: error.$response?.headers?.['retry-after'] });
  const cause = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (name === 'CredentialsProviderError') {
    return { kind: 'failed', how: 'unreachable', error: targetFailed(target, new Error('no credentials for AWS were found', { cause })) };
  }
  // The handler of the SDK for a connection that takes too long.
  const isUnreachable = UNREACHABLE.has(code) || (name === 'TimeoutError' && /connect/i.test(message));
  return { kind: 'failed', how: isUnreachable ? 'unreachable' : 'broken_off', error: targetFailed(target, cause) };
}
