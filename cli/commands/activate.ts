import { deliver, examples, registryOption, reportOptions, type CommandModule, type RegistryFlags, type ReportFlags } from '../command.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-code.ts';
import { isRefusal } from '../refusal.ts';
import { failureJson } from '../report/failure.ts';
import { changedStateText, refusedReturnText } from '../report/state.ts';
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
      ['sluice activate com.shop.order.placed@3', 'undo `retire`: it is live again, if it goes with the live versions'],
      ['sluice activate com.shop.order.placed@3 --dry-run', 'would it come back?'],
      ['sluice activate com.shop.order.placed@1 --reason "still in use"', 'undo `deprecate`'],
    ]);
  },

  async run(io, [text = ''], flags) {
    const { subject, version } = parseVersionOf(text);
    const client = await connect(io, flags);
    const request = { state: 'active' as const, ...(flags.reason === undefined ? {} : { reason: flags.reason }) };
    const dryRun = flags.dryRun === true;
    try {
      const head = await client.setState(subject, version, request, { dryRun });
      await deliver(io, flags, { json: head, text: (style) => changedStateText(head, { ...style, dryRun, meaning: 'gates accept its events' }) });
      return EXIT.ok;
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown;
      await deliver(io, flags, { json: failureJson(thrown), text: (style) => refusedReturnText(thrown, style) });
      return EXIT.findings;
    }
  },
};
