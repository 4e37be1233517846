import { RegistryError } from '../../src/core/errors.ts';
import { parseTime } from '../../src/core/timestamp.ts';
import { parseVersionSelector } from '../../src/core/version.ts';
import { deliver, examples, registryOption, reportOptions, type CommandModule, type RegistryFlags, type ReportFlags } from '../command.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-code.ts';
import { changedStateText } from '../report/state.ts';
import { parseVersionOf } from '../selector.ts';

interface Flags extends ReportFlags, RegistryFlags {
  readonly reason?: string;
  readonly successor?: string;
  readonly sunset?: string;
  readonly dryRun?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('<subject@n>', 'the version')
      .option('--reason <text>', 'why')
      .option('--successor <n>', 'the version to use instead, a live one')
      .option('--sunset <date>', 'when it will be retired: a date in the future, which begins at 0:00 UTC, or a time, ISO 8601')
      .option('--dry-run', 'say what would happen and store nothing');
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice deprecate com.shop.order.placed@1 --reason "use amounts in cents" --successor 2 --sunset 2027-06-30', 'still live'],
      ['sluice deprecate com.shop.order.placed@1 --sunset 2027-09-30', 'once more: what is not said stays as it was'],
      ['sluice activate com.shop.order.placed@1', 'undo it'],
    ]);
  },

  async run(io, [text = ''], flags) {
    const { subject, version } = parseVersionOf(text);
    const request = {
      state: 'deprecated' as const,
      ...(flags.reason === undefined ? {} : { reason: flags.reason }),
      ...(flags.successor === undefined ? {} : { successor: readSuccessor(flags.successor) }),
      ...(flags.sunset === undefined ? {} : { sunset: readSunset(flags.sunset) }),
    };
    const client = await connect(io, flags);
    const head = await client.setState(subject, version, request, { dryRun: flags.dryRun === true });
    const dryRun = flags.dryRun === true;
    const meaning = 'gates accept it until it is retired';
    await deliver(io, flags, { json: head, text: (style) => changedStateText(head, { ...style, dryRun, meaning }) });
    return EXIT.ok;
  },
};

function readSuccessor(text: string): number {
  const version = parseVersionSelector(text);
  if (version === 'latest') throw new RegistryError('usage_invalid', '--successor: expected the number of a version; found "latest"');
  return version;
}

function readSunset(text: string): string {
  // The registry reads it the same, and names it as it was written where it is over.
  if (parseTime(text) !== undefined) return text;
  throw new RegistryError('usage_invalid', `--sunset: expected a date that there is, such as 2027-06-30; found ${JSON.stringify(text)}`);
}
