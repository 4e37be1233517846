import type { SchemaWarning } from '../core/schema-warning.ts';

/** @internal The code of the warning. */
export const READS_AS_VERSION = 'reads_as_version';

/** Legal, but on the command line what follows the last `@` of such a subject is the number of a version. */
export function warnOfName(subject: string): readonly SchemaWarning[] {
  const [, other, version] = /^(.+)@(\d+|latest)$/s.exec(subject) ?? [];
  if (other === undefined || version === undefined) return [];
  const message = `on the command line ${JSON.stringify(subject)} means version ${version} of the subject ${JSON.stringify(other)}; a subject that does not end so is safer to handle`;
  return [{ code: READS_AS_VERSION, message, pointer: '' }];
}
