import { RegistryError } from '../../src/core/errors.ts';
import { createProgress } from '../progress.ts';
import { deliverList, examples, listOptions, readWhole, type CommandModule, type ListFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { connectGateway, gatewayOption, type GatewayApi, type GatewayFlags } from '../gateway-api.ts';
import type { Io } from '../io.ts';
import { countedEntries } from '../report/counted.ts';
import type { EntryResource } from '../report/events.ts';
import { replayText, type ReplayItem, type ReplayReport } from '../report/events-replay.ts';
import { readSelection, requireConsent, requireNarrow, selectionOptions, type SelectionFlags } from './selection.ts';

interface Flags extends SelectionFlags, ListFlags, GatewayFlags {
  readonly under?: string;
  readonly limit?: string;
  readonly cursor?: string;
  readonly force?: true;
  readonly to?: string;
  readonly yes?: true;
}

type Line =
  | ({ readonly kind: 'item' } & ReplayItem)
  | { readonly kind: 'summary'; readonly looked: number; readonly counts: Readonly<Record<string, number>>; readonly cursor?: number };

/** The gateway is asked for so many at once. */
const AT_ONCE = 10_000;
/** What did not go is told one by one, up to so many. */
const MAX_TOLD = 1_000;

/** Of what waits only that whose target is not there any more. */
function isMovable({ state, stranded }: EntryResource): boolean {
  return state !== 'held' && (state !== 'waiting' || stranded === true);
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared.argument('[id...]', 'the numbers of events; without them: what the filter lets through');
    selectionOptions(declared, 'held,parked,dead');
    declared
      .option('--all', 'everything that is held, parked or dead')
      .option('--under <n>', 'let what is held in under this live version, whatever version it names')
      .option('--limit <n>', 'the oldest so many')
      .option('--cursor <cursor>', 'go on behind what the one before has looked at')
      .option('--force', 'also where a later event of the order key was delivered already')
      .option('--to <name>', 'send deliveries to this target of their route instead; also what waits for a target that is not there any more')
      .option('--yes', 'do not ask');
    gatewayOption(declared);
    listOptions(declared);
    examples(declared, [
      ['sluice events replay 13', 'one event, to all targets that it waits for'],
      ['sluice events replay --type com.shop.order.placed --limit 10', 'ten to begin with, after the contract was mended'],
      ['sluice events replay --state dead --target billing --yes', 'all that a function did not take, now that it works'],
      ['sluice events replay --target billing --to invoicing', 'all that is kept for a target that has another name now'],
      ['sluice events replay --all --yes --format ndjson', 'everything, and what became of each, a line each'],
    ]);
  },

  async run(io, ids, flags) {
    const gateway = connectGateway(io, flags);
    if (flags.to !== undefined && flags.under !== undefined)
      throw new RegistryError('usage_invalid', '--under is for what is held, and --to for deliveries; give one of them');
    const asked = readSelection(ids, flags);
    requireNarrow('replay', asked);
    const selection = flags.to === undefined ? asked : { state: 'waiting,parked,dead', ...asked };
    const limit = flags.limit === undefined ? Infinity : readWhole('--limit', flags.limit, { min: 1, max: 100_000_000 });
    const cursor = flags.cursor === undefined ? {} : { cursor: readWhole('--cursor', flags.cursor, { min: 0 }) };
    const version = flags.under === undefined ? {} : { version: readWhole('--under', flags.under, { min: 1 }) };
    const consent = { action: 'replay', selection: flags.cursor === undefined ? asked : { ...asked, cursor: flags.cursor }, limit, yes: flags.yes };
    await requireConsent(io, gateway, flags.to === undefined ? consent : { ...consent, isMeant: isMovable });
    const request = {
      ...selection,
      ...version,
      ...(flags.to === undefined ? {} : { to: flags.to }),
      ...(flags.force === true ? { force: true } : {}),
    };
    const items: ReplayItem[] = [];
    const report = await replayAll(io, gateway, { request, ...cursor, limit, each: (item) => flags.format === 'ndjson' && items.push(item) });
    const { others: _others, ...summary } = report;
    const lines = [...items.map(lineOf), { kind: 'summary', ...summary }];
    await deliverList(io, flags, { json: report, lines, text: (style) => replayText(report, style) });
    return report.others.length === 0 ? EXIT.ok : EXIT.findings;
  },
};

function lineOf({ id, target, was, outcome, code, detail }: ReplayItem): object {
  return { kind: 'item', id, target, was, outcome, code, detail };
}

interface Replaying {
  readonly request: object;
  readonly limit: number;
  readonly cursor?: number;
  readonly each: (item: ReplayItem) => unknown;
}

async function replayAll(io: Io, gateway: GatewayApi, { request, limit, cursor: start, each }: Replaying): Promise<ReplayReport> {
  const progress = createProgress(io.err);
  const others: ReplayItem[] = [];
  const counts: Record<string, number> = {};
  let looked = 0;
  let cursor = start;
  try {
    do {
      const bounds = { limit: Math.min(AT_ONCE, limit - looked), ...(cursor === undefined ? {} : { cursor }) };
      cursor = undefined;
      for await (const line of gateway.stream<Line>('/events/replay', { ...request, ...bounds })) {
        if (line.kind === 'summary') {
          ({ cursor } = line);
          continue;
        }
        looked += 1;
        each(line);
        counts[line.outcome] = (counts[line.outcome] ?? 0) + 1;
        if (line.outcome !== 'replayed' && others.length < MAX_TOLD) others.push(line);
        progress.say(`${countedEntries(looked)} looked at`);
      }
    } while (cursor !== undefined && looked < limit);
  } finally {
    progress.end();
  }
  return { looked, counts, others, isCut: cursor !== undefined, ...(cursor === undefined ? {} : { cursor }) };
}
