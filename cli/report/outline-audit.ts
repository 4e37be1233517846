import { posix } from 'node:path';
import type { JudgedStep } from '../audit/judge-steps.ts';
import type { Replay } from '../audit/replay.ts';
import { summaryLine, type AuditReport, type ReleaseNoun } from './audit.ts';
import { outlineChecks } from './outline-checks.ts';
import type { Outline, OutlineCase, OutlineFinding } from './outline.ts';
import { replayLine } from './replay.ts';

export interface AuditOutlineOptions {
  readonly noun: ReleaseNoun;
  /** The folder of releases; findings of other histories lie in no file of the working tree, and have no place. */
  readonly folder?: string;
}

/** An audit for the formats of CI systems: a case for each step, findings at the newer file; what was skipped and warned of is told beside it. */
export function auditOutline(audit: AuditReport, { noun, folder }: AuditOutlineOptions): Outline {
  const { steps, skipped, warnings, summary } = audit;
  const beside: OutlineFinding[] = [
    ...skipped.map(({ file, release, code, message }): OutlineFinding => ({
      rule: code,
      severity: 'warning',
      message: `${file} was skipped from ${release} on: ${message}`,
      facts: [],
    })),
    ...warnings.map((message): OutlineFinding => ({ rule: 'history_incomplete', severity: 'warning', message, facts: [] })),
  ];
  return {
    command: 'audit',
    passed: summary.broken + summary.undecided === 0,
    summary: summaryLine(summary, noun),
    cases: [...steps.map((step) => stepCase(step, folder)), ...(beside.length === 0 ? [] : [{ name: 'what was left out', findings: beside }])],
  };
}

function stepCase(step: JudgedStep, folder: string | undefined): OutlineCase {
  const { contract, from, to, checks, files } = step;
  const name = `${contract}  ${from.name} → ${to.name}`;
  const [newer, ...others] = files.map((file) => ({ file, origin: 'file' as const })).toReversed();
  const nowhere = { file: { label: contract, text: '' }, origin: 'subject' } as const;
  const cases = outlineChecks(checks, { candidate: newer ?? nowhere, others });
  const findings = cases.flatMap((each) => each.findings);
  return { name, findings: findings.map(({ place, ...rest }) => ({ ...rest, ...placed(place, folder) })) };
}

function placed(place: OutlineFinding['place'], folder: string | undefined): Pick<OutlineFinding, 'place'> {
  if (place === undefined || folder === undefined) return {};
  return { place: { ...place, file: posix.join(folder.replaceAll('\\', '/'), place.file) } };
}

/** A replay for the formats of CI systems: a case for each difference. What was not replayed is told as a note. */
export function replayOutline({ differences, notReplayed, summary }: Replay): Outline {
  return {
    command: 'audit',
    passed: differences.length === 0,
    summary: replayLine(summary),
    cases: [
      ...differences.map(({ kind, subject, version, against, stored, now }): OutlineCase => ({
        name: `${kind} of ${subject}@${version} against version ${against}`,
        findings: [{ rule: `${kind}_differs`, severity: 'error', message: `stored ${stored}, now ${now}`, facts: [] }],
      })),
      ...notReplayed.map(({ subject, version, reason }): OutlineCase => ({
        name: `${subject}@${version}`,
        findings: [{ rule: 'not_replayed', severity: 'note', message: reason, facts: [] }],
      })),
    ],
  };
}
