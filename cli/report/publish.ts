import type { CheckFinding } from '../project/check-findings.ts';
import { isRefused, type JudgedFile, type PublishItem } from '../project/publish-plan.ts';
import type { PublishRun } from '../project/publish-project.ts';
import { findingLine, itemLines, sharedLine } from './check-project.ts';
import { failureJson } from './failure.ts';
import { createPaint } from './paint.ts';
import { printable } from './printable.ts';
import type { SharedFinding } from './shared-findings.ts';

/** What was published, or, without `written`, would be. */
export interface PublishReport extends PublishRun {
  readonly written: boolean;
}

/** A file that is published, for a program. */
export function itemJson({ file, subject, verdict, level, owner }: JudgedFile): object {
  const json = verdict.kind === 'invalid' ? { kind: verdict.kind, error: failureJson(verdict.error) } : verdict;
  return { file: file.label, subject, verdict: json, ...(level === undefined ? {} : { level }), ...(owner === undefined ? {} : { owner }) };
}

/** The report for a program. `published` is null where nothing was to be written. */
export function publishJson(report: PublishReport, findings: readonly CheckFinding[]): object {
  const { items, unreadable, done, stopped, written } = report;
  return {
    published: written ? done : null,
    items: items.map(itemJson),
    unreadable: unreadable.map(({ file, error }) => ({ file: file.label, error: failureJson(error) })),
    notPublished: leftOut(report),
    findings,
    ...(stopped === undefined ? {} : { stopped: failureJson(stopped) }),
  };
}

interface ToldFindings {
  readonly findings: readonly CheckFinding[];
  /** What several projects are told alike. */
  readonly shared: readonly SharedFinding[];
}

/** The report for a person: what was done for each file, what is wrong, and which files were left. */
export function publishText(report: PublishReport, { findings, shared }: ToldFindings, style: { readonly color: boolean }): string {
  const { items, done } = report;
  const paint = createPaint(style);
  const lines = items.flatMap((item) => {
    const published = done.find(({ subject }) => subject === item.subject);
    const said = published?.version === undefined ? [] : [`    registered ${published.subject}@${published.version} (${published.semver})`];
    return [...itemLines(item, style, paint), ...said];
  });
  const told = [
    ...findings.filter(({ code }) => !SAID.has(code)).map((finding) => findingLine(finding, paint)),
    ...shared.filter(([{ code }]) => !SAID.has(code)).map((alike) => sharedLine(alike, paint)),
  ];
  return [...lines, ...told, summaryOf(report)].join('\n');
}

/** What the line of the file says, or what stands under it. */
const SAID: ReadonlySet<string> = new Set(['incompatible', 'undecided', 'behind']);

/** What was done in one line. */
export function summaryOf(report: PublishReport): string {
  const { items, unreadable, written } = report;
  if (items.length + unreadable.length === 0) return 'nothing is published here';
  const left = leftOut(report);
  const not = left.map(printable).join(', ');
  if (!written) return `${left.length === 0 ? '' : `would not be published: ${not}; `}nothing was written (--dry-run)`;
  const count = `${items.filter((item) => isDone(item, report)).length} of ${items.length + unreadable.length} published or up to date`;
  return left.length === 0 ? count : `${count}; not published: ${not}`;
}

/** The files for which nothing was done, or would not be. */
function leftOut(report: PublishReport): readonly string[] {
  const { items, unreadable } = report;
  return [...items.filter((item) => !isDone(item, report)), ...unreadable].map(({ file }) => file.label);
}

/** Where publishing ended before it came to a file, there may have been nothing to do for it. */
function isDone(item: PublishItem, { done, written }: PublishReport): boolean {
  if (!written) return !isRefused(item);
  const { subject, verdict, level, owner } = item;
  return done.some((one) => one.subject === subject) || (verdict.kind === 'unchanged' && level === undefined && owner === undefined);
}
