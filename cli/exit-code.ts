import { ERRORS, type ErrorCode, type Fault } from '../src/core/errors.ts';

/** What a shell sees. `findings`: the tool worked and the answer is no. `lock`: the lock does not fit the configuration. */
export const EXIT = { ok: 0, findings: 1, usage: 2, unavailable: 3, lock: 4, bug: 70, interrupted: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const BY_FAULT: Readonly<Record<Fault, ExitCode>> = {
  request: EXIT.usage,
  schema: EXIT.findings,
  conflict: EXIT.findings,
  dependency: EXIT.unavailable,
  bug: EXIT.bug,
};

/** Codes whose fault says too little: what is wrong with the content of a file or event is a finding, not wrong usage. */
const BY_CODE: { readonly [Code in ErrorCode]?: ExitCode } = {
  json_invalid: EXIT.findings,
  json_duplicate_key: EXIT.findings,
  json_forbidden_key: EXIT.findings,
  not_utf8: EXIT.findings,
  too_deep: EXIT.findings,
  body_too_large: EXIT.findings,
  event_invalid: EXIT.findings,
  dump_invalid: EXIT.findings,
  lock_mismatch: EXIT.lock,
  unauthenticated: EXIT.unavailable,
  forbidden: EXIT.unavailable,
  write_conflict: EXIT.unavailable,
  overloaded: EXIT.unavailable,
};

/** The exit code of an error. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  return BY_CODE[code] ?? BY_FAULT[ERRORS[code].fault];
}
