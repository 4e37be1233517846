import type { Client } from '../../src/client/client.ts';
import { FORMAT_MODES, LEVELS, ON_UNDECIDED, PROFILES, type Compatibility } from '../../src/core/compatibility.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { ConfigRequest, ConfigResource } from '../../src/core/resources.ts';
import { deliver, examples, oneOf, registryOption, reportOptions, type CommandModule, type RegistryFlags, type ReportFlags } from '../command.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-code.ts';
import { findUnknown } from '../known-name.ts';
import { noPrefixOption, refusePrefix, type NoPrefixFlag } from '../no-prefix-flag.ts';
import { configText } from '../report/config.ts';

interface Flags extends ReportFlags, RegistryFlags, NoPrefixFlag {
  readonly level?: string;
  readonly profile?: string;
  readonly formats?: string;
  readonly onUndecided?: string;
  readonly unset?: true;
  readonly dryRun?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('[name]', 'a subject, or a prefix such as com.shop.*; without it the whole registry')
      .option('--level <level>', `${LEVELS.join(', ')}, or inherit`)
      .option('--profile <profile>', `${PROFILES.join(', ')}, or inherit`)
      .option('--formats <mode>', `${FORMAT_MODES.join(', ')}, or inherit`)
      .option('--on-undecided <what>', `${ON_UNDECIDED.join(', ')}, or inherit`)
      .option('--unset', 'remove what was set for this name')
      .option('--dry-run', 'say what it would say about the live versions, and store nothing');
    noPrefixOption(declared);
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice config com.shop.order.placed', 'what is in force, and where it was set'],
      ['sluice config "com.shop.*" --level FULL --dry-run', 'would the live versions pass it?'],
      ['sluice config "com.shop.*" --level FULL', 'set it; other fields stay as they are'],
      ['sluice config com.shop.order.placed --unset', 'back to what the prefix says'],
    ]);
  },

  async run(io, [name = ''], flags) {
    refusePrefix(flags, 'sluice config');
    const change = readChange(flags);
    if (flags.unset === true && change !== undefined) throw new RegistryError('usage_invalid', '--unset goes alone: it removes all that was set');
    if (flags.dryRun === true && flags.unset !== true && change === undefined) {
      throw new RegistryError('usage_invalid', '--dry-run needs something to try: --level, --profile, --formats, --on-undecided or --unset');
    }
    const client = await connect(io, flags);
    const resource = await apply(client, name, change, flags);
    const isWritten = flags.dryRun !== true && (flags.unset === true || change !== undefined);
    const unknown = flags.format === 'json' ? undefined : await findUnknown(client, name);
    await deliver(io, flags, { json: resource, text: (style) => configText(resource, { isWritten, unknown, ...style }) });
    return resource.dryRun?.subjects.some(({ holds }) => !holds) === true ? EXIT.findings : EXIT.ok;
  },
};

async function apply(client: Client, name: string, change: ConfigRequest | undefined, flags: Flags): Promise<ConfigResource> {
  const dryRun = flags.dryRun === true;
  if (flags.unset === true) return client.deleteConfig(name, { dryRun });
  const before = await client.getConfig(name);
  if (change === undefined) return before;
  // The API replaces all fields; whoever names one of them does not mean the others.
  const own = Object.fromEntries(before.own.map((field) => [field, before[field]]));
  return client.putConfig(name, { ...own, ...change }, { dryRun, ifMatch: before.epoch });
}

function readChange({ level, profile, formats, onUndecided }: Flags): ConfigRequest | undefined {
  const change = {
    ...readField('level', '--level', LEVELS, level?.toUpperCase()),
    ...readField('profile', '--profile', PROFILES, profile),
    ...readField('formats', '--formats', FORMAT_MODES, formats),
    ...readField('onUndecided', '--on-undecided', ON_UNDECIDED, onUndecided),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

function readField(field: keyof Compatibility, flag: string, words: readonly string[], text: string | undefined): ConfigRequest {
  if (text === undefined) return {};
  return { [field]: text.toLowerCase() === 'inherit' ? null : oneOf(flag, words, text) };
}
