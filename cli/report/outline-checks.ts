import type { Check } from '../../src/core/compatibility.ts';
import type { Finding, Reason, Verdict } from '../../src/core/verdict.ts';
import type { SourceFile } from '../io.ts';
import { groupFindings, mayHaveMore, MORE_TEXT, othersText, placeText, type FindingGroup } from './finding-groups.ts';
import type { OutlineCase, OutlineFinding, OutlinePlace } from './outline.ts';
import { outlinePlace } from './outline-places.ts';
import { createPlaces, type Places } from './places.ts';

/** A schema and where it is from: a version of a registry has no lines that somebody wrote, and a file of a commit is called `REF:FILE`. */
export interface OutlineSide {
  readonly file: SourceFile;
  readonly origin: 'file' | 'git' | 'subject';
}

/** The texts in which places are lines. */
export function filesWithLines(sides: readonly OutlineSide[]): readonly SourceFile[] {
  return sides.filter(({ origin }) => origin !== 'subject').map(({ file }) => file);
}

export interface CheckOutlineOptions {
  /** The file that is asked about, whose lines findings are put at; by its label a check names it. */
  readonly candidate: OutlineSide;
  /** Other files that sides are labels of. Default: none. */
  readonly others?: readonly OutlineSide[];
  /** Whether a failed check is why the exit code is 1. Default true. */
  readonly isRefused?: boolean;
}

/** The checks of a level as cases: each a question, its findings at the lines of the candidate. */
export function outlineChecks(checks: readonly Check[], { candidate, others = [], isRefused = true }: CheckOutlineOptions): OutlineCase[] {
  const places = createPlaces(filesWithLines([candidate, ...others]));
  const severity = isRefused ? 'error' : 'note';
  return checks.map((check) => ({
    name: `every event of ${check.writer.label} is valid under ${check.reader.label}`,
    ...headingOf(check),
    findings: withMore(
      check.verdict,
      findingsOfVerdict(check.verdict, { check, candidate, places }).map((finding) => ({ ...finding, severity })),
    ),
  }));
}

/** The name is the claim that a list of tests knows a check by; what refutes it is told under what is true. */
function headingOf({ writer, reader, verdict }: Check): Pick<OutlineCase, 'heading'> {
  switch (verdict.kind) {
    case 'contained':
      return {};
    case 'not_contained':
      return { heading: `an event that is valid under ${writer.label} is refused by ${reader.label}` };
    case 'undecided':
      return { heading: `not decided whether every event of ${writer.label} is valid under ${reader.label}` };
  }
}

/** Where the search ended early that is told beside what was found, at the last of it. */
function withMore(verdict: Verdict, findings: readonly OutlineFinding[]): readonly OutlineFinding[] {
  const place = findings.at(-1)?.place;
  if (!mayHaveMore(verdict)) return findings;
  return [...findings, { rule: 'more_findings', severity: 'note', message: MORE_TEXT, ...(place === undefined ? {} : { place }), facts: [] }];
}

/** Where in the working tree what failed stands: every place once. */
export function placesOfChecks(checks: readonly Check[], candidate: OutlineSide): readonly OutlinePlace[] {
  const places = outlineChecks(checks, { candidate }).flatMap(({ findings }) => findings.flatMap(({ place }) => place ?? []));
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

interface Context {
  readonly check: Check;
  readonly candidate: OutlineSide;
  readonly places: Places;
}

type Unrated = Omit<OutlineFinding, 'severity'>;

function findingsOfVerdict(verdict: Verdict, context: Context): Unrated[] {
  switch (verdict.kind) {
    case 'contained':
      return [];
    case 'not_contained':
      return groupFindings(verdict.findings).map((group) => ({ ...brokenFinding(group, context), event: group.finding.witness ?? verdict.witness }));
    case 'undecided':
      return verdict.reasons.map((reason) => undecidedFinding(reason, context));
  }
}

function brokenFinding({ finding, others }: FindingGroup, context: Context): Unrated {
  const { code, message, change, remedy } = finding;
  return {
    rule: code,
    message,
    ...placeInCandidate(finding, context),
    facts: facts([
      ['at', placeText(finding)],
      ...sideFacts(finding, context),
      ['also', others === 0 ? undefined : othersText(others)],
      ['change', change],
      ['to do', remedy],
    ]),
  };
}

function undecidedFinding(reason: Reason, context: Context): Unrated {
  const { writer, reader } = context.check;
  return {
    rule: `undecided_${reason.code}`,
    message: `not decided whether every event of ${writer.label} is valid under ${reader.label}: ${reason.message}`,
    ...placeInCandidate(reason, context),
    facts: facts(sideFacts(reason, context)),
  };
}

type Located = Pick<Finding, 'writerLocation'> & { readonly readerLocation?: string };

function sideFacts({ writerLocation, readerLocation }: Located, { check, places }: Context): [string, string | undefined][] {
  return [
    ['writer', writerLocation === undefined ? undefined : places(check.writer, writerLocation)],
    ['reader', readerLocation === undefined ? undefined : places(check.reader, readerLocation)],
  ];
}

/** The candidate may be the reader or the writer of a check; what the writer's schema has no place for is at its start. */
function placeInCandidate({ writerLocation, readerLocation }: Located, { check, candidate }: Context): Pick<OutlineFinding, 'place'> {
  return placeIn(candidate, (check.reader.label === candidate.file.label ? readerLocation : writerLocation) ?? '');
}

/** Where a schema has this, for the formats of CI systems: of a file in a commit at its path there. Nowhere in a version of a registry. */
export function placeIn({ file, origin }: OutlineSide, pointer: string): Pick<OutlineFinding, 'place'> {
  if (origin === 'subject') return {};
  const place = outlinePlace(file, pointer);
  // No revision has a colon in its name.
  return { place: origin === 'git' ? { ...place, file: place.file.replace(/^[^:]*:/, '') } : place };
}

function facts(pairs: readonly (readonly [string, string | undefined])[]): (readonly [string, string])[] {
  return pairs.flatMap(([label, text]) => (text === undefined ? [] : [[label, text] as const]));
}
