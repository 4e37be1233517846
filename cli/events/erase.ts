import { RegistryError } from '../../src/core/errors.ts';
import { deliver, examples, reportOptions, type CommandModule, type ReportFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { connectGateway, gatewayOption, type GatewayFlags } from '../gateway-api.ts';
import { confirm } from '../prompt.ts';
import { counted } from '../report/counted.ts';
import { readId } from './selection.ts';

interface Flags extends ReportFlags, GatewayFlags {
  readonly type?: string;
  readonly key?: string;
  readonly eventId?: string;
  readonly source?: string;
  readonly reason?: string;
  readonly yes?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('[id]', 'the number of one event')
      .option('--key <key>', 'everything of this order key')
      .option('--type <subject>', 'everything of this subject; with --key, of both')
      .option('--event-id <id>', 'what has this `id` of a CloudEvent')
      .option('--source <source>', 'with --event-id: and this `source`')
      .option('--reason <text>', "why; written to the gateway's log")
      .option('--yes', 'do not ask');
    gatewayOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice events erase --key customer-17 --reason "asked to be forgotten"', 'also what waits, or is under way'],
      ['sluice events erase 13 --reason "a secret in it" --yes', 'one event, with its bytes in the file'],
    ]);
  },

  async run(io, [id], flags) {
    const { type, key, eventId, source, reason = '' } = flags;
    if (reason.trim() === '') throw new RegistryError('usage_invalid', "events erase: expected --reason TEXT; it is written to the gateway's log");
    const meant = {
      ...(id === undefined ? {} : { id: readId(id) }),
      ...(type === undefined ? {} : { type }),
      ...(key === undefined ? {} : { key }),
      ...(eventId === undefined ? {} : { cloudEventId: eventId }),
      ...(source === undefined ? {} : { source }),
    };
    if (Object.keys(meant).length === 0)
      throw new RegistryError('usage_invalid', 'events erase: expected a number, --key, --type or --event-id; found none');
    const gateway = connectGateway(io, flags);
    const isSure = flags.yes === true || (await confirm(io, `erase for good, whatever its state: ${JSON.stringify(meant)}?`));
    if (!isSure) throw new RegistryError('usage_invalid', 'events erase: nobody said yes; give --yes where nobody can be asked');
    const answer = await gateway.ask<{ readonly erased: number }>('POST', '/events/erase', { ...meant, reason });
    await deliver(io, flags, { json: answer, text: () => `${counted(answer.erased, 'event')} erased` });
    return EXIT.ok;
  },
};
