import type { Audit } from '../audit/audit-history.ts';
import { HISTORY_QUESTION } from '../audit/history-question.ts';
import { auditText, summaryLine } from './audit.ts';
import { counted, grouped } from './counted.ts';
import { outlineNotes } from './import-outline.ts';
import type { Outline, OutlineFinding } from './outline.ts';
import { createPaint } from './paint.ts';
import { printable } from './printable.ts';

/** A version that was to be imported, whatever it comes from. */
export interface ImportedLine {
  /** `SUBJECT@N`, or the file. */
  readonly name: string;
  readonly outcome: 'imported' | 'planned' | 'there' | 'left_out';
  /** Of one that is left out: a stable word and the reason. */
  readonly rule?: string;
  readonly why?: string;
}

export interface ImportReport {
  readonly command: string;
  readonly source: string;
  readonly target: string;
  readonly isPlan: boolean;
  /** It was no dry run, and yet nothing was written, since something stands in the way. */
  readonly isStopped?: boolean;
  readonly lines: readonly ImportedLine[];
  readonly notes: readonly string[];
  /** Absent in a plan. */
  readonly history?: Audit;
  /** What is more to say of each version, for programs. */
  readonly items: readonly object[];
}

/** Whether everything of the source is at the target, or would be. */
export function isComplete({ lines }: Pick<ImportReport, 'lines'>): boolean {
  return lines.every(({ outcome }) => outcome !== 'left_out');
}

export function importJson({ source, target, isPlan, items, notes, history }: ImportReport): object {
  return {
    source,
    target,
    dryRun: isPlan,
    items,
    notes,
    ...(history === undefined
      ? {}
      : {
          history: {
            ...HISTORY_QUESTION,
            steps: history.steps.map(({ contract, from, to, outcome, checks }) => ({ contract, from, to, outcome, checks })),
            summary: { ...history.summary, text: summaryLine(history.summary, 'version') },
          },
        }),
  };
}

/** For a person: what was left out and why, the notes, the sum, and then the history with the event of each break. */
export function importText(report: ImportReport, style: { readonly color: boolean }): string {
  const paint = createPaint(style);
  const { lines, notes, history, isPlan } = report;
  const shown = isPlan ? lines.filter(({ outcome }) => outcome !== 'there') : lines.filter(({ outcome }) => outcome === 'left_out');
  return [
    ...shown.map(({ name, outcome, why = '' }) =>
      outcome === 'left_out'
        ? `${paint.bad('left out')}  ${paint.strong(printable(name))}: ${printable(why)}`
        : `${paint.good('import')}    ${printable(name)}`,
    ),
    ...notes.map((note) => `${paint.unsure('note')}      ${printable(note)}`),
    importSummary(report),
    ...(history === undefined
      ? []
      : [
          '',
          `the history, as the engine judges it (${HISTORY_QUESTION.level} × ${HISTORY_QUESTION.profile}):`,
          auditText({ ...history, warnings: [] }, 'version', style),
        ]),
  ].join('\n');
}

function importSummary({ lines, isPlan, isStopped, source, target }: ImportReport): string {
  const count = (outcome: ImportedLine['outcome']): number => lines.filter((line) => line.outcome === outcome).length;
  const left = count('left_out');
  const parts = [
    isPlan ? `${grouped(count('planned'))} to import` : `${grouped(count('imported'))} imported`,
    `${grouped(count('there'))} there already`,
    ...(isStopped ? [`${grouped(count('planned'))} that could come`] : []),
    ...(left === 0 ? [] : [isStopped ? `${grouped(left)} in the way or left out` : `${grouped(left)} left out`]),
  ];
  return `${counted(lines.length, 'version')} from ${printable(source)} to ${target}: ${parts.join(', ')}${isPlan || isStopped ? '; nothing was written' : ''}`;
}

/** For the formats of CI systems: what was left out is an error, a break in the history of the past is told. */
export function importOutline(report: ImportReport): Outline {
  const { command, lines, notes, history } = report;
  const cases = lines.map(({ name, outcome, rule = 'left_out', why = '' }) => {
    const finding: OutlineFinding = { rule, severity: 'error', message: `${name}: ${why}`, facts: [] };
    return { name: `${name} is imported`, findings: outcome === 'left_out' ? [finding] : [] };
  });
  return { command, passed: isComplete(report), summary: importSummary(report), cases: [...cases, ...outlineNotes(notes, history)] };
}
