import type { CheckFinding } from '../project/check-findings.ts';
import type { ProjectCheck } from '../project/check-project.ts';
import type { PublishItem, Verdict } from '../project/publish-plan.ts';
import { outlineChecks } from './outline-checks.ts';
import type { Outline, OutlineCase, OutlineFinding } from './outline.ts';
import { nameSides } from './register.ts';

/** What `check` found in each project, for the formats of CI systems: a break at its line with the event, the rest at its file. */
export function projectsOutline(checks: readonly { readonly check: ProjectCheck; readonly findings: readonly CheckFinding[] }[]): Outline {
  const outlines = checks.map(({ check, findings }) => projectOutline(check, findings));
  const summary = outlines.length === 0 ? 'no project is affected' : outlines.map((outline) => outline.summary).join('; ');
  return { command: 'check', passed: outlines.every(({ passed }) => passed), summary, cases: outlines.flatMap(({ cases }) => cases) };
}

function projectOutline({ project, online }: ProjectCheck, findings: readonly CheckFinding[]): Outline {
  const label = project.label('sluice.config.json');
  const broken = (online?.plan.items ?? []).flatMap((item) => brokenCases(item));
  const told = new Set(broken.map(({ subject }) => subject));
  const rest = findings.filter(({ code, subject }) => !(isBreak(code) && subject !== undefined && told.has(subject)));
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return {
    command: 'check',
    passed: errors === 0,
    summary: `${label} ${errors === 0 ? 'passed' : `failed: ${errors} ${errors === 1 ? 'finding' : 'findings'}`}${online === undefined ? ', offline: what needs the registry was left out' : ''}`,
    cases: [
      { name: `${label} may be merged`, findings: rest.map((finding) => plainFinding(finding, label)) },
      ...broken.flatMap(({ cases }) => cases),
    ],
  };
}

/** The checks of a file that is refused; none where they say nothing, so that the finding itself is told. */
function brokenCases({ subject, file, verdict }: PublishItem): { readonly subject: string; readonly cases: readonly OutlineCase[] }[] {
  if (!isRefused(verdict)) return [];
  const cases = outlineChecks(nameSides(subject, verdict.checks, file), { candidate: { file, origin: 'file' } });
  return cases.some(({ findings }) => findings.length > 0) ? [{ subject, cases }] : [];
}

function isRefused(verdict: Verdict): verdict is Extract<Verdict, { readonly kind: 'refused' }> {
  return verdict.kind === 'refused';
}

function isBreak(code: string): boolean {
  return code === 'incompatible' || code === 'undecided';
}

function plainFinding({ severity, code, message, file = '', line, column, subject }: CheckFinding, config: string): OutlineFinding {
  return {
    rule: code,
    severity,
    message,
    place: { file: file === '' ? config : file, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) },
    facts: subject === undefined ? [] : [['subject', subject]],
  };
}
