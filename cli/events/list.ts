import { deliverList, examples, listOptions, readWhole, type CommandModule, type ListFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { connectGateway, gatewayOption, type GatewayApi, type GatewayFlags } from '../gateway-api.ts';
import type { Io } from '../io.ts';
import { grouped } from '../report/counted.ts';
import { countsText, entriesText, type CountResource, type EntryResource } from '../report/events.ts';
import { readSelection, selectionOptions, type Selection, type SelectionFlags } from './selection.ts';

interface Flags extends SelectionFlags, ListFlags, GatewayFlags {
  readonly limit?: string;
  readonly cursor?: string;
  readonly count?: true;
}

const DEFAULT_LIMIT = 50;
const PAGE = 200;

export const command: CommandModule<Flags> = {
  declare(declared) {
    selectionOptions(declared, 'held,parked,dead, and what waits for a target that is not there any more');
    declared
      .option('--limit <n>', `the oldest so many, or all (default: ${DEFAULT_LIMIT})`)
      .option('--cursor <cursor>', 'go on where the page before ended')
      .option('--count', 'only how many there are, by state, route, target and type; all states, no filter');
    gatewayOption(declared);
    listOptions(declared);
    examples(declared, [
      ['sluice events list', 'the oldest of what is held, parked or dead'],
      ['sluice events list --state held --type com.shop.order.placed', 'what is held of a subject'],
      ['sluice events list --state dead --target billing --since 1d', 'what a function did not take since yesterday'],
      ['sluice events list --state waiting,taken --key A-17', 'what is on its way of a key'],
      ['sluice events list --count', 'how many there are of everything'],
      ['sluice events list --limit all --format ndjson --output kept.ndjson', 'everything, an entry a line, for a program'],
    ]);
  },

  async run(io, _operands, flags) {
    const gateway = connectGateway(io, flags);
    if (flags.count === true) return count(io, flags, gateway);
    const wanted =
      flags.limit === 'all' ? Infinity : readWhole('--limit', flags.limit ?? String(DEFAULT_LIMIT), { min: 1, max: 1_000_000, or: 'all' });
    const page = await readPages(gateway, readSelection([], flags), { wanted, cursor: flags.cursor });
    const width = flags.output === undefined ? io.out.columns : undefined;
    await deliverList(io, flags, { json: page, lines: page.items, text: (style) => entriesText(page.items, { ...style, width, now: Date.now() }) });
    if (page.cursor !== undefined) io.err.write(`There are more: ${behindText(page)}go on with --cursor ${page.cursor}, or --limit all\n`);
    return EXIT.ok;
  },
};

async function count(io: Io, flags: Flags, gateway: GatewayApi): Promise<typeof EXIT.ok> {
  const counts = await gateway.ask<{ readonly items: readonly CountResource[] }>('GET', '/events/counts');
  await deliverList(io, flags, { json: counts, lines: counts.items, text: () => countsText(counts.items) });
  return EXIT.ok;
}

interface Page {
  readonly items: readonly EntryResource[];
  readonly cursor?: string;
  /** How many the selection means, where the gateway counts by what it asks for, and it was read from its beginning. */
  readonly total?: number;
}

function behindText({ items, total = 0 }: Page): string {
  const behind = total - items.length;
  return behind > 0 ? `${grouped(behind)} behind these; ` : '';
}

async function readPages(
  gateway: GatewayApi,
  selection: Selection,
  { wanted, cursor: start }: { readonly wanted: number; readonly cursor: string | undefined },
): Promise<Page> {
  const items: EntryResource[] = [];
  let cursor = start;
  let total: number | undefined;
  do {
    const query = new URLSearchParams({ ...(selection as Record<string, string>), limit: String(Math.min(PAGE, wanted - items.length)) });
    if (cursor !== undefined) query.set('cursor', cursor);
    const page: Page = await gateway.ask<Page>('GET', `/events?${query.toString()}`);
    items.push(...page.items);
    cursor = page.cursor;
    total ??= page.total;
  } while (cursor !== undefined && items.length < wanted);
  return { items, ...(cursor === undefined ? {} : { cursor, ...(total === undefined ? {} : { total }) }) };
}
