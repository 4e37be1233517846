import { deliver, examples, registryOption, reportOptions, type CommandModule, type RegistryFlags, type ReportFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { projectOption } from '../project-flags.ts';
import { chooseProjects, type ChoiceFlags } from '../project/choose-projects.ts';
import { publishProject } from '../project/publish-project.ts';
import { openProject } from '../project/project.ts';
import { isRefused } from '../project/publish-plan.ts';
import { itemJson, publishText } from '../report/publish.ts';

interface Flags extends ChoiceFlags, RegistryFlags, ReportFlags {
  readonly dryRun?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .option('--dry-run', 'say what would be registered and store nothing')
      .option('--affected <ref>', 'in a monorepo: only the projects whose inputs changed since a git revision');
    projectOption(declared);
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice publish', 'register what `sluice check` planned; what is there already stays as it is'],
      ['sluice publish --dry-run', 'what would be registered?'],
    ]);
  },

  async run(io, _operands, flags) {
    const projects = await Promise.all((await chooseProjects(io, flags)).map((folder) => openProject(folder, io.cwd)));
    const runs = [];
    for (const project of projects) runs.push(await publishProject(io, project, { ...flags, writes: flags.dryRun !== true }));
    const items = runs.flatMap((run) => run.items);
    const done = flags.dryRun === true ? undefined : runs.flatMap((run) => run.done);
    await deliver(io, flags, {
      json: { schemaVersion: 1, published: done ?? null, items: items.map(itemJson) },
      text: (style) => (items.length === 0 ? 'nothing is published here' : publishText(items, done, style)),
    });
    return items.some(isRefused) ? EXIT.findings : EXIT.ok;
  },
};
