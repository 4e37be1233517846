import { resolve } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import type { BackUp } from '../../src/server/stores/stored-file.ts';
import { deliver, examples, reportOptions, type CommandModule, type ReportFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { onInterrupt } from '../on-interrupt.ts';
import { createProgress } from '../progress.ts';
import { counted, grouped } from '../report/counted.ts';
import { requireFree } from '../require-free.ts';
import { dataDir, dirOption, storeChoice, storeOption, type StoreFlags } from '../server-flags.ts';

interface Flags extends ReportFlags, StoreFlags {
  readonly force?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared.argument('<file>', 'where the copy goes').option('--force', 'replace a file that is there; it stays until the new copy is whole');
    dirOption(declared);
    storeOption(declared, 'file');
    reportOptions(declared);
    examples(declared, [
      ['sluice backup registry-2027-01-31.sqlite', 'while the registry runs and writes'],
      ['sluice backup nightly.sqlite --store sqlite:/var/lib/sluice/registry.sqlite --force', 'over the last one'],
    ]);
  },

  async run(io, [file = ''], flags) {
    const { backUpStore, storedFile } = await import('../../src/server/stores/stored-file.ts');
    const choice = storeChoice(io, flags);
    if (choice.kind === 'postgres')
      throw new RegistryError(
        'usage_invalid',
        `a store in PostgreSQL is copied by its own tools, while the registry runs: pg_dump --format=custom --schema=${choice.address.schema} --file=${file} DATABASE (docs/postgresql.md)`,
      );
    const source = storedFile(choice, dataDir(io, flags));
    if (source === undefined)
      throw new RegistryError('usage_invalid', 'a store in memory belongs to its process alone; only one in a file can be copied');
    const target = resolve(io.cwd, file);
    if (target === source) throw new RegistryError('usage_invalid', `${file} is the store itself; name another file`);
    await requireFree(io, file, flags);
    const progress = createProgress(io.err);
    // Where nobody watches, a copy that succeeds says nothing.
    const onProgress = (share: number): void => void (io.err.isTerminal && progress.say(`${Math.floor(share * 100)} % copied`));
    let forget = (): void => {};
    const onBegin = (abandon: () => void): void => void (forget = onInterrupt(abandon));
    const made = await backUpStore(source, target, { onProgress, onBegin }).finally(() => {
      forget();
      progress.end();
    });
    await deliver(io, flags, { json: { file: target, source, ...made }, text: () => backupText(file, made) });
    return EXIT.ok;
  },
};

function backupText(file: string, { subjects, versions, changes, bytes }: BackUp): string {
  return `copied ${counted(versions, 'version')} of ${counted(subjects, 'subject')}, as of change ${grouped(changes)}, to ${file} (${grouped(Math.ceil(bytes / 1_024))} KiB); checked, and whole`;
}
