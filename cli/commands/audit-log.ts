import type { AuditRecord } from '../../src/core/audit.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { examples, registryOption, type CommandModule, type RegistryFlags } from '../command.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-code.ts';
import { writeResult } from '../io.ts';
import { auditText } from '../report/audit-log.ts';

const FORMATS = ['text', 'json', 'ndjson'] as const;

interface Flags extends RegistryFlags {
  readonly actor?: string;
  readonly name?: string;
  readonly after?: string;
  readonly limit?: string;
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .option('--actor <name>', 'only what this one did, such as key:shop-ci:0f3a9c21b5d7e604')
      .option('--name <name>', 'only what was done to this subject, prefix or key; "" is the registry')
      .option('--after <sequence>', 'only what follows this entry')
      .option('--limit <n>', 'at most so many entries (default: all)')
      .addOption(declared.createOption('--format <format>', 'how to report').choices(FORMATS).default('text'))
      .option('--output <file>', 'write the report to a file instead of standard output');
    registryOption(declared);
    examples(declared, [
      ['sluice audit-log --name com.shop.order.placed', 'who did what to a subject'],
      ['sluice audit-log --format ndjson --output audit.ndjson', 'everything, for an archive'],
    ]);
  },

  async run(io, _operands, flags) {
    const client = await connect(io, flags);
    const { actor, name } = flags;
    const filter = { ...(actor === undefined ? {} : { actor }), ...(name === undefined ? {} : { name }) };
    const wanted = flags.limit === undefined ? Infinity : readCount('--limit', flags.limit, 1);
    const items: AuditRecord[] = [];
    let after: number | undefined = flags.after === undefined ? 0 : readCount('--after', flags.after, 0);
    while (after !== undefined && items.length < wanted) {
      const page = await client.listAudit({ ...filter, after, limit: Math.min(1_000, wanted - items.length) });
      items.push(...page.items);
      after = page.next;
    }
    const text = TEXTS[flags.format](items);
    if (flags.output === undefined) io.out.write(text);
    else await writeResult(io, flags.output, text);
    return EXIT.ok;
  },
};

const TEXTS: Readonly<Record<Flags['format'], (items: readonly AuditRecord[]) => string>> = {
  text: (items) => `${auditText(items)}\n`,
  json: (items) => `${JSON.stringify({ items }, null, 2)}\n`,
  ndjson: (items) => items.map((item) => `${JSON.stringify(item)}\n`).join(''),
};

function readCount(flag: string, text: string, min: number): number {
  const count = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= min) return count;
  throw new RegistryError('usage_invalid', `${flag}: expected a whole number from ${min}; found ${JSON.stringify(text)}`);
}
