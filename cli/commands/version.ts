import { deliver, examples, reportOptions, type CommandModule, type ReportFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { packageVersion } from '../package-version.ts';

export const command: CommandModule<ReportFlags> = {
  declare(declared) {
    reportOptions(declared);
    examples(declared, [
      ['sluice version', 'the version alone'],
      ['sluice version --format json', "with Node's version and the platform, for a report of a bug"],
    ]);
  },

  async run(io, _operands, flags) {
    const facts = { version: packageVersion(), node: process.versions.node, platform: `${process.platform}-${process.arch}` };
    await deliver(io, flags, { json: facts, text: () => facts.version });
    return EXIT.ok;
  },
};
