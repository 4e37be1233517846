import { deliver, examples, registryOption, reportOptions, type CommandModule, type RegistryFlags, type ReportFlags } from '../command.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-code.ts';
import { narrowingText } from '../report/narrowing.ts';
import { stateText } from '../report/show.ts';
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
    ]);
  },

  async run(io, [text = ''], flags) {
    const { subject, version } = parseVersionOf(text);
    const client = await connect(io, flags);
    const request = { state: 'retired' as const, ...(flags.reason === undefined ? {} : { reason: flags.reason }) };
    const head = await client.setState(subject, version, request, { dryRun: flags.dryRun === true });
    const verb = flags.dryRun === true ? 'would be' : 'is now';
    await deliver(io, flags, {
      json: head,
      text: () =>
        head.narrows === undefined
          ? `${subject}@${version} ${verb} ${stateText(head)}; gates no longer accept events under it alone`
          : `${subject}@${version} ${verb} ${stateText(head)}; nothing was stored\n${narrowingText(head.narrows)}`,
    });
    return EXIT.ok;
  },
};
