import { RegistryError } from '../../src/core/errors.ts';
import { DIALECTS } from '../../src/core/version.ts';
import { readCandidateFile, readCandidateVersion } from '../candidate.ts';
import { deliver, examples, registryOption, reportOptions, type CommandModule, type RegistryFlags, type ReportFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { connectGateway, gatewayOption, type GatewayApi, type GatewayFlags } from '../gateway-api.ts';
import type { Io } from '../io.ts';
import { shadowsText, shadowText, type ShadowResource } from '../report/shadows.ts';
import { parseSelector, type Selector } from '../selector.ts';
import { readDuration } from '../time-flag.ts';

interface Flags extends ReportFlags, GatewayFlags, RegistryFlags {
  readonly for?: string;
  readonly label?: string;
  readonly dialect?: string;
  readonly end?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('[subject]', 'the subject; SUBJECT@N tries that version of the registry; without it: every trial')
      .argument('[file]', 'a schema that judges the live events of the subject beside the contract, and decides nothing')
      .option('--for <time>', 'for how long: 90s, 15m, 2h, at most 30d (default 1h)')
      .option('--label <text>', 'what reports call it (default: the name of the file, or the version)')
      .option('--dialect <dialect>', `of a file without $schema: ${DIALECTS.join(', ')} (default: draft-2020-12)`)
      .option('--end', 'end the trial, and show its report');
    gatewayOption(declared);
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice shadow com.shop.order.placed order.json --for 2h', 'would this schema refuse what is sent?'],
      ['sluice shadow com.shop.order.placed@4', 'the same of a version in the registry, a retired one too'],
      ['sluice shadow com.shop.order.placed', 'the report so far, by producer and by finding'],
      ['sluice shadow com.shop.order.placed --end', 'end it'],
    ]);
  },

  async run(io, [text, file], flags) {
    const gateway = connectGateway(io, flags);
    if (text === undefined) return reportAll(io, flags, gateway);
    const selector = parseSelector(text);
    const isStart = file !== undefined || selector.version !== undefined;
    if (isStart && flags.end === true) throw new RegistryError('usage_invalid', '--end takes the subject alone');
    if (!isStart && flags.for !== undefined) throw new RegistryError('usage_invalid', '--for: expected a FILE or SUBJECT@N to try; found neither');
    const shadow = isStart ? await start(io, flags, gateway, { selector, file }) : await show(gateway, selector.subject, flags.end === true);
    await deliver(io, flags, { json: shadow, text: () => shadowText(shadow) });
    return EXIT.ok;
  },
};

async function reportAll(io: Io, flags: Flags, gateway: GatewayApi): Promise<typeof EXIT.ok> {
  const { items } = await gateway.ask<{ readonly items: readonly ShadowResource[] }>('GET', '/shadows');
  await deliver(io, flags, { json: { items }, text: () => shadowsText(items) });
  return EXIT.ok;
}

async function show(gateway: GatewayApi, subject: string, isEnd: boolean): Promise<ShadowResource> {
  if (isEnd) return gateway.ask<ShadowResource>('DELETE', `/shadows/${encodeURIComponent(subject)}`);
  const { items } = await gateway.ask<{ readonly items: readonly ShadowResource[] }>('GET', '/shadows');
  const found = items.find((item) => item.subject === subject);
  if (found !== undefined) return found;
  throw new RegistryError(
    'subject_not_found',
    `no candidate is under trial for ${JSON.stringify(subject)} at ${gateway.url}; give a FILE or SUBJECT@N`,
  );
}

interface Choice {
  readonly selector: Selector;
  readonly file: string | undefined;
}

async function start(io: Io, flags: Flags, gateway: GatewayApi, { selector, file }: Choice): Promise<ShadowResource> {
  if (file !== undefined && selector.version !== undefined)
    throw new RegistryError('usage_invalid', 'expected a FILE or SUBJECT@N to try; found both');
  const forMs = flags.for === undefined ? {} : { forMs: readDuration('--for', flags.for) };
  const candidate = file === undefined ? await readCandidateVersion(io, flags, selector) : await readCandidateFile(io, file, flags.dialect);
  const label = flags.label ?? candidate.label;
  return gateway.ask<ShadowResource>('PUT', `/shadows/${encodeURIComponent(selector.subject)}`, { ...candidate, label, ...forMs });
}
