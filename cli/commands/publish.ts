import { examples, registryOption, type CommandModule, type RegistryFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { deliverFindings, findingsOptions, type FindingsFlags } from '../findings-report.ts';
import { projectOption } from '../project-flags.ts';
import { findingsOfItem } from '../project/check-findings.ts';
import { chooseProjects, type ChoiceFlags } from '../project/choose-projects.ts';
import { publishProject } from '../project/publish-project.ts';
import { openProject } from '../project/project.ts';
import { isRefused } from '../project/publish-plan.ts';
import { publishOutline } from '../report/outline-project.ts';
import { itemJson, publishText } from '../report/publish.ts';

interface Flags extends ChoiceFlags, RegistryFlags, FindingsFlags {
  readonly dryRun?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .option('--dry-run', 'say what would be registered and store nothing')
      .option('--affected <ref>', 'in a monorepo: only the projects whose inputs changed since a git revision');
    projectOption(declared);
    registryOption(declared);
    findingsOptions(declared);
    examples(declared, [
      ['sluice publish', 'register what `sluice check` planned; what is there already stays as it is'],
      ['sluice publish --dry-run', 'what would be registered?'],
    ]);
  },

  hasFindings: true,

  async run(io, _operands, flags) {
    const projects = await Promise.all((await chooseProjects(io, flags)).map((folder) => openProject(folder, io.cwd)));
    const runs = [];
    for (const project of projects) runs.push(await publishProject(io, project, { ...flags, writes: flags.dryRun !== true }));
    const items = runs.flatMap((run) => run.items);
    const done = flags.dryRun === true ? undefined : runs.flatMap((run) => run.done);
    const passed = !items.some(isRefused);
    await deliverFindings(io, flags, {
      json: { published: done ?? null, items: items.map(itemJson) },
      text: (style) => (items.length === 0 ? 'nothing is published here' : publishText(items, done, style)),
      outline: () => publishOutline(items, items.flatMap(findingsOfItem), { done, passed }),
    });
    return passed ? EXIT.ok : EXIT.findings;
  },
};
