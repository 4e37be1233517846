import type { FormatMode, Side } from '../core/compatibility.ts';
import type { SchemaWarning } from '../core/schema-warning.ts';
import type { FormatChange } from '../formats/format.ts';
import type { Candidate } from './candidate.ts';
import type { Party } from './judge.ts';

/** @internal The code of the warning. */
export const FORMAT_NOT_JUDGED = 'format_not_judged';

/** A `format` that says something else than before, which nobody judges where formats are annotations: consumers that assert them may refuse what is on its way. */
export async function warnOfFormats(
  { format, parsed }: Pick<Candidate, 'format' | 'parsed'>,
  predecessor: Party | undefined,
  formats: FormatMode,
): Promise<readonly SchemaWarning[]> {
  if (formats === 'assert' || predecessor === undefined || format.formatChanges === undefined) return [];
  return sayFormatChanges(format.formatChanges(await predecessor.document(), parsed), predecessor.side);
}

/** One warning for all of them, at the first. */
export function sayFormatChanges(changes: readonly FormatChange[], { label, subject }: Pick<Side, 'label' | 'subject'>): readonly SchemaWarning[] {
  const [first] = changes;
  if (first === undefined) return [];
  const others = changes.length === 1 ? '' : ` (and changed at ${changes.length - 1} other ${changes.length === 2 ? 'place' : 'places'})`;
  const always = subject === undefined ? '' : `, and \`sluice config ${subject} --formats assert\` has registrations judge it`;
  const message = `format was ${said(first.before)} in ${label} and is ${said(first.after)} now${others}, which was not judged: formats are annotations here. \`sluice compat --formats assert\` judges it${always}`;
  return [{ code: FORMAT_NOT_JUDGED, message, pointer: first.pointer }];
}

function said(format: string | undefined): string {
  return format === undefined ? 'absent' : JSON.stringify(format);
}
