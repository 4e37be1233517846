import type { EventFinding } from '../../src/core/verdict.ts';
import { counted } from './counted.ts';
import { findingText } from './events-why.ts';
import type { Outline } from './outline.ts';
import { createPaint } from './paint.ts';
import { printable } from './printable.ts';

/** How many kept events would pass, and what the others fail at, most frequent first. */
export interface RejudgeSummary {
  readonly judged: number;
  readonly wouldPass: number;
  readonly wouldFail: number;
  /** Of the events, at most fifty; absent: the gateway does not say them. */
  readonly types?: readonly string[];
  readonly failures: readonly {
    readonly count: number;
    readonly code: string;
    readonly detail: string;
    readonly finding?: EventFinding;
    /** Numbers of events. */
    readonly samples: readonly number[];
  }[];
}

export function rejudgeText({ failures, ...counts }: RejudgeSummary, by: string, style: { readonly color: boolean }): string {
  const paint = createPaint(style);
  const groups = failures.map(({ count, code, detail, finding, samples }) => {
    const what = finding === undefined ? `  ${printable(detail)}` : findingText(finding, paint);
    return `${counted(count, 'event')}: ${paint.bad(finding?.code ?? code)}\n${what}\n    ${paint.faint('such as')}  ${samples.join(', ')}`;
  });
  return [...groups, summaryOf(counts, by)].join('\n');
}

function summaryOf({ judged, wouldPass, wouldFail }: Pick<RejudgeSummary, 'judged' | 'wouldPass' | 'wouldFail'>, by: string): string {
  if (judged === 0) return 'nothing matches';
  const verdict = wouldFail === 0 ? 'all would pass' : `${wouldPass} would pass, ${wouldFail} would not`;
  return `${counted(judged, 'event')} by ${printable(by)}: ${verdict}`;
}

export function rejudgeOutline(summary: RejudgeSummary, by: string): Outline {
  const findings = summary.failures.map(({ count, code, detail, finding, samples }) => ({
    rule: finding?.code ?? code,
    severity: 'error' as const,
    message: finding?.message ?? detail,
    facts: [
      ['events', String(count)],
      ['such as', samples.join(', ')],
      ...(finding === undefined ? [] : ([['expected', `${finding.keyword} ${JSON.stringify(finding.expected)}`]] as const)),
    ] as readonly (readonly [string, string])[],
  }));
  const line = summaryOf(summary, by);
  return { command: 'events rejudge', passed: summary.wouldFail === 0, summary: line, cases: [{ name: `kept events pass by ${by}`, findings }] };
}
