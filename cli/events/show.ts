import { deliver, examples, reportOptions, type CommandModule, type ReportFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { connectGateway, gatewayOption, type GatewayFlags } from '../gateway-api.ts';
import { eventText, type EventResource } from '../report/events.ts';
import { readId } from './selection.ts';

interface Flags extends ReportFlags, GatewayFlags {
  readonly reveal?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('<id>', 'the number of an event')
      .option('--reveal', "the request whole, as it came, with the values of people; the gateway's log says that somebody looked");
    gatewayOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice events show 13', 'its envelope, its deliveries, and its data without what is x-sensitive'],
      ['sluice events show 13 --reveal --format json', 'all of it, for a program'],
    ]);
  },

  async run(io, [id = ''], flags) {
    const gateway = connectGateway(io, flags);
    const event = await gateway.ask<EventResource>('GET', `/events/${readId(id)}${flags.reveal === true ? '?reveal=true' : ''}`);
    await deliver(io, flags, { json: event, text: () => eventText(event) });
    return EXIT.ok;
  },
};
