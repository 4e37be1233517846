import { failureJson } from './failure.ts';
import { itemLines } from './check-project.ts';
import { createPaint } from './paint.ts';
import type { PublishItem } from '../project/publish-plan.ts';
import type { PublishedItem } from '../project/publish-item.ts';

/** A file that is published, for a program. */
export function itemJson({ file, subject, verdict, level, owner }: PublishItem): object {
  const json = verdict.kind === 'invalid' ? { kind: verdict.kind, error: failureJson(verdict.error) } : verdict;
  return { file: file.label, subject, verdict: json, ...(level === undefined ? {} : { level }), ...(owner === undefined ? {} : { owner }) };
}

/** What was published, or would be. */
export function publishText(items: readonly PublishItem[], done: readonly PublishedItem[] | undefined, style: { readonly color: boolean }): string {
  const paint = createPaint(style);
  const lines = items.flatMap((item) => {
    const published = done?.find(({ subject }) => subject === item.subject);
    const said = published?.version === undefined ? [] : [`    registered ${published.subject}@${published.version} (${published.semver})`];
    const error = item.verdict.kind === 'invalid' ? [`    ${item.verdict.error.code}: ${item.verdict.error.message}`] : [];
    return [...itemLines(item, style, paint), ...error, ...said];
  });
  return [...lines, done === undefined ? 'nothing was written (--dry-run)' : `${done.length} of ${items.length} published or up to date`].join('\n');
}
