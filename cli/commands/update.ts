import { deliver, examples, registryOption, reportOptions, type CommandModule } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { affectedOption, projectOption } from '../project-flags.ts';
import { pullProjects, type PullFlags } from '../project/pull-projects.ts';

export const command: CommandModule<PullFlags> = {
  declare(declared) {
    declared
      .argument('[events...]', 'the events to bring up to date (default: all of them)')
      .option('--dry-run', 'say what would change and write nothing');
    affectedOption(declared);
    declared.addHelpText(
      'after',
      '\nWithin its range each event takes the newest version. A newer one outside of the range, such as the next major, is not taken but told, with the range to write.',
    );
    projectOption(declared);
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice update', 'lock the newest live version that each range admits'],
      ['sluice update com.shop.order.placed', 'of one event; the others stay'],
      ['sluice update --dry-run', 'is there anything newer, within the ranges or outside of them?'],
      ['sluice update --affected origin/main', 'in a monorepo, only in what this branch touches'],
    ]);
  },

  async run(io, events, flags) {
    await deliver(io, flags, await pullProjects(io, flags, { events }));
    return EXIT.ok;
  },
};
