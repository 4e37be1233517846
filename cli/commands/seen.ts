import type { GatewaySightingsResource } from '../../src/core/gateway-resources.ts';
import { deliver, examples, reportOptions, type CommandModule, type ReportFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { connectGateway, gatewayOption, type GatewayFlags } from '../gateway-api.ts';
import { seenText } from '../report/seen.ts';
import { parseSelector } from '../selector.ts';

interface Flags extends ReportFlags, GatewayFlags {}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared.argument('[subject]', 'of one subject or version (SUBJECT@N), by producer; without it: of all');
    gatewayOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice seen', 'every version that this gateway accepted events under, and when last'],
      ['sluice seen com.shop.order.placed', 'the versions of a subject, with who sends them'],
      ['sluice seen com.shop.order.placed@1 --format json', 'does anybody still send version 1?'],
    ]);
  },

  async run(io, [text], flags) {
    const selector = text === undefined ? undefined : parseSelector(text);
    const gateway = connectGateway(io, flags);
    const path = selector === undefined ? '/versions' : `/versions/${encodeURIComponent(selector.subject)}`;
    const { since, items } = await gateway.ask<GatewaySightingsResource>('GET', path);
    const wanted = selector?.version;
    const newest = items.at(-1)?.version;
    const seen = { since, items: items.filter(({ version }) => wanted === undefined || version === (wanted === 'latest' ? newest : wanted)) };
    await deliver(io, flags, { json: seen, text: () => seenText(seen) });
    return EXIT.ok;
  },
};
