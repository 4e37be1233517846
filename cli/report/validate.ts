import type { RegistryError } from '../../src/core/errors.ts';
import type { EventFinding } from '../../src/core/verdict.ts';
import type { JsonPart } from '../json-parts.ts';
import type { EventAnswer } from '../judge-events.ts';
import { counted } from './counted.ts';
import { failureJson } from './failure.ts';
import type { Outline, OutlineCase, OutlineFinding, OutlinePlace } from './outline.ts';
import { outlineFailure } from './outline-failure.ts';
import { outlinePlace } from './outline-places.ts';
import { createPaint, type Paint } from './paint.ts';
import { placeInFile } from './places.ts';
import { printable } from './printable.ts';

/** An event of a file, and what its contract says of it, or why it cannot be asked. */
export type JudgedEvent =
  | { readonly kind: 'judged'; readonly part: JsonPart; readonly answer: EventAnswer }
  | { readonly kind: 'unreadable'; readonly part: JsonPart; readonly error: RegistryError };

export function isValid(event: JudgedEvent): boolean {
  return event.kind === 'judged' && event.answer.valid;
}

/** For a program: the answer about the only event of a file, else one for each event with its file and line. */
export function validationJson(events: readonly JudgedEvent[]): object {
  const only = onlyAnswer(events);
  return only === undefined ? { valid: events.every(isValid), events: events.map(eventJson) } : only.json;
}

function eventJson({ part: { label, line }, ...event }: JudgedEvent): object {
  const place = { file: label, ...(line === undefined ? {} : { line }) };
  return event.kind === 'judged' ? { ...place, ...event.answer.json } : { ...place, valid: false, error: failureJson(event.error) };
}

function onlyAnswer([first, ...rest]: readonly JudgedEvent[]): EventAnswer | undefined {
  return first?.kind === 'judged' && first.part.line === undefined && rest.length === 0 ? first.answer : undefined;
}

/** For a person: every finding with its place in the event and in the schema; of several events those that are invalid, and one line for all. */
export function validationText(events: readonly JudgedEvent[], style: { readonly color: boolean }): string {
  const paint = createPaint(style);
  const isOnly = onlyAnswer(events) !== undefined;
  const lines = events.flatMap((event) => (isOnly || !isValid(event) ? eventLines(event, paint, isOnly) : []));
  return [...lines, ...(isOnly ? [] : [summaryOf(events)])].join('\n');
}

function eventLines({ part, ...event }: JudgedEvent, paint: Paint, isOnly: boolean): string[] {
  const name = isOnly ? '' : `${printable(nameOf(part))}: `;
  if (event.kind === 'unreadable') return [`${name}${paint.bad(event.error.code)}: ${printable(event.error.message)}`];
  const { valid, findings, contract } = event.answer;
  const verdict = valid ? paint.good('valid') : paint.bad('invalid');
  return [`${name}${verdict} under ${printable(contract)}`, ...findings.map((finding) => findingText(finding, part, event.answer, paint))];
}

/** `events.ndjson:3`. */
function nameOf({ label, line }: JsonPart): string {
  return line === undefined ? label : `${label}:${line}`;
}

function summaryOf(events: readonly JudgedEvent[]): string {
  const invalid = events.filter((event) => !isValid(event)).length;
  const contracts = [...new Set(events.flatMap((event) => (event.kind === 'judged' ? [event.answer.contract] : [])))];
  const verdict = invalid === 0 ? 'valid' : `${events.length - invalid} valid, ${invalid} invalid`;
  return `${counted(events.length, 'event')}, ${verdict}${contracts.length === 0 ? '' : ` under ${contracts.toSorted().map(printable).join(', ')}`}`;
}

/** The same for the formats of CI systems, at the lines of the events' files: a case an event. */
export function validationOutline(events: readonly JudgedEvent[]): Outline {
  const only = onlyAnswer(events);
  const label = events[0]?.part.label ?? '';
  const summary = only === undefined ? summaryOf(events) : `${label} is ${only.valid ? 'valid' : 'invalid'} under ${only.contract}`;
  return { command: 'validate', passed: events.every(isValid), summary, cases: events.map(eventCase) };
}

function eventCase({ part, ...event }: JudgedEvent): OutlineCase {
  if (event.kind === 'unreadable') {
    const findings = outlineFailure('validate', event.error).cases.flatMap((one) => one.findings);
    return { name: `${nameOf(part)} is JSON`, findings };
  }
  const { contract, findings } = event.answer;
  return { name: `${nameOf(part)} is valid under ${contract}`, findings: findings.map((finding) => outlineOf(finding, part, event.answer)) };
}

function outlineOf(finding: EventFinding, part: JsonPart, answer: EventAnswer): OutlineFinding {
  const { code, message, instancePointer, keyword, expected } = finding;
  return {
    rule: code,
    severity: 'error',
    message,
    place: inFile(part, instancePointer),
    facts: [
      ['expected', `${keyword} ${JSON.stringify(expected)}`],
      ['schema', schemaPlace(finding, answer)],
    ],
  };
}

function findingText(finding: EventFinding, part: JsonPart, answer: EventAnswer, paint: Paint): string {
  const { type, length } = finding.found;
  return [
    `  ${paint.strong(placeText(part, finding.instancePointer))}: ${finding.message}`,
    `    ${paint.faint('expected')} ${finding.keyword} ${JSON.stringify(finding.expected)}`,
    `    ${paint.faint('found')}    ${type}${length === undefined ? '' : ` of length ${length}`}`,
    `    ${paint.faint('schema')}   ${schemaPlace(finding, answer)}`,
  ].join('\n');
}

/** The pointer is left to the message, which begins with it. */
function placeText(part: JsonPart, pointer: string): string {
  const { file, line, column } = inFile(part, pointer);
  return `${file}:${line}:${column}`;
}

/** A line of NDJSON is a text of its own, so its first line is that of the file. */
function inFile(part: JsonPart, pointer: string): OutlinePlace {
  const { file, line = 1, column = 1 } = outlinePlace(part, pointer);
  return { file, line: line + (part.line ?? 1) - 1, column };
}

function schemaPlace({ keywordLocation }: EventFinding, { contract, schemaFile }: EventAnswer): string {
  return schemaFile === undefined ? `${contract}#${keywordLocation}` : placeInFile(schemaFile, keywordLocation);
}
