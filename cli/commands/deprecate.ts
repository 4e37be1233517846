import { RegistryError } from '../../src/core/errors.ts';
import { parseVersionSelector } from '../../src/core/version.ts';
import { deliver, examples, registryOption, reportOptions, type CommandModule, type RegistryFlags, type ReportFlags } from '../command.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-code.ts';
import { stateText } from '../report/show.ts';
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
      .option('--successor <n>', 'the version to use instead')
      .option('--sunset <date>', 'when it will be retired, ISO 8601')
      .option('--dry-run', 'say what would happen and store nothing');
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice deprecate com.shop.order.placed@1 --reason "use amounts in cents" --successor 2 --sunset 2027-06-30', 'still live'],
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
    const verb = flags.dryRun === true ? 'would be' : 'is now';
    await deliver(io, flags, { json: head, text: () => `${subject}@${version} ${verb} ${stateText(head)}; gates accept it until it is retired` });
    return EXIT.ok;
  },
};

function readSuccessor(text: string): number {
  const version = parseVersionSelector(text);
  if (version === 'latest') throw new RegistryError('usage_invalid', '--successor: expected the number of a version; found "latest"');
  return version;
}

function readSunset(text: string): string {
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new RegistryError('usage_invalid', `--sunset: expected a date such as 2027-06-30; found ${JSON.stringify(text)}`);
  return new Date(time).toISOString();
}
