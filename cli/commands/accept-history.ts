import { deliver, examples, reportOptions, type CommandModule, type ReportFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { connectGateway, gatewayOption, type GatewayFlags } from '../gateway-api.ts';
import { historyText, type AcceptedHistory } from '../report/history.ts';

interface Flags extends ReportFlags, GatewayFlags {
  readonly dryRun?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared.option('--dry-run', 'say what it would mean and change nothing');
    gatewayOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice accept-history --gateway http://gateway:8080 --dry-run', 'which versions would the gateway no longer take?'],
      ['sluice accept-history --gateway http://gateway:8080', 'after a restore of the registry: follow it again'],
    ]);
  },

  async run(io, _operands, flags) {
    const gateway = connectGateway(io, flags);
    const isDryRun = flags.dryRun === true;
    const answer = await gateway.ask<AcceptedHistory>('POST', `/registry/accept-history?dryRun=${isDryRun}`);
    await deliver(io, flags, { json: answer, text: () => historyText(gateway.url, answer) });
    return EXIT.ok;
  },
};
