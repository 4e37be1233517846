import { AUDIT_ACTIONS, type AuditAction, type AuditRecord } from '../../src/core/audit.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { Client } from '../../src/client/client.ts';
import type { AuditOptions } from '../../src/client/options.ts';
import {
  deliverList,
  examples,
  listOptions,
  oneOf,
  readWhole,
  registryOption,
  type CommandModule,
  type ListFlags,
  type RegistryFlags,
} from '../command.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-code.ts';
import { auditText } from '../report/audit-log.ts';
import { readSince } from '../time-flag.ts';
import { explainNoEntries } from '../unknown-actor.ts';

const DEFAULT_LIMIT = 100;

interface Flags extends RegistryFlags, ListFlags {
  readonly actor?: string;
  readonly action?: string;
  readonly name?: string;
  readonly subject?: string;
  readonly since?: string;
  readonly after?: string;
  readonly before?: string;
  readonly limit?: string;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .option('--limit <n>', `the newest so many entries, or all of them: all (default: ${DEFAULT_LIMIT}; with --since or --after all)`)
      .option('--since <when>', 'only from then on: ISO 8601, or a span such as 7d, 12h or 30m')
      .option('--actor <name>', 'only what this one did, such as key:shop-ci:0f3a9c21b5d7e604')
      .option('--action <action>', `only what was done so: ${AUDIT_ACTIONS.join(', ')}`)
      .option('--subject <subject>', 'only what was done to this subject')
      .option('--name <name>', 'the same, for a prefix or a key as well; "" is the registry')
      .option('--before <sequence>', 'only what came before this entry')
      .option('--after <sequence>', 'only what follows this entry; with --limit the first so many of it');
    listOptions(declared);
    registryOption(declared);
    examples(declared, [
      ['sluice audit-log', `the newest ${DEFAULT_LIMIT}, oldest of them first`],
      ['sluice audit-log --subject com.shop.order.placed --since 7d', 'who did what to a subject in a week'],
      ['sluice audit-log --action version.retire --limit 10', 'the last ten retirements'],
      ['sluice audit-log --after 0 --format ndjson --output audit.ndjson', 'everything, for an archive; next time --after the last of them'],
    ]);
  },

  async run(io, _operands, flags) {
    const walk = readWalk(flags, Date.now());
    const client = await connect(io, flags);
    const found = await readEntries(client, walk);
    await deliverList(io, flags, { json: found, lines: found.items, text: () => auditText(found.items) });
    const why = found.items.length === 0 && flags.actor !== undefined ? await explainNoEntries(client, flags.actor) : undefined;
    if (why !== undefined) io.err.write(`${why}\n`);
    if (found.next !== undefined) {
      const more = walk.order === 'newest' ? `older entries: --before ${found.next}, or --limit all` : `entries that follow: --after ${found.next}`;
      io.err.write(`These are ${found.items.length} entries; there are more. For ${more}\n`);
    }
    return EXIT.ok;
  },
};

/** Which entries, from which end, and how many of them. */
interface Walk {
  readonly order: 'oldest' | 'newest';
  readonly filter: Omit<AuditOptions, 'order' | 'limit'>;
  readonly wanted: number;
}

function readWalk(flags: Flags, now: number): Walk {
  if (flags.name !== undefined && flags.subject !== undefined) {
    throw new RegistryError('usage_invalid', '--name and --subject say the same; give one of them');
  }
  const name = flags.name ?? flags.subject;
  const action = flags.action === undefined ? undefined : oneOf<AuditAction>('--action', AUDIT_ACTIONS, flags.action);
  const filter = {
    ...(flags.actor === undefined ? {} : { actor: flags.actor }),
    ...(name === undefined ? {} : { name }),
    ...(action === undefined ? {} : { action }),
    ...(flags.since === undefined ? {} : { since: readSince(flags.since, now) }),
    ...(flags.after === undefined ? {} : { after: readWhole('--after', flags.after, { min: 0 }) }),
    ...(flags.before === undefined ? {} : { before: readWhole('--before', flags.before, { min: 1 }) }),
  };
  const byDefault = flags.after === undefined && flags.since === undefined ? DEFAULT_LIMIT : Infinity;
  const wanted = flags.limit === undefined ? byDefault : flags.limit === 'all' ? Infinity : readWhole('--limit', flags.limit, { min: 1, or: 'all' });
  return { order: flags.after === undefined ? 'newest' : 'oldest', filter, wanted };
}

interface Entries {
  /** Oldest first. */
  readonly items: readonly AuditRecord[];
  /** Where the walk goes on: the `before` or `after` of the entries that were left out. */
  readonly next?: number;
}

async function readEntries(client: Client, { order, filter, wanted }: Walk): Promise<Entries> {
  const items: AuditRecord[] = [];
  let from: Pick<AuditOptions, 'after' | 'before'> = {};
  let next: number | undefined;
  do {
    const page = await client.listAudit({ ...filter, ...from, order, limit: Math.min(1_000, wanted - items.length) });
    items.push(...page.items);
    next = page.next;
    from = next === undefined ? {} : order === 'newest' ? { before: next } : { after: next };
  } while (next !== undefined && items.length < wanted);
  return { items: order === 'newest' ? items.toReversed() : items, ...(next === undefined ? {} : { next }) };
}
