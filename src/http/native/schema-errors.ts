/** What may be wrong with a schema that somebody sends, and with what it refers to. */
export const SCHEMA_ERRORS = [
  'subject_invalid',
  'schema_invalid',
  'dialect_unknown',
  'format_unsupported',
  'format_mismatch',
  'number_inexact',
  'too_deep',
  'schema_too_large',
  'reference_unresolved',
  'reference_not_found',
  'reference_conflict',
] as const;
