import { actionsOf } from '../../src/asyncapi/labels.ts';
import type { AsyncApiModel } from '../../src/asyncapi/model.ts';
import type { SourceFile } from '../io.ts';
import type { CheckedDocument, PlacedFinding } from '../asyncapi/check-document.ts';
import type { CheckedExamples } from '../asyncapi/check-examples.ts';
import type { Applied } from '../asyncapi/apply-import.ts';
import { contractFile } from '../asyncapi/contract-file.ts';
import type { ImportStep, PlannedContract } from '../asyncapi/plan-import.ts';
import { usageChanges, type UsageChange } from '../asyncapi/usage-changes.ts';
import { counted } from './counted.ts';
import { documentPlaceOutline, documentPlaceText } from './document-place.ts';
import { failureJson } from './failure.ts';
import { outlineChecks } from './outline-checks.ts';
import type { Outline, OutlineCase, OutlineFinding, OutlinePlace } from './outline.ts';
import { createPaint, type Paint } from './paint.ts';
import { printable } from './printable.ts';
import { checksOfFile, nameSides } from './register.ts';

/** What an import did, or would. */
export interface AsyncApiReport extends Partial<Pick<Applied, 'stopped'>> {
  readonly target: string;
  readonly isPlan: boolean;
  readonly documents: readonly CheckedDocument[];
  /** Of all documents; with one of them nothing was asked and nothing written. */
  readonly findings: readonly PlacedFinding[];
  /** What there is to say of the examples of messages, which refuses nothing. */
  readonly examples: CheckedExamples;
  readonly items: readonly PlannedContract[];
  /** How many of the items were carried out. */
  readonly done: number;
}

/** Whether every message is a subject now, or would be. */
export function isImported({ findings, items, stopped, documents }: AsyncApiReport): boolean {
  return findings.length === 0 && stopped === undefined && items.every(({ step }) => step.kind !== 'refused') && leftOut(documents).length === 0;
}

function leftOut(
  documents: readonly CheckedDocument[],
): readonly { readonly name: string; readonly rule: string; readonly why: string; readonly place: PlacedFinding['place'] }[] {
  return documents.flatMap(({ contracts, source }) =>
    (contracts?.leftOut ?? []).map(({ message, rule, why }) => ({
      name: message.name ?? (message.key === '' ? message.pointer : message.key),
      ...{ rule, why, place: source.locate(message.payload?.pointer ?? message.pointer) },
    })),
  );
}

function notesOf({ documents, examples }: AsyncApiReport): readonly string[] {
  const ofDocuments = documents.flatMap(({ contracts, source, isParserMissing, model }) => [
    ...(model?.major === 2 && model.operations.length > 0
      ? [`${source.file} is of ${model.version}, where publish and subscribe are ${viewOf(model)}`]
      : []),
    ...(contracts?.contracts ?? []).flatMap(({ subject, notes }) => notes.map((note) => `${subject}: ${note}`)),
    ...(isParserMissing === true
      ? [`${source.file}: the official parser is not installed (npm install @asyncapi/parser), so only sluice checked the form`]
      : []),
  ]);
  return [...ofDocuments, ...examples.notes];
}

/** As the operations were read. */
function viewOf({ operations }: AsyncApiModel): string {
  const isOwn = operations.some(({ written, action }) => (written === 'publish') === (action === 'send'));
  return isOwn
    ? 'taken for what the application itself does, as --point-of-view client says'
    : 'what others do: the application receives what is published and sends what is subscribed to (else --point-of-view client)';
}

/** With the place in the document; none where nothing is to be registered. */
function usageChangesOf({ items, documents }: AsyncApiReport): readonly (UsageChange & { readonly place: PlacedFinding['place'] })[] {
  if (items.some(({ step }) => step.kind === 'refused')) return [];
  return usageChanges(items).flatMap((each) => {
    const source = documents.find(({ model }) => model === each.model)?.source;
    return source === undefined ? [] : [{ ...each, place: source.locate(each.change.pointer) }];
  });
}

