import { counted } from './counted.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { shownPlace, type CheckFinding } from '../project/check-findings.ts';
import type { ProjectCheck } from '../project/check-project.ts';
import type { PublishedItem } from '../project/publish-item.ts';
import type { JudgedFile } from '../project/publish-plan.ts';
import { LOST } from './check-project.ts';
import { outlineChecks } from './outline-checks.ts';
import { placeOf } from './outline-failure.ts';
import { outlinePlace } from './outline-places.ts';
import type { Outline, OutlineCase, OutlineFinding } from './outline.ts';
import { summaryOf, type PublishReport } from './publish.ts';
import { nameSides } from './register.ts';

/** A project and what there is to say about it. */
export interface CheckedProject {
  readonly check: ProjectCheck;
  readonly findings: readonly CheckFinding[];
}

/** What `check` found out, for the formats of CI systems: a case for each project, and one or more for each file that it publishes. */
export function checkOutline(projects: readonly CheckedProject[], exitCode: ExitCode, lost: readonly CheckFinding[]): Outline {
  const lostCases = lost.length === 0 ? [] : [{ name: LOST, findings: lost.map(toOutline) }];
  return {
    command: 'check',
    passed: exitCode === EXIT.ok,
    exitCode,
    summary: checkSummary(projects),
    cases: [...projects.flatMap(projectCases), ...lostCases],
  };
}

/** `3 projects, 2 errors`. */
export function checkSummary(projects: readonly CheckedProject[]): string {
  if (projects.length === 0) return 'no project is affected';
  const errors = projects.flatMap(({ findings }) => findings.filter(({ severity }) => severity === 'error'));
  return `${counted(projects.length, 'project')}, ${counted(errors.length, 'error')}`;
}

/** What `publish` did, or would do: a note for each version that it registered. */
export function publishOutline(report: PublishReport, findings: readonly CheckFinding[], exitCode: ExitCode): Outline {
  const { items, done } = report;
  const cases = items.flatMap((item) => {
    const registered = done.find(({ subject, version }) => subject === item.subject && version !== undefined);
    return itemCases(item, [
      ...findings.filter((finding) => isAbout(finding, item)),
      ...(registered === undefined ? [] : [registeredNote(registered)]),
    ]);
  });
  const others = findings.filter((finding) => !items.some((item) => isAbout(finding, item)));
  return {
    command: 'publish',
    passed: exitCode === EXIT.ok,
    exitCode,
    summary: summaryOf(report),
    cases: [...others.map((finding) => ({ name: finding.file ?? finding.code, findings: [toOutline(finding)] })), ...cases],
  };
}

function registeredNote({ file, subject, version, semver }: PublishedItem): CheckFinding {
  return { severity: 'note', code: 'registered', message: `registered ${subject}@${version} (${semver})`, file, subject };
}

function projectCases({ check: { project, online }, findings }: CheckedProject): OutlineCase[] {
  const items = [...(online?.plan.items ?? []), ...(online?.messages ?? [])];
  const own = findings.filter((finding) => !items.some((item) => isAbout(finding, item)));
  return [
    { name: project.label('sluice.config.json'), findings: own.map(toOutline) },
    ...items.flatMap((item) =>
      itemCases(
        item,
        findings.filter((finding) => isAbout(finding, item)),
      ),
    ),
  ];
}

function isAbout({ file, subject }: CheckFinding, item: JudgedFile): boolean {
  return file === item.file.label && subject === item.subject;
}

/** A refusal is told by the checks that it is made of, each at its line and with its event; where there are none, by its own sentence. */
function itemCases({ file, subject, verdict }: JudgedFile, findings: readonly CheckFinding[]): OutlineCase[] {
  const checks = verdict.kind === 'refused' || verdict.kind === 'next' ? verdict.checks : [];
  const isBroken = verdict.kind === 'refused';
  const cases = outlineChecks(nameSides(subject, checks, file), { candidate: { file, origin: 'file' }, isRefused: isBroken });
  const isTold = isBroken && cases.some((each) => each.findings.length > 0);
  const own = isTold
    ? []
    : findings.map((finding) => ({ ...toOutline(finding), ...(shownPlace(finding).line === undefined ? { place: outlinePlace(file, '') } : {}) }));
  return [...(isTold ? [] : [{ name: `${file.label} as ${subject}`, findings: own }]), ...cases];
}

function toOutline(finding: CheckFinding): OutlineFinding {
  const { severity, code, message } = finding;
  const place = placeOf({ ...shownPlace(finding) });
  return { rule: code, severity, message, ...(place === undefined ? {} : { place }), facts: [] };
}
