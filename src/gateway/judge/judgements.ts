import type { RegistryError } from '../../core/errors.ts';

/** Whether this is what the judge says against an event; without schemas, or with a bug, nobody has judged it. */
export function isJudgement({ code }: RegistryError): boolean {
  return JUDGEMENTS.has(code);
}

const JUDGEMENTS: ReadonlySet<string> = new Set([
  'event_invalid',
  'event_too_costly',
  'unknown_subject',
  'dataschema_mismatch',
  'dataschema_retired',
  'dataschema_unknown',
]);
