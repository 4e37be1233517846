import { RegistryError } from '../../src/core/errors.ts';
import { MODES } from '../../src/core/mode.ts';
import type { ModeResource } from '../../src/core/resources.ts';
import { startOf } from '../../src/core/subject.ts';
import { deliver, examples, oneOf, registryOption, reportOptions, type CommandModule, type RegistryFlags, type ReportFlags } from '../command.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-code.ts';
import { findUnknown, type UnknownName } from '../known-name.ts';
import { noPrefixOption, refusePrefix, type NoPrefixFlag } from '../no-prefix-flag.ts';
import { unknownText } from '../report/config.ts';

interface Flags extends ReportFlags, RegistryFlags, NoPrefixFlag {
  readonly force?: true;
  readonly unset?: true;
  readonly dryRun?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('[name]', 'a subject, or a prefix such as com.shop.*; without it, or with "", the whole registry')
      .argument('[mode]', `${MODES.join(', ')}; without it the mode is shown`)
      .option('--force', 'set IMPORT although there are versions already')
      .option('--unset', 'remove what was set for this name')
      .option('--dry-run', 'say what would happen and store nothing');
    noPrefixOption(declared);
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice mode', 'may anything be written?'],
      ['sluice mode com.shop.order.placed READONLY', 'freeze one subject'],
      ['sluice mode READONLY_OVERRIDE', 'freeze the registry, whatever narrower names say'],
      ['sluice mode com.shop.order.placed --unset', 'back to what the prefix or the registry says'],
    ]);
  },

  async run(io, operands, flags) {
    refusePrefix(flags, 'sluice mode');
    const { name, mode } = readOperands(operands);
    if (flags.unset === true && (mode !== undefined || flags.force === true)) {
      throw new RegistryError('usage_invalid', '--unset goes alone: give no mode and no --force with it');
    }
    if (flags.force === true && mode !== 'IMPORT') throw new RegistryError('usage_invalid', '--force goes with the mode IMPORT');
    const dryRun = flags.dryRun === true;
    if (dryRun && flags.unset !== true && mode === undefined) throw new RegistryError('usage_invalid', '--dry-run goes with a mode or --unset');
    const client = await connect(io, flags);
    const unknown = await findUnknown(client, name);
    const force = flags.force === true ? { force: true } : {};
    const resource =
      flags.unset === true
        ? await client.deleteMode(name, { dryRun })
        : mode === undefined
          ? await client.getMode(name)
          : await client.putMode(name, { mode, ...force }, { dryRun });
    // Whoever misspells a mode must not take "READWRITE" for an answer; what was removed was there.
    if (mode === undefined && flags.unset !== true && resource.own === null && unknown !== undefined && startOf(name) === undefined)
      throw refuseUnknown(unknown);
    const verb = dryRun ? 'would be' : mode !== undefined || flags.unset === true ? 'is now' : 'is';
    await deliver(io, flags, { json: resource, text: () => modeText(resource, verb, unknown) });
    return EXIT.ok;
  },
};

/** `sluice mode READONLY` means the registry: no subject is called so where a mode is meant. */
function readOperands([first = '', second]: readonly string[]): { readonly name: string; readonly mode?: (typeof MODES)[number] } {
  if (second !== undefined) return { name: first, mode: oneOf('mode', MODES, second.toUpperCase()) };
  const mode = MODES.find((known) => known === first);
  return mode === undefined ? { name: first } : { name: '', mode };
}

const MEANINGS: Readonly<Record<ModeResource['mode'], string>> = {
  READWRITE: 'versions can be registered and changed',
  READONLY: 'no version, state or owner can be written',
  READONLY_OVERRIDE: 'no version, state or owner can be written, whatever narrower names say; settings, keys and webhooks can',
  IMPORT: 'only versions with their ids and numbers from another registry are taken, without checks',
};

function modeText({ name, mode, own }: ModeResource, verb: string, unknown: UnknownName | undefined): string {
  const what = name === '' ? 'the registry' : name;
  const said = `${what} ${verb} in mode ${mode}${own === null ? ' (not set here)' : ''}: ${MEANINGS[mode]}`;
  return unknown === undefined ? said : `${said}\n${unknownText(unknown)}`;
}

function refuseUnknown({ name, near }: UnknownName): RegistryError {
  const letters = (text: string): string => text.toUpperCase().replaceAll(/[^A-Z]/g, '');
  const meant = MODES.find((mode) => letters(mode) === letters(name));
  const subject = near === undefined ? '' : ` Did you mean the subject ${JSON.stringify(near)}?`;
  const hint = meant === undefined ? `The modes are ${MODES.join(', ')}.${subject}` : `Did you mean ${meant}, for the whole registry?`;
  return new RegistryError('usage_invalid', `no subject is called ${JSON.stringify(name)}, no mode was set for it, and it is no mode. ${hint}`);
}