export function asyncApiJson(report: AsyncApiReport): object {
  const { target, isPlan, documents, findings, items, stopped } = report;
  return {
    target,
    dryRun: isPlan,
    documents: documents.map(({ source, model, details }) => ({
      file: source.file,
      ...(model === undefined ? {} : { asyncapi: model.version, application: model.application.title, version: model.application.version }),
      ...(details === undefined ? {} : { details }),
    })),
    findings: findings.map(findingJson),
    warnings: report.examples.warnings.map(findingJson),
    items: items.map(({ contract, document, step, patch }) => {
      const { kind, ...rest } = step;
      return {
        ...{ subject: contract.subject, role: contract.role, outcome: kind, ...rest },
        references: contract.references.map(({ subject }) => subject),
        messages: contract.messages.map((message) => message.name ?? message.key),
        operations: document.model === undefined || contract.role === 'shared' ? [] : actionsOf(document.model, contract),
        ...(patch === undefined ? {} : { changes: Object.keys(patch).toSorted() }),
      };
    }),
    changes: usageChangesOf(report).map(({ application, change: { code, severity, message }, place: { file, line, column } }) => ({
      ...{ application, code, severity, message, file, line, column },
    })),
    leftOut: leftOut(documents).map(({ name, rule, why, place }) => ({ name, rule, why, file: place.file, line: place.line })),
    notes: notesOf(report),
    ...(stopped === undefined ? {} : { stopped: failureJson(stopped) }),
  };
}

function findingJson({ code, message, place: { file, line, column, pointer } }: PlacedFinding): object {
  return { code, message, file, line, column, pointer };
}

/** For a person: what is wrong at its line, or what became of each subject that is not as it was. */
export function asyncApiText(report: AsyncApiReport, style: { readonly color: boolean }): string {
  const paint = createPaint(style);
  const { findings, items, documents, stopped } = report;
  return [
    ...findings.map(({ code, message, place }) => `${paint.bad('error')} ${code}: ${placeText(place)}: ${printable(message)}`),
    ...report.examples.warnings.map(({ code, message, place }) => `${paint.unsure('warning')} ${code}: ${placeText(place)}: ${printable(message)}`),
    ...items.flatMap((item) => itemLines(item, style, paint)),
    ...usageChangesOf(report).flatMap(({ change, place }) => usageLines(change, placeText(place), paint)),
    ...leftOut(documents).map(
      ({ name, why, place }) => `${paint.bad('left out')}  ${paint.strong(printable(name))} (${placeText(place)}): ${printable(why)}`,
    ),
    ...notesOf(report).map((note) => `${paint.unsure('note')}  ${printable(note)}`),
    ...(stopped === undefined ? [] : [`${paint.bad('stopped')}  ${stopped.code}: ${printable(stopped.message)}`]),
    summaryOf(report),
  ].join('\n');
}

function usageLines({ severity, message, code }: UsageChange['change'], place: string, paint: Paint): readonly string[] {
  const word = { breaking: paint.bad('breaking'), note: paint.unsure('note'), compatible: paint.good('compatible') }[severity];
  return [`${word}  ${printable(message)}`, `    ${paint.faint(`${place} (${code})`)}`];
}

function placeText(place: PlacedFinding['place']): string {
  return printable(documentPlaceText(place));
}

function itemLines(item: PlannedContract, style: { readonly color: boolean }, paint: Paint): readonly string[] {
  const { contract, step } = item;
  const name = printable(contract.subject);
  const role = contract.role === 'payload' ? '' : contract.role === 'headers' ? ' (headers)' : ' (shared)';
  switch (step.kind) {
    case 'new':
      return [`${paint.good('+')} ${name}${role}: the first version${directions(item)}`];
    case 'next':
      return [`${paint.good('~')} ${name}${role}: ${step.semver ?? 'the next version'}, ${step.changeKind ?? 'first'}${directions(item)}`];
    case 'imported':
      return [`${paint.good('registered')} ${name}@${step.version} (${step.semver})${role}`];
    case 'there':
      return step.isRetired
        ? [`${paint.unsure('retired')} ${name}@${step.version}: registering it again does not bring it back; sluice activate ${name}@${step.version}`]
        : [];
    case 'refused':
      return [
        `${paint.bad('refused')} ${name}${role}: ${step.code}: ${printable(step.message)}`,
        ...checksOfFile(contract.subject, step.checks, fileOf(item), style),
      ];
  }
}

/** What the application does with it, which 2.x says the other way round. */
function directions({ contract, document: { model } }: PlannedContract): string {
  if (model === undefined || contract.role !== 'payload') return '';
  const words = actionsOf(model, contract).map(
    ({ action, channel, address }) => `${action === 'send' ? 'sent to' : 'received from'} ${address ?? channel}`,
  );
  return words.length === 0 ? '' : `, ${printable([...new Set(words)].join(', '))}`;
}

