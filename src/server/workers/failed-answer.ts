import { RegistryError, type ErrorCode } from '../../core/errors.ts';

/** What a thread answers where it threw: an error does not go over the wall as what it is. */
export interface FailedAnswer {
  readonly kind: 'failed';
  readonly code: ErrorCode;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** What was thrown, for the log. */
  readonly cause?: unknown;
}

export function failedAnswer(thrown: unknown): FailedAnswer {
  const { code, message, data, cause } = RegistryError.from(thrown);
  return { kind: 'failed', code, message, data, cause };
}

/** The same error on this side of the wall. */
export function failureOf({ code, message, data, cause }: FailedAnswer): RegistryError {
  return new RegistryError(code, message, { data, cause });
}
