import { posix } from 'node:path';
import type { Disappeared } from '../audit/audit-history.ts';
import type { JudgedStep } from '../audit/judge-steps.ts';
import type { Replay } from '../audit/replay.ts';
import type { SkippedRange } from '../audit/skipped-files.ts';
import { summaryLine, type AuditReport, type ReleaseNoun } from './audit.ts';
import { outlineChecks } from './outline-checks.ts';
import type { Outline, OutlineCase, OutlineFinding } from './outline.ts';
import { replayLine } from './replay.ts';

export interface AuditOutlineOptions {
  readonly noun: ReleaseNoun;
  /** Absent: versions of a registry are no files, and what is found in them has no place. */
  readonly files?: HistoryFiles;
}

/** Where the files of a history are: in subfolders, one for each release, or in a folder as commits have it. From where the command runs. */
export interface HistoryFiles {
  readonly kind: 'directory' | 'git';
  readonly folder: string;
}

/**
 * An audit for the formats of CI systems: a case for each step, findings at the newer file as it is called there; what is no longer there,
 * what was skipped and what was warned of is told beside it.
 */
export function auditOutline(audit: AuditReport, { noun, files }: AuditOutlineOptions): Outline {
  const { steps, skipped, disappeared, warnings, summary } = audit;
  const beside: OutlineFinding[] = [
    ...skipped.map((range) => skippedFinding(range, files)),
    ...warnings.map((message): OutlineFinding => ({ rule: 'history_incomplete', severity: 'warning', message, facts: [] })),
  ];
  const gone = disappeared.map((each) => goneFinding(each, files));
  return {
    command: 'audit',
    passed: summary.broken + summary.undecided === 0,
    summary: summaryLine(summary, noun),
    cases: [
      ...steps.map((step) => stepCase(step, files)),
      ...(gone.length === 0 ? [] : [{ name: 'what is no longer there', findings: gone }]),
      ...(beside.length === 0 ? [] : [{ name: 'what was left out', findings: beside }]),
    ],
  };
}

function stepCase({ contract, from, to, checks, files: texts }: JudgedStep, files: HistoryFiles | undefined): OutlineCase {
  const name = `${contract}  ${from.name} → ${to.name}`;
  const [newer, ...others] = texts.map((file) => ({ file, origin: 'file' as const })).toReversed();
  const nowhere = { file: { label: contract, text: '' }, origin: 'subject' } as const;
  const cases = outlineChecks(checks, { candidate: newer ?? nowhere, others });
  const findings = cases.flatMap((each) => each.findings);
  return { name, findings: findings.map(({ place, ...rest }) => ({ ...rest, ...(place === undefined ? {} : placed(files, place.file, place)) })) };
}

function skippedFinding({ file, inFile, release, faultSince, line, column, code, message }: SkippedRange, files?: HistoryFiles): OutlineFinding {
  const place = placed(files, inFile ?? labelOf(files, faultSince, file), { line, column });
  return { rule: code, severity: 'warning', message: `${file} was skipped from ${release} on: ${message}`, ...place, facts: [] };
}

/** At the file that it became; else, by the name that it had, in a repository, and in what no longer has it among folders. */
function goneFinding({ contract, since, renamedTo }: Disappeared, files?: HistoryFiles): OutlineFinding {
  const label = files?.kind === 'directory' ? since : labelOf(files, since, renamedTo ?? contract);
  const told =
    renamedTo === undefined
      ? { rule: 'contract_gone', message: `${contract} is no longer there, since ${since}` }
      : { rule: 'contract_renamed', message: `${contract} is no longer there, since ${since}: it was renamed to ${renamedTo}` };
  return { ...told, severity: 'note', ...placed(files, label, {}), facts: [] };
}

/** As messages call a file of a release. */
function labelOf(files: HistoryFiles | undefined, release: string, path: string): string {
  return files?.kind === 'git' ? `${release}:${path}` : `${release}/${path}`;
}

interface PlaceInText {
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** A file that messages call so, by its path. */
function placed(files: HistoryFiles | undefined, label: string, { line, column }: PlaceInText): Pick<OutlineFinding, 'place'> {
  if (files === undefined) return {};
  const below = files.kind === 'git' ? label.replace(/^[^:]*:/, '') : label;
  const file = posix.join(files.folder.replaceAll('\\', '/'), below);
  return { place: { file, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) } };
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
