import { ERRORS, RegistryError } from '../core/errors.ts';

/** An error as a line of the log has it. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
}

// A chain that is longer leads in a circle.
const MAX_CAUSES = 8;

/**
 * How errors are logged: a refused connection or a full disk is a fact with a code, which no stack explains. Those that may be bugs keep
 * theirs, and with `stacks` all do. What is no error stays as it is.
 */
export function serializeErrors({ stacks }: { readonly stacks: boolean }): (thrown: unknown) => unknown {
  return (thrown) => (thrown instanceof Error ? describe(thrown, stacks || !isFact(thrown), MAX_CAUSES) : thrown);
}

function describe(error: Error, withStack: boolean, left: number): LoggedError {
  const code = codeOf(error);
  return {
    type: error.constructor.name,
    message: error.message,
    ...(code === undefined ? {} : { code }),
    ...(withStack && error.stack !== undefined ? { stack: error.stack } : {}),
    ...(error.cause instanceof Error && left > 0 ? { cause: describe(error.cause, withStack, left - 1) } : {}),
  };
}

/** Whether the world is the reason: a code of ours whose fault is no bug, or one of the system, of SQLite or of the network. */
function isFact(error: Error, left: number = MAX_CAUSES): boolean {
  if (error instanceof RegistryError && ERRORS[error.code].fault !== 'bug') return true;
  // What Node calls ERR_… is a wrong use of its API, but for these two families.
  if (/^(?!ERR_)[A-Z][A-Z0-9_]+$|^ERR_(SSL|TLS)_/.test(codeOf(error) ?? '')) return true;
  return error.cause instanceof Error && left > 0 && isFact(error.cause, left - 1);
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
