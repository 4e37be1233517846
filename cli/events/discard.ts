import { RegistryError } from '../../src/core/errors.ts';
import { deliver, examples, readWhole, reportOptions, type CommandModule, type ReportFlags } from '../command.ts';
import { createProgress } from '../progress.ts';
import { EXIT } from '../exit-code.ts';
import { connectGateway, gatewayOption, type GatewayFlags } from '../gateway-api.ts';
import { countedEntries } from '../report/counted.ts';
import { readSelection, requireConsent, requireNarrow, selectionOptions, type SelectionFlags } from './selection.ts';

interface Flags extends SelectionFlags, ReportFlags, GatewayFlags {
  readonly reason?: string;
  readonly limit?: string;
  readonly yes?: true;
}

interface Line {
  readonly kind: 'progress' | 'summary';
  readonly discarded: number;
  readonly cursor?: number;
}

/** The gateway is asked for so many at once. */
const AT_ONCE = 10_000;

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared.argument('[id...]', 'the numbers of events; without them: what the filter lets through');
    selectionOptions(declared, 'held,parked,dead, and what waits for a target that is not there any more');
    declared
      .option('--all', 'everything that is held, parked or dead, or waits for a target that is not there any more')
      .option('--reason <text>', "why; written to the gateway's log")
      .option('--limit <n>', 'the oldest so many')
      .option('--yes', 'do not ask');
    gatewayOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice events discard 13 --reason "a test of ours"', 'one event, for all targets that it waits for'],
      ['sluice events discard --state dead --target search --until 30d --reason "indexed anew" --yes', 'what is old, of one target'],
    ]);
  },

  async run(io, ids, flags) {
    const { reason = '' } = flags;
    if (reason.trim() === '') throw new RegistryError('usage_invalid', "events discard: expected --reason TEXT; it is written to the gateway's log");
    const gateway = connectGateway(io, flags);
    const selection = readSelection(ids, flags);
    requireNarrow('discard', selection);
    const limit = flags.limit === undefined ? Infinity : readWhole('--limit', flags.limit, { min: 1, max: 100_000_000 });
    await requireConsent(io, gateway, { action: 'discard', selection, limit, yes: flags.yes });
    const progress = createProgress(io.err);
    let discarded = 0;
    let cursor: number | undefined;
    try {
      do {
        const bounds = { limit: Math.min(AT_ONCE, limit - discarded), ...(cursor === undefined ? {} : { cursor }) };
        let now = 0;
        cursor = undefined;
        for await (const line of gateway.stream<Line>('/events/discard', { ...selection, ...bounds, reason })) {
          now = line.discarded;
          ({ cursor } = line);
          progress.say(`${discarded + now} discarded`);
        }
        discarded += now;
      } while (cursor !== undefined && discarded < limit);
    } finally {
      progress.end();
    }
    await deliver(io, flags, { json: { discarded }, text: () => `${countedEntries(discarded)} discarded` });
    return EXIT.ok;
  },
};
