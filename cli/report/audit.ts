import { counted, grouped } from './counted.ts';
import type { Check } from '../../src/core/compatibility.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { Reason } from '../../src/core/verdict.ts';
import type { Audit, AuditSummary, Disappeared } from '../audit/audit-history.ts';
import type { Release } from '../audit/history.ts';
import type { SkippedRange } from '../audit/skipped-files.ts';
import { eventLine, otherEventLine } from './event-line.ts';
import { groupFindings, mayHaveMore, MORE_TEXT, othersText, placeText, type FindingGroup } from './finding-groups.ts';
import { createPaint, type Paint } from './paint.ts';
import { createPlaces, type Places } from './places.ts';
import { printable } from './printable.ts';
import { groupSteps, type StepGroup } from './step-groups.ts';

/** What a point of the history is called: `release`, `commit`, `version`. */
export type ReleaseNoun = 'release' | 'commit' | 'version';

export interface AuditReport extends Audit {
  readonly warnings: readonly string[];
}

/** An audit for a person: what broke, what is undecided, what was left out, and the line for the boss. */
export function auditText(audit: AuditReport, noun: ReleaseNoun, style: { readonly color: boolean }): string {
  const paint = createPaint(style);
  const broken = audit.steps.filter(({ outcome }) => outcome === 'broken');
  const undecided = audit.steps.filter(({ outcome }) => outcome === 'undecided');
  const sections = [
    ...groupSteps(broken).map((group) => groupText(group, paint.bad('broke'), paint)),
    ...(undecided.length === 0
      ? []
      : [paint.strong('Not decided'), ...groupSteps(undecided).map((group) => groupText(group, paint.unsure('undecided'), paint))]),
    ...listed('Skipped', skippedLines(audit.skipped), paint),
    ...listed('No longer there', audit.disappeared.map(disappearedLine), paint),
    ...listed('Warnings', audit.warnings.map(printable), paint),
    summaryLine(audit.summary, noun),
  ];
  return sections.join('\n\n');
}

/** `1,612 steps over 24 releases of 231 contracts: 515 broke a reader, 1,097 fine, 0 undecided, 2 files skipped`. */
export function summaryLine({ steps, releases, contracts, broken, fine, undecided, skipped }: AuditSummary, noun: ReleaseNoun): string {
  const over = `${counted(steps, 'step')} over ${counted(releases, noun)} of ${counted(contracts, 'contract')}`;
  const left = skipped === 0 ? '' : `, ${counted(skipped, 'file')} skipped`;
  return `${over}: ${grouped(broken)} broke a reader, ${grouped(fine)} fine, ${grouped(undecided)} undecided${left}`;
}

const MAX_STEPS = 10;

/** A line for each step, and once what is wrong, with the places of the first. */
function groupText(group: StepGroup, word: string, paint: Paint): string {
  const [first] = group;
  const places = createPlaces(first.files);
  const heads = group.map(({ contract, from, to }) => `${word}  ${paint.strong(printable(contract))}  ${printable(from.name)} → ${releaseText(to)}`);
  const rest = heads.length - MAX_STEPS;
  const shown =
    rest > 0 ? [...heads.slice(0, MAX_STEPS), `… and ${counted(rest, 'more step')} for the same cause; all of them with --format json`] : heads;
  return [...shown, ...first.checks.flatMap((check) => checkLines(check, places, paint))].join('\n');
}

function releaseText({ name, date, title }: Release): string {
  const details = [date?.slice(0, 10), title].filter((part) => part !== undefined && part !== '');
  return printable([name, ...details].join('  '));
}

const MAX_FINDINGS = 3;

function checkLines({ writer, reader, verdict }: Check, places: Places, paint: Paint): string[] {
  switch (verdict.kind) {
    case 'contained':
      return [];
    case 'not_contained': {
      const groups = groupFindings(verdict.findings);
      const shown = groups.slice(0, MAX_FINDINGS);
      const rest = groups.length - shown.length;
      const own = shown.filter(({ finding }) => finding.witness === undefined);
      return [
        ...shown.flatMap((group) => findingLines(group, { witness: verdict.witness, place: places(reader, group.finding.readerLocation), paint })),
        ...(rest === 0 ? [] : [`  … and ${counted(rest, 'finding')} more; all of them with --format json`]),
        ...(mayHaveMore(verdict) ? [`  ${MORE_TEXT}`] : []),
        labelled(
          'event',
          eventLine(
            verdict.witness,
            own.map(({ finding }) => finding.instancePointer),
          ),
          paint,
        ),
      ];
    }
    case 'undecided':
      return [
        `  whether every event of ${printable(writer.label)} is valid under ${printable(reader.label)}`,
        ...verdict.reasons.slice(0, MAX_FINDINGS).map((reason) => reasonLine(reason)),
      ];
  }
}

interface FindingContext {
  readonly witness: JsonValue;
  readonly place: string;
  readonly paint: Paint;
}

function findingLines({ finding, others }: FindingGroup, { witness, place, paint }: FindingContext): string[] {
  const { message, instancePointer, remedy, witness: other } = finding;
  return [
    `  ${printable(message)}`,
    ...(other === undefined ? [] : [`    ${paint.faint('in another event:')} ${otherEventLine(other, witness, instancePointer)}`]),
    labelled('at', placeText(finding), paint),
    labelled('reader', printable(place), paint),
    ...(others === 0 ? [] : [labelled('also', othersText(others), paint)]),
    ...(remedy === undefined ? [] : [labelled('to do', printable(remedy), paint)]),
  ];
}

function reasonLine({ code, message, readerLocation, writerLocation }: Reason): string {
  const places = [writerLocation, readerLocation].filter((place) => place !== undefined);
  return `    ${code}: ${printable(message)}${places.length === 0 ? '' : ` (${printable(places.join(', '))})`}`;
}

function labelled(label: string, text: string, paint: Paint): string {
  return `    ${paint.faint(label.padEnd(7))} ${text}`;
}

function listed(title: string, lines: readonly string[], paint: Paint): string[] {
  return lines.length === 0 ? [] : [[paint.strong(title), ...lines.map((line) => `  ${line}`)].join('\n')];
}

/** One line for each file: all its ranges, and what was wrong last. */
function skippedLines(skipped: readonly SkippedRange[]): string[] {
  const files = new Map<string, readonly SkippedRange[]>();
  for (const range of skipped) files.set(range.file, [...(files.get(range.file) ?? []), range]);
  return [...files.values()].map(skippedLine);
}

function rangeText({ release, until }: SkippedRange): string {
  if (until === undefined) return `from ${release} on`;
  return until === release ? `in ${release}` : `from ${release} to ${until}`;
}

function skippedLine(ranges: readonly SkippedRange[]): string {
  const { file = '', message = '', inFile, line, column } = ranges.at(-1) ?? {};
  const place = line === undefined || column === undefined ? '' : `:${line}:${column}`;
  const where = inFile === undefined ? `${file}${place}` : `${file} (in ${inFile}${place})`;
  return printable(`${where}, ${ranges.map(rangeText).join(', ')}: ${message}`);
}

function disappearedLine({ contract, since, renamedTo }: Disappeared): string {
  const renamed = renamedTo === undefined ? '' : `, renamed to ${renamedTo}`;
  return printable(`${contract}, since ${since}${renamed}`);
}
