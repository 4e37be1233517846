import { deliver, examples, registryOption, reportOptions, type CommandModule, type RegistryFlags, type ReportFlags } from '../command.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-code.ts';
import { changedStateText } from '../report/state.ts';
import { parseVersionOf } from '../selector.ts';

interface Flags extends ReportFlags, RegistryFlags {
  readonly reason?: string;
  readonly dryRun?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared.argument('<subject@n>', 'the version').option('--reason <text>', 'why').option('--dry-run', 'say what would happen and store nothing');
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice retire com.shop.order.placed@3 --reason "bad publish"', 'roll back: @2 is latest again'],
      ['sluice retire com.shop.order.placed@1 --dry-run', 'what would happen, and which events gates would refuse'],
      ['sluice activate com.shop.order.placed@3', 'undo it'],
    ]);
  },

  async run(io, [text = ''], flags) {
    const { subject, version } = parseVersionOf(text);
    const client = await connect(io, flags);
    const request = { state: 'retired' as const, ...(flags.reason === undefined ? {} : { reason: flags.reason }) };
    const head = await client.setState(subject, version, request, { dryRun: flags.dryRun === true });
    const meaning = `gates no longer accept events under it alone; \`sluice activate ${subject}@${version}\` undoes it`;
    await deliver(io, flags, {
      json: head,
      text: (style) => changedStateText(head, { ...style, dryRun: flags.dryRun === true, meaning, narrows: true }),
    });
    return EXIT.ok;
  },
};
