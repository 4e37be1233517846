import type { Check } from '../../src/core/compatibility.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { Reason, Verdict } from '../../src/core/verdict.ts';
import { otherEventLine } from './event-line.ts';
import { excerptLines } from './excerpt.ts';
import { groupFindings, mayHaveMore, MORE_TEXT, othersText, placeText, type FindingGroup } from './finding-groups.ts';
import type { Paint } from './paint.ts';
import type { Places } from './places.ts';
import { printable } from './printable.ts';

type Broken = Extract<Verdict, { readonly kind: 'not_contained' }>;

const MAX_CONCLUDED = 10;

/**
 * The checks of a level for a person: for each the verdict and, where it failed, the event, both places and the remedy.
 * More than 10 that follow from others are one line.
 */
export function checksText(checks: readonly Check[], places: Places, paint: Paint): string {
  const concluded = checks.filter(isConcluded);
  const isMany = concluded.length > MAX_CONCLUDED;
  const shown = isMany ? checks.filter((check) => !isConcluded(check)) : checks;
  const rest = isMany ? [`  ${paint.good('proved')}     ${concluded.length} more checks, which follow from other proofs`] : [];
  return [...shown.flatMap((check) => checkLines(check, places, paint)), ...rest].join('\n');
}

function isConcluded({ verdict }: Check): boolean {
  return verdict.stats.stage === 'transitivity';
}

function checkLines(check: Check, places: Places, paint: Paint): string[] {
  const { writer, reader, verdict } = check;
  switch (verdict.kind) {
    case 'contained':
      return [`  ${paint.good('proved')}     every event of ${writer.label} is valid under ${reader.label}${aside(check)}`, ...stricterLines(check)];
    case 'not_contained':
      return [
        `  ${paint.bad('broken')}     ${paint.strong(`an event that is valid under ${writer.label} is refused by ${reader.label}`)}`,
        ...eventLines(verdict),
        ...groupFindings(verdict.findings).flatMap((group) => findingLines(group, { check, witness: verdict.witness, places, paint })),
        ...(mayHaveMore(verdict) ? [`    ${MORE_TEXT}`] : []),
        ...weakerLines(check),
      ];
    case 'undecided':
      return [
        `  ${paint.unsure('undecided')}  whether every event of ${writer.label} is valid under ${reader.label}`,
        ...verdict.reasons.flatMap((reason) => reasonLines(reason, check, places, paint)),
      ];
  }
}

/** Beside a proof: how it was got where the engine was not asked, and whether it needs no assumption. */
function aside(check: Check): string {
  const remarks = [...(isConcluded(check) ? ['follows from other proofs'] : []), ...(check.strongest === 'strict' ? ['holds under strict'] : [])];
  return remarks.length === 0 ? '' : ` (${remarks.join('; ')})`;
}

/** What a proof assumes: the event that the next stricter profile fails on. */
function stricterLines({ stricter }: Check): string[] {
  if (stricter === undefined) return [];
  const fails =
    stricter.profile === 'strict'
      ? 'strict fails only for events with undeclared members'
      : `${stricter.profile} fails only where readers refuse members they don't know`;
  return [`    ${fails}, e.g. ${shortText(stricter.witness)}`];
}

const MAX_EVENT_CHARACTERS = 200;

function shortText(event: JsonValue): string {
  const text = JSON.stringify(event);
  return text.length > MAX_EVENT_CHARACTERS ? `${text.slice(0, MAX_EVENT_CHARACTERS)}…; all of it with --format json` : text;
}

/** What a broken check is good for nevertheless. */
function weakerLines({ strongest }: Check): string[] {
  if (strongest === undefined) return [];
  if (strongest === null) return ['    holds under no profile'];
  const condition = strongest === 'tolerant' ? "readers that ignore members they don't know" : 'events with declared members only';
  return [`    holds under ${strongest}: ${condition}`];
}

const MAX_EVENT_LINES = 40;

/** The event that breaks; of a long one what leads to the broken places. */
function eventLines({ witness, findings }: Broken): string[] {
  const lines = JSON.stringify(witness, null, 2).split('\n').map(printable);
  if (lines.length <= MAX_EVENT_LINES) return ['    event:', ...indented(lines)];
  const own = groupFindings(findings.filter(({ witness: other }) => other === undefined));
  const excerpt = excerptLines(
    witness,
    own.map(({ finding }) => finding.instancePointer),
  );
  const shown = excerpt.length > MAX_EVENT_LINES ? [...excerpt.slice(0, MAX_EVENT_LINES), '…'] : excerpt;
  return [`    event, the broken places of ${lines.length} lines (all of it with --format json):`, ...indented(shown)];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `      ${line}`);
}

interface FindingContext {
  readonly check: Check;
  readonly witness: JsonValue;
  readonly places: Places;
  readonly paint: Paint;
}

function findingLines({ finding, others }: FindingGroup, { check, witness, places, paint }: FindingContext): string[] {
  const { writer, reader } = check;
  return [
    `    ${finding.message}`,
    ...(finding.witness === undefined
      ? []
      : [`      ${paint.faint('in another event:')} ${otherEventLine(finding.witness, witness, finding.instancePointer)}`]),
    ...labelled(paint, 'at', placeText(finding)),
    ...labelled(paint, 'writer', finding.writerLocation === undefined ? undefined : places(writer, finding.writerLocation)),
    ...labelled(paint, 'reader', places(reader, finding.readerLocation)),
    ...labelled(paint, 'also', others === 0 ? undefined : othersText(others)),
    ...labelled(paint, 'change', finding.change),
    ...labelled(paint, 'to do', finding.remedy),
  ];
}

function reasonLines(reason: Reason, { writer, reader }: Check, places: Places, paint: Paint): string[] {
  return [
    `    ${reason.code}: ${reason.message}`,
    ...labelled(paint, 'writer', reason.writerLocation === undefined ? undefined : places(writer, reason.writerLocation)),
    ...labelled(paint, 'reader', reason.readerLocation === undefined ? undefined : places(reader, reason.readerLocation)),
  ];
}

function labelled(paint: Paint, label: string, text: string | undefined): string[] {
  return text === undefined ? [] : [`      ${paint.faint(label.padEnd(7))} ${text}`];
}
