import type { Check, Side } from '../../src/core/compatibility.ts';
import type { RegistryError } from '../../src/core/errors.ts';
import type { RegisterResource } from '../../src/core/resources.ts';
import type { SourceFile } from '../io.ts';
import { checksOf } from '../refusal.ts';
import { checksText } from './checks.ts';
import { createPaint, type Paint } from './paint.ts';
import { createPlaces, placeInFile } from './places.ts';
import { facts } from './table.ts';

interface Style {
  readonly color: boolean;
}

interface Registered extends Style {
  /** The latest version of the subject, where that is known and the text was registered before. */
  readonly latest?: number | null | undefined;
}

/** What a registration did. */
export function registeredText(answer: RegisterResource, file: SourceFile, { color, latest }: Registered): string {
  const paint = createPaint({ color });
  const details = facts([
    ['  semver', answer.semver],
    ['  change', answer.changeKind ?? 'none, it is the first version'],
    ['  line', String(answer.line)],
    ['  schema id', answer.id === undefined ? undefined : String(answer.id)],
    ['  fingerprint', answer.fingerprint],
    ['  breaking', answer.allowedBreaking?.reason],
    ['  overridden', answer.overriddenUndecided?.reason],
  ]);
  return [
    headline(answer, latest, paint),
    details,
    ...checkLines(answer.subject, answer.checks, file, paint),
    ...warningLines(answer, file, paint),
  ].join('\n');
}

function warningLines({ warnings = [] }: RegisterResource, file: SourceFile, paint: Paint): string[] {
  return warnings.flatMap(({ code, message, pointer }) => [
    `  ${paint.unsure('warning')} ${code}: ${message}`,
    ...(pointer === '' ? [] : [`    ${placeInFile(file, pointer)}`]),
  ]);
}

function headline(answer: RegisterResource, latest: Registered['latest'], paint: Paint): string {
  const { subject, version } = answer;
  if (answer.existing === true) return existingText(answer, latest, paint);
  return version === undefined
    ? `${paint.good('would be registered')} as the next version of ${subject}; nothing was stored`
    : `${paint.good('registered')} ${paint.strong(`${subject}@${version}`)}`;
}

/** Registering an old text is no way back to it. What is, depends on whether it is live, and on what is live after it. */
function existingText({ subject, version, state }: RegisterResource, latest: number | null | undefined, paint: Paint): string {
  const name = `${subject}@${version}`;
  if (state === 'retired') {
    return (
      `${paint.bad('not registered')}: this text is ${name}, which is retired, and registering it does not bring it back: nothing was written.\n` +
      `To bring it back: \`sluice activate ${name}\`, which is checked against the live versions (\`--dry-run\` says whether it goes through).`
    );
  }
  const head = `${paint.unsure('already registered')} as version ${version} of ${subject}${state === undefined || state === 'active' ? '' : ` (${state})`}: nothing was written.`;
  if (latest === version) return head;
  return `${head}\nThis is no rollback${latest === undefined || latest === null ? '' : `, latest is ${latest}`}: to go back to it, retire the versions after it (\`sluice retire ${subject}@N\`).`;
}

/** Why a registration was refused: the sentence, and each check with its event. */
export function refusalText(error: RegistryError, subject: string, file: SourceFile, style: Style): string {
  const paint = createPaint(style);
  const word = error.code === 'incompatible' ? paint.bad('refused') : paint.unsure('not decided');
  return [`${word} ${error.code}: ${error.message}`, ...checkLines(subject, checksOf(error), file, paint)].join('\n');
}

/** The checks of a file's schema against the versions of a subject, for a person. */
export function checksOfFile(subject: string, checks: readonly Check[], file: SourceFile, style: Style): readonly string[] {
  return checkLines(subject, checks, file, createPaint(style));
}

function checkLines(subject: string, checks: readonly Check[], file: SourceFile, paint: Paint): string[] {
  if (checks.length === 0) return [];
  return [checksText(nameSides(subject, checks, file), createPlaces([file]), paint)];
}

/** Checks in which the candidate has the name of its file. */
export function nameSides(subject: string, checks: readonly Check[], file: SourceFile): Check[] {
  return checks.map((check) => ({
    ...check,
    writer: nameCandidate(subject, check.writer, file),
    reader: nameCandidate(subject, check.reader, file),
  }));
}

/** The candidate has no number among the sides of a refusal: it is the file. */
function nameCandidate(subject: string, side: Side, file: SourceFile): Side {
  return side.version === undefined && (side.subject === undefined || side.subject === subject) ? { ...side, label: file.label } : side;
}
