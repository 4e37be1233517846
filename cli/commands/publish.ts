import { examples, registryOption, type CommandModule, type RegistryFlags } from '../command.ts';
import { EXIT, exitCodeOf } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { deliverFindings, findingsOptions, type FindingsFlags } from '../findings-report.ts';
import { affectedOption, projectOption } from '../project-flags.ts';
import type { CheckFinding } from '../project/check-findings.ts';
import { chooseProjects, type ChoiceFlags } from '../project/choose-projects.ts';
import { inProjectOrder, plannedFor, type PlannedProject } from '../project/project-order.ts';
import { publishProject, type PublishOptions, type PublishRun } from '../project/publish-project.ts';
import { openProject, type Project } from '../project/project.ts';
import { isRefused } from '../project/publish-plan.ts';
import { withRegistrySource } from '../registry-source.ts';
import { publishOutline } from '../report/outline-project.ts';
import { failureText } from '../report/failure.ts';
import { publishJson, publishText } from '../report/publish.ts';
import { takeShared } from '../report/shared-findings.ts';

interface Flags extends ChoiceFlags, RegistryFlags, FindingsFlags {
  readonly dryRun?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared.option('--dry-run', 'say what would be registered and store nothing');
    affectedOption(declared);
    projectOption(declared);
    registryOption(declared);
    findingsOptions(declared);
    examples(declared, [
      ['sluice publish', 'register what `sluice check` planned; what is there already stays as it is'],
      ['sluice publish --dry-run', 'what would be registered?'],
      ['sluice publish --affected HEAD~1', 'in a monorepo, only what the last commit touched'],
    ]);
  },

  hasFindings: true,

  async run(io, _operands, flags) {
    const projects = await Promise.all((await chooseProjects(io, flags)).map((folder) => openProject(folder, io.cwd)));
    const runs = await publishAll(io, projects, flags);
    const run = together(runs);
    const stopped = run.stopped === undefined ? undefined : RegistryError.from(await withRegistrySource(io, run.stopped, flags));
    const report = { ...run, ...(stopped === undefined ? {} : { stopped }), written: flags.dryRun !== true };
    const { items, unreadable } = report;
    const ended = stopped === undefined ? [] : [stop(stopped)];
    const findings = [...report.findings, ...ended];
    const isFine = unreadable.length === 0 && !items.some(isRefused);
    const code = stopped === undefined ? (isFine ? EXIT.ok : EXIT.findings) : exitCodeOf(stopped.code);
    await deliverFindings(io, flags, {
      json: publishJson(report, findings),
      text: (style) => {
        const { own, shared } = takeShared(runs.map((one) => one.findings));
        return publishText(report, { findings: [...own.flat(), ...ended], shared }, style);
      },
      outline: () => publishOutline(report, findings, code),
    });
    if (stopped !== undefined) io.err.write(failureText(stopped, { color: io.err.color, stack: false, command: 'publish' }));
    return code;
  },
};

/** One project after the other, what is referred to first. What ends it after something was written is told beside that. */
async function publishAll(io: Io, projects: readonly Project[], flags: Flags): Promise<readonly PublishRun[]> {
  const runs: PublishRun[] = [];
  const planned: PlannedProject[] = [];
  for (const project of await inProjectOrder(io, projects)) {
    const others = plannedFor(project, planned);
    const run = await publishOne(io, project, flags, { others, isFirst: runs.every(({ done }) => done.length === 0) });
    runs.push(run);
    // What was written the registry has.
    if (flags.dryRun === true) planned.push({ project, items: run.items });
    if (run.stopped !== undefined) break;
  }
  return runs;
}

function together(runs: readonly PublishRun[]): PublishRun {
  const stopped = runs.at(-1)?.stopped;
  return {
    items: runs.flatMap(({ items }) => items),
    unreadable: runs.flatMap(({ unreadable }) => unreadable),
    done: runs.flatMap(({ done }) => done),
    findings: runs.flatMap(({ findings }) => findings),
    ...(stopped === undefined ? {} : { stopped }),
  };
}

async function publishOne(
  io: Io,
  project: Project,
  flags: Flags,
  { isFirst, others }: Pick<PublishOptions, 'others'> & { readonly isFirst: boolean },
): Promise<PublishRun> {
  try {
    return await publishProject(io, project, { ...flags, others, writes: flags.dryRun !== true });
  } catch (thrown) {
    if (isFirst) throw thrown;
    return { items: [], unreadable: [], done: [], findings: [], stopped: RegistryError.from(thrown) };
  }
}

function stop({ code, message }: RegistryError): CheckFinding {
  return { severity: 'error', code, message: `publishing ended here: ${message}` };
}
