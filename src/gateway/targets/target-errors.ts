import { RegistryError } from '../../core/errors.ts';
import type { TargetConfig } from '../config/config.ts';

/** The function let the time pass. */
export function targetTimeout({ name, timeoutMs }: TargetConfig, cause?: unknown): RegistryError {
  return new RegistryError('target_timeout', `target ${name}: expected an answer within ${timeoutMs} ms (timeoutMs); found none`, {
    data: { target: name },
    cause,
  });
}

/** What undici says about a connection, as the sender may see it: the address stays in the log. */
export function targetFailed(target: TargetConfig, cause: Error): RegistryError {
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return targetTimeout(target, cause);
  return new RegistryError('target_failed', `target ${target.name} could not be reached, or broke off (${code}); check that the function runs`, {
    data: { target: target.name },
    cause,
  });
}
