import { RegistryError } from '../../core/errors.ts';
import type { ExactValue } from '../../core/json/value.ts';
import type { SnapshotVersion } from '../../core/resources.ts';
import type { FormatDocument } from '../../core/schema-document.ts';
import type { CompileOptions, Validation } from '../../formats/format.ts';
import type { CatalogueSubject, ValidatorOptions } from '../supply/catalogue.ts';
import { refusalOf, tooCostly, type Judged, type Undecided } from './judge.ts';

/** Judges beside the loop, within a time: what would block it is asked there. Throws `event_too_costly` when the time is up. */
export interface SlowJudge {
  validate(document: FormatDocument, data: ExactValue, options: Required<Omit<CompileOptions, 'isChecked'>>): Promise<Validation>;
}

/**
 * The accept rule again, for an event that took too long on the loop, under the versions that did; what takes too long here
 * as well is thrown only where no other one accepts it.
 */
export async function judgeSlowly(judge: SlowJudge, undecided: Undecided): Promise<Judged> {
  const { subject, versions, costly, choice, data } = undecided;
  const tooSlow: SnapshotVersion[] = [];
  let refusal: Judged | undefined;
  for (const version of costly) {
    const answer = await askInTime(judge, subject, { version, choice, data });
    if (answer === undefined) tooSlow.push(version);
    else if (answer.valid) return { kind: 'accepted', subject, version };
    else if (version === versions[0]) refusal = { kind: 'invalid', version, findings: answer.findings };
  }
  if (tooSlow.length > 0) throw tooCostly(subject.subject.subject, tooSlow);
  return refusal ?? refusalOf(undecided);
}

interface Question {
  readonly version: SnapshotVersion;
  readonly choice: ValidatorOptions;
  readonly data: ExactValue;
}

async function askInTime(judge: SlowJudge, subject: CatalogueSubject, question: Question): Promise<Validation | undefined> {
  try {
    return await askSlowly(judge, subject, question);
  } catch (thrown) {
    if (thrown instanceof RegistryError && thrown.code === 'event_too_costly') return undefined;
    throw thrown;
  }
}

/** One version of a subject, beside the loop. Throws as `SlowJudge`. */
export function askSlowly(judge: SlowJudge, { subject }: CatalogueSubject, { version, choice, data }: Question): Promise<Validation> {
  const { schema, dialect, documents } = version;
  const document = { schema, ...(dialect === undefined ? {} : { dialect }), ...(documents === undefined ? {} : { documents }) };
  return judge.validate(document, data, { ...choice, formats: subject.formats });
}
