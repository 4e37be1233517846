import type { ExactValue } from '../core/json/value.ts';
import type { FormatDocument } from '../core/schema-document.ts';
import type { CompileOptions, Validation } from '../formats/format.ts';
import type { Candidates, Judged } from './judge.ts';

/** Judges beside the loop, within a time: what would block it is asked there. Throws `event_too_costly` when the time is up. */
export interface SlowJudge {
  validate(document: FormatDocument, data: ExactValue, options: Required<CompileOptions>): Promise<Validation>;
}

/** The accept rule again, for an event that took too long on the loop. */
export async function judgeSlowly(judge: SlowJudge, { subject, versions, choice, data }: Candidates): Promise<Judged> {
  const options = { ...choice, formats: subject.subject.formats };
  let first: Judged | undefined;
  for (const version of versions) {
    const { schema, dialect, documents } = version;
    const { valid, findings } = await judge.validate(
      { schema, ...(dialect === undefined ? {} : { dialect }), ...(documents === undefined ? {} : { documents }) },
      data,
      options,
    );
    if (valid) return { kind: 'accepted', subject, version };
    first ??= { kind: 'invalid', version, findings };
  }
  return first ?? { kind: 'unknown_subject' };
}
