import { examples, registryOption, type CommandModule, type RegistryFlags } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { deliverFindings, findingsOptions, type FindingsFlags } from '../findings-report.ts';
import type { Io } from '../io.ts';
import { affectedOption, isCi, projectOption } from '../project-flags.ts';
import { findingsOf, lostFinding, type CheckFinding } from '../project/check-findings.ts';
import { checkProject, type ProjectCheck } from '../project/check-project.ts';
import { chooseProjects, type ChoiceFlags } from '../project/choose-projects.ts';
import { requireProjects } from '../project/find-projects.ts';
import { neededUpcasts } from '../project/upcasts.ts';
import { inProjectOrder, plannedFor } from '../project/project-order.ts';
import { openProject, type Project } from '../project/project.ts';
import { checkText, lostText, sharedText } from '../report/check-project.ts';
import { checkOutline, checkSummary, type CheckedProject } from '../report/outline-project.ts';
import { itemJson } from '../report/publish.ts';
import { takeShared } from '../report/shared-findings.ts';

interface Flags extends ChoiceFlags, RegistryFlags, FindingsFlags {
  readonly offline?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared.option('--offline', 'leave out what needs the registry, and say so');
    affectedOption(declared);
    projectOption(declared);
    registryOption(declared);
    findingsOptions(declared);
    examples(declared, [
      ['sluice check', 'lock, generated files, published schemas, locked versions: may this be merged?'],
      ['sluice check --offline', 'without the registry'],
      ['sluice check --affected origin/main', 'in a monorepo, only what this branch touches'],
      ['sluice check --format json', 'for a program'],
      ['sluice check --also sarif=sluice.sarif --also junit=sluice.xml', 'for code scanning and a list of tests as well'],
    ]);
  },

  hasFindings: true,

  async run(io, _operands, flags) {
    const projects = await Promise.all((await chooseProjects(io, flags)).map((folder) => openProject(folder, io.cwd)));
    const checks = await checkAll(io, projects, flags);
    const lost = await lostFindings(io, flags);
    const code = exitCodeOf(checks);
    await deliverFindings(io, flags, {
      json: { ok: code === EXIT.ok, projects: checks.map(toJson), lost },
      text: (style) => {
        const { own, shared } = takeShared(checks.map(({ findings }) => findings));
        const texts = checks.map(({ check }, index) => checkText(check, own[index] ?? [], style));
        return [...texts, ...sharedText(shared, style), ...lostText(lost, style), ...totalOf(checks)].join('\n');
      },
      outline: () => checkOutline(checks, code, lost),
    });
    return code;
  },
};

/** Each is judged with what those before it would publish, and told in the order in which they were found. */
async function checkAll(io: Io, projects: readonly Project[], flags: Flags): Promise<readonly CheckedProject[]> {
  const checks: ProjectCheck[] = [];
  for (const project of await inProjectOrder(io, projects)) {
    const planned = checks.map(({ project: other, online }) => ({ project: other, items: online?.plan.items ?? [] }));
    const others = plannedFor(project, planned);
    checks.push(await checkProject(io, project, { ...flags, others, isOffline: isOffline(io, project, flags) }));
  }
  return checks
    .toSorted((a, b) => projects.indexOf(a.project) - projects.indexOf(b.project))
    .map((check) => ({ check, findings: findingsOf(check) }));
}

/** With a revision to compare with, what was published there and is not any more. */
async function lostFindings(io: Io, { affected, config }: Flags): Promise<readonly CheckFinding[]> {
  if (affected === undefined) return [];
  const { lostContracts } = await import('../project/lost-contracts.ts');
  return (await lostContracts(io, requireProjects(io.cwd, config), affected)).map(lostFinding);
}

/** What the project said is the whole where there is one. */
function totalOf(checks: readonly CheckedProject[]): readonly string[] {
  return checks.length === 1 ? [] : [checkSummary(checks)];
}

function isOffline(io: Io, { config: { policy } }: Project, { offline }: Flags): boolean {
  return offline === true || policy.offline === 'always' || (policy.offline === 'in-ci' && isCi(io));
}

/** A lock that does not fit has its own code, unless something else is wrong as well. */
function exitCodeOf(checks: readonly CheckedProject[]): ExitCode {
  const errors = checks.flatMap(({ findings }) => findings.filter(({ severity }) => severity === 'error'));
  if (errors.length === 0) return EXIT.ok;
  return errors.every(({ code }) => code === 'lock_mismatch') ? EXIT.lock : EXIT.findings;
}

function toJson({ check: { project, misfits, outputFits, applications, online }, findings }: CheckedProject): object {
  return {
    project: project.label('.'),
    offline: online === undefined,
    lock: { fits: misfits.length === 0, misfits },
    output: outputFits === undefined ? null : { fits: outputFits },
    asyncapi: applications.map(({ file, dir, fits }) => ({ file, dir: dir ?? null, fits })),
    messages: online === undefined ? null : online.messages.map(itemJson),
    published: online === undefined ? null : online.plan.items.map(itemJson),
    withoutFile: online?.plan.withoutFile ?? null,
    events: online?.events ?? null,
    upcasters: neededUpcasts(project.lock),
    findings,
  };
}
