import { CHANGE_SEVERITIES, type ChangeSeverity, type ModelChange } from '../../src/asyncapi/change.ts';
import type { DocumentComparison, JudgedMessage, JudgedPart } from '../asyncapi/compare-documents.ts';
import type { DocumentPlace } from '../asyncapi/read-document.ts';
import { checksText } from './checks.ts';
import { counted } from './counted.ts';
import { committedPath, documentPlaceOutline, documentPlaceText } from './document-place.ts';
import { outlineChecks, type OutlineSide } from './outline-checks.ts';
import type { Outline, OutlineCase, OutlineFinding, OutlinePlace, Severity } from './outline.ts';
import { createPaint, type Paint } from './paint.ts';
import { createPlaces } from './places.ts';
import { printable } from './printable.ts';

/** Whether a side lies in the working tree, or in a commit. */
export interface ComparedOrigins {
  readonly old: OutlineSide['origin'];
  readonly now: OutlineSide['origin'];
}

/** The answer for a person: the verdict in one line, then every change with its place, what breaks first, then each schema. */
export function changesText(comparison: DocumentComparison, style: { readonly color: boolean }): string {
  const paint = createPaint(style);
  const { compatible, changes } = comparison;
  const sorted = changes.toSorted((a, b) => CHANGE_SEVERITIES.indexOf(a.severity) - CHANGE_SEVERITIES.indexOf(b.severity));
  return [
    `${compatible ? paint.good('compatible') : paint.bad('not compatible')}  ${printable(summaryOf(comparison))}`,
    ...sorted.flatMap((each) => changeLines(each, comparison, paint)),
    ...judgedParts(comparison).flatMap(({ message, part }) => partLines(message, part, paint)),
  ].join('\n');
}

/** How many changes of each kind, and what of schemas was asked. */
export function summaryOf({ old, now, changes, messages, level, profile }: DocumentComparison): string {
  const counts = CHANGE_SEVERITIES.flatMap((severity) => {
    const count = changes.filter((each) => each.severity === severity).length;
    return count === 0 ? [] : [severity === 'note' ? counted(count, 'note') : `${count} ${severity}`];
  });
  const judged = messages.filter(({ parts }) => parts.length > 0);
  const unproved = judged.filter(({ parts }) => parts.some(({ checks }) => checks.some(({ verdict }) => verdict.kind !== 'contained')));
  const schemas = `${counted(messages.length, 'message')}, ${judged.length} with other schemas, ${unproved.length} of them not proved`;
  const found = counts.length === 0 ? 'no change beside schemas' : counts.join(', ');
  return `${old.source.file} → ${now.source.file} (${level === undefined ? 'by direction' : level} × ${profile}): ${found}; ${schemas}`;
}

interface Judged {
  readonly message: JudgedMessage;
  readonly part: JudgedPart;
}

function judgedParts({ messages }: DocumentComparison): readonly Judged[] {
  return messages.flatMap((message) => message.parts.map((part) => ({ message, part })));
}

function changeLines({ severity, code, message, pointer, was }: ModelChange, { old, now }: DocumentComparison, paint: Paint): string[] {
  const word = { breaking: paint.bad('breaking'), note: paint.unsure('note'), compatible: paint.good('compatible') }[severity];
  const gap = ' '.repeat('compatible'.length - severity.length + 2);
  const places = [documentPlaceText(now.source.locate(pointer)), ...(was === undefined ? [] : [`was ${documentPlaceText(old.source.locate(was))}`])];
  return [`  ${word}${gap}${printable(message)}`, `    ${paint.faint(printable(`${places.join(', ')} (${code})`))}`];
}

function partLines(message: JudgedMessage, part: JudgedPart, paint: Paint): string[] {
  return [
    `  ${printable(titleOf(message, part))}`,
    ...checksText(part.checks, createPlaces([part.old, part.now]), paint)
      .split('\n')
      .map((line) => `  ${line}`),
  ];
}

const MAX_CHANNELS = 3;

