import type { RegistryError } from '../../core/errors.ts';
import type { ProblemResource } from '../../core/resources.ts';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/**
 * The problem document (RFC 9457) of an error: its code and message, and what it has for machines (findings, checks,
 * places) as members beside them. The cause stays inside.
 */
export function toProblem(error: RegistryError, requestId?: string): ProblemResource {
  const standard = {
    type: `urn:sluice:error:${error.code}`,
    title: error.title,
    status: error.status,
    code: error.code,
    detail: error.message,
    ...(requestId === undefined ? {} : { requestId }),
  };
  // First, since people read it; and last, so that no data takes their place.
  return { ...standard, ...error.data, ...standard };
}