function fileOf({ contract, document }: PlannedContract): SourceFile {
  return contractFile(contract, document);
}

export function summaryOf(report: AsyncApiReport): string {
  const { findings, items, isPlan, documents, target, stopped, done } = report;
  const files = counted(documents.length, 'document');
  if (findings.length > 0) return `${files}, ${counted(findings.length, 'error')}: nothing was registered`;
  const count = (kind: ImportStep['kind']): number => items.filter(({ step }) => step.kind === kind).length;
  const left = leftOut(documents).length;
  const described = items.filter(({ step, patch }) => step.kind === 'there' && patch !== undefined).length;
  const there = `${count('there')} there already${described === 0 ? '' : `, what is said of ${described} of them ${isPlan ? 'would change' : 'changed'}`}`;
  const tail = left === 0 ? '' : `, ${counted(left, 'message')} left out`;
  const head = `${counted(items.length, 'subject')} from ${files} to ${target}`;
  if (count('refused') > 0) return `${head}: ${count('refused')} refused, so nothing was registered${tail}`;
  if (stopped !== undefined) return `${head}: ${done} of ${items.length} done when it stopped; the same command goes on from there${tail}`;
  if (isPlan) return `${head}: ${count('new')} new, ${count('next')} changed, ${there}${tail}; nothing was written`;
  return `${head}: ${count('imported')} registered, ${there}${tail}`;
}

/** For the formats of CI systems: a case for each document and each subject. */
export function asyncApiOutline(report: AsyncApiReport): Outline {
  const { documents, findings, items, stopped, examples } = report;
  const error = (rule: string, message: string, place?: OutlinePlace, severity: OutlineFinding['severity'] = 'error'): OutlineFinding => ({
    rule,
    severity,
    message,
    facts: [],
    ...(place === undefined ? {} : { place }),
  });
  const wrong = documents.map(({ source }) => ({
    name: `${source.file} is a valid AsyncAPI document`,
    findings: findings
      .filter(({ place }) => place.file === source.file)
      .map(({ code, message, place }) => error(code, message, documentPlaceOutline(place))),
  }));
  const others = findings.filter(({ place }) => !documents.some(({ source }) => source.file === place.file));
  const left = leftOut(documents).map(({ name, rule, why, place }) => ({
    name: `${name} is imported`,
    findings: [error(rule, `${name}: ${why}`, documentPlaceOutline(place))],
  }));
  return {
    command: 'import asyncapi',
    passed: isImported(report),
    summary: summaryOf(report),
    cases: [
      ...wrong,
      ...(others.length === 0
        ? []
        : [{ name: 'the files beside it', findings: others.map(({ code, message, place }) => error(code, message, documentPlaceOutline(place))) }]),
      ...items.flatMap(itemCases),
      ...usageCases(report),
      ...left,
      ...examples.warnings.map(({ code, message, place }) => ({
        name: 'the examples are valid',
        findings: [error(code, message, documentPlaceOutline(place), 'warning')],
      })),
      ...(stopped === undefined ? [] : [{ name: 'everything is registered', findings: [error(stopped.code, stopped.message)] }]),
    ],
  };
}

/** What they mean is for a person to say: nothing of it is refused. */
function usageCases(report: AsyncApiReport): readonly OutlineCase[] {
  const findings = usageChangesOf(report).map(({ change: { code, severity, message }, place }): OutlineFinding => ({
    ...{ rule: code, severity: severity === 'breaking' ? 'warning' : 'note', message, facts: [] },
    place: documentPlaceOutline(place),
  }));
  return findings.length === 0 ? [] : [{ name: 'what changes of channels and operations', findings }];
}

function itemCases(item: PlannedContract): readonly OutlineCase[] {
  const { contract, step } = item;
  const name = `${contract.subject} is imported`;
  if (step.kind !== 'refused') return [{ name, findings: [] }];
  const file = fileOf(item);
  const cases = outlineChecks(nameSides(contract.subject, step.checks, file), { candidate: { file, origin: 'file' } });
  if (cases.some(({ findings }) => findings.length > 0)) return cases;
  const place = item.document.source.locate(contract.pointer);
  return [{ name, findings: [{ rule: step.code, severity: 'error', message: step.message, facts: [], place: documentPlaceOutline(place) }] }];
}
