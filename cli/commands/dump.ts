import { resolve } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { OMISSIBLE, type Omissible } from '../../src/dump/dump-format.ts';
import { onInterrupt } from '../on-interrupt.ts';
import { createProgress } from '../progress.ts';
import { deliver, examples, reportOptions, type CommandModule, type ReportFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { grouped } from '../report/counted.ts';
import { dumpText } from '../report/dump.ts';
import { requireFree } from '../require-free.ts';
import { dataDir, dirOption, storeChoice, storeOption, type StoreFlags } from '../server-flags.ts';

interface Flags extends ReportFlags, StoreFlags {
  readonly out?: string;
  readonly keys: boolean;
  readonly verdicts: boolean;
  readonly webhooks: boolean;
  readonly force?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('[file]', 'where the dump goes; one that ends in .gz is compressed')
      .option('--out <file>', 'the same')
      .option('--no-keys', 'leave out the API keys, of which there are only hashes')
      .option('--no-verdicts', 'leave out the proofs; the registry that is restored proves again what it needs')
      .option('--no-webhooks', 'leave out the webhooks, with their secrets, how far each is, and what it could not deliver')
      .option('--force', 'replace a file that is there; it stays until the new dump is whole');
    dirOption(declared);
    storeOption(declared, 'lasting');
    reportOptions(declared);
    examples(declared, [
      ['sluice dump registry.ndjson.gz', 'everything of the registry in .sluice-data, while it runs and writes'],
      ['sluice dump registry.ndjson --store sqlite:/var/lib/sluice/registry.sqlite', 'of another store'],
      ['sluice dump for-the-lab.ndjson.gz --no-keys --no-webhooks', 'without what lets somebody in, and what calls somebody'],
    ]);
  },

  async run(io, [operand], flags) {
    const file = nameOf(operand, flags.out);
    const target = resolve(io.cwd, file);
    await requireFree(io, file, flags);
    const choice = storeChoice(io, flags);
    if (choice.kind === 'memory') throw new RegistryError('usage_invalid', 'a store in memory belongs to its process alone; it cannot be dumped');
    const { openToRead } = await import('../../src/server/stores/open-to-read.ts');
    const { writeDumpFile } = await import('../../src/server/stores/dump-file.ts');
    const { store, abandon } = await openToRead(choice, dataDir(io, flags));
    try {
      await store.ping();
      const progress = createProgress(io.err);
      const without = omitted(flags);
      const writing = writeDumpFile(store, target, { without, onRow: (rows) => progress.say(`${grouped(rows)} rows written`) });
      const forget = onInterrupt(() => {
        writing.abandon();
        abandon();
      });
      const made = await writing.done.finally(() => {
        forget();
        progress.end();
      });
      await deliver(io, flags, { json: { file: target, bytes: made.bytes, sha256: made.sha256, ...made.summary }, text: () => dumpText(file, made) });
      if ((made.summary.rows.key ?? 0) > 0) io.err.write(KEYS_INSIDE);
      if ((made.summary.rows.record ?? 0) > 0) io.err.write(WEBHOOKS_INSIDE);
      return EXIT.ok;
    } finally {
      await store.close();
    }
  },
};

function nameOf(operand: string | undefined, out: string | undefined): string {
  const [file, more] = [operand, out].filter((name) => name !== undefined);
  if (file === undefined) throw new RegistryError('usage_invalid', 'dump: say where the dump goes: sluice dump FILE');
  if (more !== undefined) throw new RegistryError('usage_invalid', 'dump: FILE and --out say the same; give one of them');
  return file;
}

function omitted({ keys, verdicts, webhooks }: Flags): Omissible[] {
  const isKept = { key: keys, verdict: verdicts, webhook: webhooks };
  return OMISSIBLE.filter((part) => !isKept[part]);
}

const KEYS_INSIDE = 'the dump holds the hashes of the API keys: whoever restores it lets in whoever has one; --no-keys leaves them out\n';
const WEBHOOKS_INSIDE =
  'the dump holds the webhooks, with their secrets as the store has them: a registry that is started on it delivers as this one does; --no-webhooks leaves them out\n';