/** `message OrderPlaced, received from orders: payload`. */
function titleOf({ name, actions, channels }: JudgedMessage, { part }: JudgedPart): string {
  const verbs = actions.map((action) => (action === 'send' ? 'sent to' : 'received from')).join(' and ') || 'on';
  const more = channels.length > MAX_CHANNELS ? ` and ${channels.length - MAX_CHANNELS} more` : '';
  const where = channels.length === 0 ? '' : `, ${verbs} ${channels.slice(0, MAX_CHANNELS).join(', ')}${more}`;
  return `message ${name}${where}: ${part}`;
}

/** The same for programs: every check says which message and which part of it it is about. */
export function changesJson(comparison: DocumentComparison): object {
  const { old, now, compatible, level, profile, changes, messages } = comparison;
  return {
    kind: 'asyncapi',
    compatible,
    level: level ?? null,
    profile,
    from: old.source.file,
    to: now.source.file,
    changes: changes.map(({ pointer, was, ...each }) => ({
      ...each,
      place: placeJson(now.source.locate(pointer)),
      ...(was === undefined ? {} : { was: placeJson(old.source.locate(was)) }),
    })),
    messages: messages.map(({ name, actions, channels, parts }) => ({ message: name, actions, channels, changed: parts.map(({ part }) => part) })),
    checks: judgedParts(comparison).flatMap(({ message, part }) =>
      part.checks.map((check) => ({ message: message.name, part: part.part, channels: message.channels, ...check })),
    ),
  };
}

function placeJson({ file, line, column, pointer }: DocumentPlace): object {
  return { file, line, column, pointer };
}

const SEVERITIES: Readonly<Record<ChangeSeverity, Severity>> = { breaking: 'error', note: 'warning', compatible: 'note' };

/** The same for the formats of CI systems, at the lines of the newer document; of one in a commit, at its path there. */
export function changesOutline(
  comparison: DocumentComparison,
  command: string,
  { passed, origins }: { readonly passed: boolean; readonly origins: ComparedOrigins },
): Outline {
  const { old, now, changes } = comparison;
  const placeIn = (place: OutlinePlace): OutlinePlace => (origins.now === 'file' ? place : committedPath(place, now.source));
  const findings = changes.map(({ code, severity, message, pointer, was }): OutlineFinding => {
    // What breaks is no error where the level asks for nothing.
    const worst = passed && severity === 'breaking' ? 'warning' : SEVERITIES[severity];
    const place = placeIn(documentPlaceOutline(now.source.locate(pointer)));
    return { rule: code, severity: worst, message, place, facts: was === undefined ? [] : [['was', documentPlaceText(old.source.locate(was))]] };
  });
  const cases = judgedParts(comparison).flatMap((judged) => partCases(judged, comparison, { isRefused: !passed, origins, placeIn }));
  return { command, passed, summary: summaryOf(comparison), cases: [{ name: `${old.source.file} → ${now.source.file}`, findings }, ...cases] };
}

function partCases(
  { message, part }: Judged,
  { now }: DocumentComparison,
  {
    isRefused,
    origins,
    placeIn,
  }: { readonly isRefused: boolean; readonly origins: ComparedOrigins; readonly placeIn: (place: OutlinePlace) => OutlinePlace },
): readonly OutlineCase[] {
  // Where the newer side lies in a commit, its lines are those of the commit.
  const sides = { candidate: { file: part.now, origin: 'file' as const }, others: [{ file: part.old, origin: origins.old }] };
  const isSaid = part.now.locate !== undefined;
  return outlineChecks(part.checks, { ...sides, isRefused }).map(({ name, heading, findings }) => ({
    name: `${titleOf(message, part)}: ${name}`,
    ...(heading === undefined ? {} : { heading: `${titleOf(message, part)}: ${heading}` }),
    findings: findings.map((finding) => ({
      ...finding,
      message: `${titleOf(message, part)}: ${finding.message}`,
      ...(finding.place === undefined
        ? {}
        : { place: placeIn(isSaid ? finding.place : documentPlaceOutline(now.source.locate(message.now.pointer))) }),
    })),
  }));
}
