import { ERRORS, RegistryError } from '../../src/core/errors.ts';

/** What one look found. */
export interface Diagnosis {
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly message: string;
  /** What to do; always there but for `ok`. */
  readonly remedy?: string;
}

export function ok(check: string, message: string): Diagnosis {
  return { check, status: 'ok', message };
}

export function warn(check: string, message: string, remedy: string): Diagnosis {
  return { check, status: 'warn', message, remedy };
}

export function fail(check: string, message: string, remedy: string): Diagnosis {
  return { check, status: 'fail', message, remedy };
}

/** What `look` finds; what it throws is a finding as well, since a doctor goes on to the next organ. */
export async function diagnose(check: string, look: () => Promise<readonly Diagnosis[]>): Promise<readonly Diagnosis[]> {
  try {
    return await look();
  } catch (thrown) {
    const { code, message, cause, data } = RegistryError.from(thrown);
    const what = code === 'internal' && cause instanceof Error ? cause.message : message;
    return [fail(check, what, typeof data['next'] === 'string' ? data['next'] : ERRORS[code].remedy)];
  }
}
