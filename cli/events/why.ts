import { deliver, examples, readWhole, reportOptions, type CommandModule, type ReportFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { connectGateway, gatewayOption, type GatewayFlags } from '../gateway-api.ts';
import { whyText, type WhyResource } from '../report/events-why.ts';
import { readId } from './selection.ts';

interface Flags extends ReportFlags, GatewayFlags {
  readonly under?: string;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('<id>', 'the number of an event')
      .option('--under <n>', 'the findings of this version (default: of the one that the event names, else of the newest)');
    gatewayOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice events why 13', 'why it waits, what the gate would say now, and what each version says'],
      ['sluice events why 13 --under 2', 'what version 2 finds'],
    ]);
  },

  async run(io, [id = ''], flags) {
    const gateway = connectGateway(io, flags);
    const under = flags.under === undefined ? undefined : readWhole('--under', flags.under, { min: 1 });
    const why = await gateway.ask<WhyResource>('GET', `/events/${readId(id)}/why${under === undefined ? '' : `?version=${under}`}`);
    await deliver(io, flags, { json: why, text: (style) => whyText(why, style) });
    return EXIT.ok;
  },
};
