import type { Check } from '../../src/core/compatibility.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { Finding, Reason } from '../../src/core/verdict.ts';
import type { Paint } from './paint.ts';
import type { Places } from './places.ts';

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
        `    event:`,
        ...eventLines(verdict.witness),
        ...verdict.findings.flatMap((finding) => findingLines(finding, check, places, paint)),
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

function eventLines(event: JsonValue): string[] {
  const lines = JSON.stringify(event, null, 2).split('\n');
  const shown =
    lines.length > MAX_EVENT_LINES
      ? [...lines.slice(0, MAX_EVENT_LINES), `… ${lines.length - MAX_EVENT_LINES} more lines; all of it with --format json`]
      : lines;
  return shown.map((line) => `      ${line}`);
}

function findingLines(finding: Finding, { writer, reader }: Check, places: Places, paint: Paint): string[] {
  return [
    `    ${finding.message}`,
    ...labelled(paint, 'at', `${finding.instancePointer === '' ? 'the event itself' : finding.instancePointer} (${finding.keyword})`),
    ...labelled(paint, 'writer', finding.writerLocation === undefined ? undefined : places(writer, finding.writerLocation)),
    ...labelled(paint, 'reader', places(reader, finding.readerLocation)),
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
