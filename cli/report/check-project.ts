import { counted, listedShort } from './counted.ts';
import { shownPlace, type CheckFinding } from '../project/check-findings.ts';
import type { ProjectCheck } from '../project/check-project.ts';
import { neededUpcasts } from '../project/upcasts.ts';
import type { JudgedContract } from '../project/check-messages.ts';
import type { JudgedFile, Verdict } from '../project/publish-plan.ts';
import { checksOfFile } from './register.ts';
import { createPaint, type Paint } from './paint.ts';
import { importCommand } from './import-command.ts';
import { printable } from './printable.ts';
import type { SharedFinding } from './shared-findings.ts';
import { upcastersText } from './upcasters.ts';

interface Style {
  readonly color: boolean;
}

/** What `check` found out about a project: a line a fact, and under a refused schema the event that breaks. */
export function checkText(check: ProjectCheck, findings: readonly CheckFinding[], style: Style): string {
  const { project, misfits, outputFits, applications, online, vendored } = check;
  const paint = createPaint(style);
  const events = Object.keys(project.lock?.events ?? {}).length;
  const fits = misfits.length + vendored.length === 0;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return [
    paint.strong(project.label('sluice.config.json')),
    ...(fits && project.lock !== undefined ? [`  ${paint.good('ok')}  the lock fits: ${counted(events, 'event')}`] : []),
    ...(outputFits === true ? [`  ${paint.good('ok')}  the generated files are those of the lock`] : []),
    ...applications
      .filter(({ fits: isSame, dir }) => isSame && dir !== undefined)
      .map(({ file, dir }) => `  ${paint.good('ok')}  ${printable(`${dir} is the code of ${file}`)}`),
    ...upcastersText(neededUpcasts(project.lock), 'that consumers need'),
    ...[...(online?.plan.items ?? []), ...(online?.messages ?? [])].flatMap((item) => itemLines(item, style, paint)),
    ...findings.filter(({ code }) => code !== 'incompatible' && code !== 'undecided').map((finding) => findingLine(finding, paint)),
    ...(online === undefined ? skippedLines(check, paint) : []),
    errors === 0 ? `  ${paint.good('passed')}` : `  ${paint.bad('failed')}: ${counted(errors, 'finding')}`,
  ].join('\n');
}

/** What no project publishes any more: nothing where there is nothing. */
export function lostText(findings: readonly CheckFinding[], style: Style): readonly string[] {
  const paint = createPaint(style);
  return findings.length === 0 ? [] : [paint.strong(LOST), ...findings.map((finding) => findingLine(finding, paint))];
}

/** @internal What the findings about lost contracts are called. */
export const LOST = 'no longer published';

/** What is said of each file that is published. */
export function itemLines(item: JudgedFile | JudgedContract, { color }: Style, paint: Paint): readonly string[] {
  const { file, subject, verdict, level, owner } = item;
  const settings = [
    ...(level === undefined ? [] : [`level ${level.from ?? 'none'} → ${level.to}`]),
    ...(owner === undefined ? [] : [`owner ${owner.from ?? 'nobody'} → ${owner.to}`]),
  ];
  const head = `  ${headOf(verdict, paint)}  ${printable(file.label)} as ${printable(subject)}${asideOf(verdict)}${settings.length === 0 ? '' : `; ${settings.join(', ')}`}`;
  if (verdict.kind !== 'refused') return [head];
  return [
    head,
    `  ${verdict.code}: ${verdict.message}`,
    ...checksOfFile(subject, verdict.checks, file, { color }),
    `  ${onPurpose(item, verdict.code)}`,
  ];
}

/** `publish` has no flag for it, so that nobody leaves one in a pipeline. */
function onPurpose(item: JudgedFile | JudgedContract, code: 'incompatible' | 'undecided'): string {
  const { file, subject } = item;
  const flag = code === 'incompatible' ? '--allow-breaking' : '--override-undecided';
  if ('document' in item) {
    return `if it is meant so: ${printable(importCommand(item.document, item.rule))} ${flag} --reason TEXT; if it is a document of what others publish: "registry": false in sluice.config.json`;
  }
  return `if it is meant so: sluice register ${printable(file.label)} --subject ${printable(subject)} ${flag} --reason TEXT`;
}

function headOf({ kind }: Verdict, paint: Paint): string {
  switch (kind) {
    case 'new':
      return paint.good('+ ');
    case 'next':
      return paint.good('~ ');
    case 'unchanged':
      return '= ';
    case 'refused':
    case 'retired':
    case 'invalid':
      return paint.bad('! ');
  }
}

function asideOf(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'new':
      return ': the first version';
    case 'next':
      return verdict.semver === undefined ? ': the next version' : `: ${verdict.semver}, ${verdict.changeKind ?? 'first'}`;
    case 'unchanged':
      return `: is version ${verdict.version}`;
    case 'refused':
      return ': refused';
    case 'retired':
    case 'invalid':
      return '';
  }
}

/** What several projects are told alike: nothing where there is nothing. */
export function sharedText(shared: readonly SharedFinding[], style: Style): readonly string[] {
  const paint = createPaint(style);
  return shared.length === 0 ? [] : [paint.strong('in several projects'), ...shared.map((findings) => sharedLine(findings, paint))];
}

/** One finding in a line: what, where, and the sentence. */
export function findingLine(finding: CheckFinding, paint: Paint): string {
  return lineOf(finding, placesText([finding]), paint);
}

/** The same of what several projects are told, with the place of each. */
export function sharedLine(findings: SharedFinding, paint: Paint): string {
  return lineOf(findings[0], placesText(findings), paint);
}

function lineOf({ severity, code, message }: CheckFinding, places: string, paint: Paint): string {
  const word = { error: paint.bad('error'), warning: paint.unsure('warning'), note: paint.faint('note') }[severity];
  return `  ${word} ${code}: ${places === '' ? '' : `${places}: `}${printable(message)}`;
}

function placesText(findings: readonly CheckFinding[]): string {
  const places = findings.map(shownPlace).flatMap(({ file, line, column }) => {
    return file === undefined ? [] : [`${printable(file)}${line === undefined ? '' : `:${line}:${column}`}`];
  });
  return listedShort([...new Set(places)]);
}

function skippedLines({ published, project, applications }: ProjectCheck, paint: Paint): readonly string[] {
  const documents = applications.filter(({ document }) => document !== undefined).length;
  const events = Object.keys(project.lock?.events ?? {}).length;
  const left = [
    ...(published.files.length === 0 ? [] : [`whether ${counted(published.files.length, 'published file')} would be taken`]),
    ...(documents === 0 ? [] : [`whether the messages of ${counted(documents, 'AsyncAPI document')} would be taken`]),
    ...(events === 0 ? [] : [`whether ${counted(events, 'locked version')} may still be used`]),
  ];
  return left.length === 0 ? [] : [`  ${paint.unsure('left out')}, offline: ${left.join(', ')}`];
}
