import { deliver, examples, registryOption, reportOptions, type CommandModule } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { affectedOption, projectOption } from '../project-flags.ts';
import { pullProjects, type PullFlags } from '../project/pull-projects.ts';

export const command: CommandModule<PullFlags> = {
  declare(declared) {
    declared.option('--dry-run', 'say what would change and write nothing');
    affectedOption(declared);
    projectOption(declared);
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice pull', 'lock what sluice.config.json asks for, and vendor the schemas'],
      ['sluice pull --dry-run', 'what would it do?'],
      ['sluice pull --registry http://127.0.0.1:8081', 'from another registry than the configured one'],
      ['sluice pull --affected origin/main', 'in a monorepo, only for what this branch touches'],
    ]);
  },

  async run(io, _operands, flags) {
    await deliver(io, flags, await pullProjects(io, flags));
    return EXIT.ok;
  },
};
