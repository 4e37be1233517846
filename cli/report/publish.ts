import type { CheckFinding } from '../project/check-findings.ts';
import { isRefused, type JudgedFile, type PublishItem } from '../project/publish-plan.ts';
import type { PublishRun } from '../project/publish-project.ts';
import { findingLine, itemLines } from './check-project.ts';
import { failureJson } from './failure.ts';
import { createPaint } from './paint.ts';
import { printable } from './printable.ts';

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

/** The report for a person: what was done for each file, what is wrong, and which files were left. */
export function publishText(report: PublishReport, findings: readonly CheckFinding[], style: { readonly color: boolean }): string {
  const { items, done } = report;
  const paint = createPaint(style);
  const lines = items.flatMap((item) => {
    const published = done.find(({ subject }) => subject === item.subject);
    const said = published?.version === undefined ? [] : [`    registered ${published.subject}@${published.version} (${published.semver})`];
    return [...itemLines(item, style, paint), ...said];
  });
  return [...lines, ...findings.filter(({ code }) => !SAID.has(code)).map((finding) => findingLine(finding, paint)), summaryOf(report)].join('\n');
}

/** What the line of the file says, or what stands under it. */
const SAID: ReadonlySet<string> = new Set(['incompatible', 'undecided', 'behind']);

/** What was done in one line. */
export function summaryOf(report: PublishReport): string {
  const { items, unreadable, done, written } = report;
  if (items.length + unreadable.length === 0) return 'nothing is published here';
  const left = leftOut(report);
  const not = left.map(printable).join(', ');
  if (!written) return `${left.length === 0 ? '' : `would not be published: ${not}; `}nothing was written (--dry-run)`;
  const count = `${done.length} of ${items.length + unreadable.length} published or up to date`;
  return left.length === 0 ? count : `${count}; not published: ${not}`;
}

/** The files for which nothing was done, or would not be. */
function leftOut({ items, unreadable, done, written }: PublishReport): readonly string[] {
  const isDone = (item: PublishItem): boolean => (written ? done.some(({ subject }) => subject === item.subject) : !isRefused(item));
  return [...items.filter((item) => !isDone(item)), ...unreadable].map(({ file }) => file.label);
}
