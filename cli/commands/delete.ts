import { RegistryError } from '../../src/core/errors.ts';
import { deliver, examples, registryOption, reportOptions, type CommandModule, type RegistryFlags, type ReportFlags } from '../command.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-code.ts';
import { deletedText } from '../report/delete.ts';
import { parseSelector } from '../selector.ts';

interface Flags extends ReportFlags, RegistryFlags {
  readonly permanent?: true;
  readonly dryRun?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('<subject[@n]>', 'a subject with all its versions, or one of them')
      .option('--permanent', 'take away for good what was deleted softly before')
      .option('--dry-run', 'say what would happen and store nothing');
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice delete com.shop.order.placed@3', 'softly: gone from gates and lists, still resolvable by its id'],
      ['sluice delete com.shop.order.placed --dry-run', 'what would happen to all versions'],
      ['sluice delete com.shop.order.placed@3 --permanent', 'for good, after a soft one'],
    ]);
  },

  async run(io, [text = ''], flags) {
    const { subject, version } = parseSelector(text);
    if (version === 'latest')
      throw new RegistryError('usage_invalid', 'expected SUBJECT or SUBJECT@N: only a version named by its number can be deleted');
    const permanent = flags.permanent === true;
    const dryRun = flags.dryRun === true;
    const client = await connect(io, flags);
    const options = { ...(permanent ? { permanent } : {}), ...(dryRun ? { dryRun } : {}) };
    const answer = version === undefined ? await client.deleteSubject(subject, options) : await client.deleteVersion(subject, version, options);
    const versions = 'versions' in answer ? answer.versions : [answer.version];
    await deliver(io, flags, { json: answer, text: () => deletedText({ subject, versions, isWhole: version === undefined, permanent, dryRun }) });
    return EXIT.ok;
  },
};
