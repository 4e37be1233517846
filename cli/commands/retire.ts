import type { GatewaySightingsResource } from '../../src/core/gateway-resources.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { deliver, examples, registryOption, reportOptions, type CommandModule, type RegistryFlags, type ReportFlags } from '../command.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-code.ts';
import { connectGateway, type GatewayApi, type GatewayFlags } from '../gateway-api.ts';
import { changedStateText } from '../report/state.ts';
import { trafficText, type Traffic } from '../report/traffic.ts';
import { parseVersionOf } from '../selector.ts';

interface Flags extends ReportFlags, RegistryFlags, GatewayFlags {
  readonly reason?: string;
  readonly dryRun?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared.argument('<subject@n>', 'the version').option('--reason <text>', 'why').option('--dry-run', 'say what would happen and store nothing');
    declared.option('--gateway <url>', 'with --dry-run: what this gateway has accepted under the version, by producer (SLUICE_GATEWAY_TOKEN)');
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice retire com.shop.order.placed@3 --reason "bad publish"', 'roll back: @2 is latest again'],
      ['sluice retire com.shop.order.placed@1 --dry-run', 'what would happen, and which events gates would refuse'],
      ['sluice retire com.shop.order.placed@1 --dry-run --gateway http://127.0.0.1:8080', 'and who still sends them there'],
      ['sluice activate com.shop.order.placed@3', 'undo it'],
    ]);
  },

  async run(io, [text = ''], flags) {
    const { subject, version } = parseVersionOf(text);
    if (flags.gateway !== undefined && flags.dryRun !== true) throw new RegistryError('usage_invalid', '--gateway goes with --dry-run');
    const client = await connect(io, flags);
    const request = { state: 'retired' as const, ...(flags.reason === undefined ? {} : { reason: flags.reason }) };
    const head = await client.setState(subject, version, request, { dryRun: flags.dryRun === true });
    const traffic = flags.gateway === undefined ? undefined : await readTraffic(connectGateway(io, flags), subject, version);
    const meaning = `gates no longer accept events under it alone; \`sluice activate ${subject}@${version}\` undoes it`;
    await deliver(io, flags, {
      json: traffic === undefined ? head : { ...head, traffic },
      text: (style) => {
        const told = changedStateText(head, { ...style, dryRun: flags.dryRun === true, meaning, narrows: true });
        return traffic === undefined ? told : `${told}\n${trafficText(traffic, version, head.narrows?.loses === 'nothing')}`;
      },
    });
    return EXIT.ok;
  },
};

async function readTraffic(gateway: GatewayApi, subject: string, version: number): Promise<Traffic> {
  const { since, items } = await gateway.ask<GatewaySightingsResource>('GET', `/versions/${encodeURIComponent(subject)}`);
  const { accepted = 0, lastAccepted = null, producers = [] } = items.find((item) => item.version === version) ?? {};
  return { gateway: gateway.url, since, accepted, lastAccepted, producers };
}
