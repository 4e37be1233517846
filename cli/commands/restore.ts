import { resolve } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { onInterrupt } from '../on-interrupt.ts';
import { createProgress } from '../progress.ts';
import { deliver, examples, reportOptions, type CommandModule, type ReportFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { grouped } from '../report/counted.ts';
import { restoreText } from '../report/dump.ts';
import { dataDir, dirOption, storeChoice, storeOption, type StoreFlags } from '../server-flags.ts';

type Flags = ReportFlags & StoreFlags;

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared.argument('<file>', 'a file of `sluice dump`');
    dirOption(declared);
    storeOption(declared, 'lasting');
    reportOptions(declared);
    examples(declared, [
      ['sluice restore registry.ndjson.gz', 'into .sluice-data, which must hold no registry yet'],
      ['sluice restore registry.ndjson.gz', 'again, after an interrupt: goes on; once it is done, changes nothing'],
      ['sluice restore registry.ndjson.gz --store sqlite:/var/lib/sluice/registry.sqlite', 'into another store'],
    ]);
  },

  async run(io, [file = ''], flags) {
    const choice = storeChoice(io, flags);
    if (choice.kind === 'memory')
      throw new RegistryError('usage_invalid', 'a store in memory is gone with this process; name one that stays with --store');
    const source = resolve(io.cwd, file);
    const { openStore, storePlace } = await import('../../src/server/stores/open-store.ts');
    const { readDumpFile } = await import('../../src/server/stores/dump-file.ts');
    const { restoreDump } = await import('../../src/dump/restore.ts');
    const { checkDump } = await import('../../src/dump/read-dump.ts');
    const progress = createProgress(io.err);
    // Before a store is made for nothing.
    const dump = await checkDump(readDumpFile(source), (rows) => progress.say(`${grouped(rows)} rows read`)).finally(() => progress.end());
    let isNew = false;
    const store = await openStore(choice, dataDir(io, flags), { onNew: () => void (isNew = true) });
    const place = storePlace(choice, dataDir(io, flags));
    const forget = onInterrupt(() => {
      progress.end();
      io.err.write('interrupted; the same command goes on, and until then no registry starts on this store\n');
    });
    try {
      const restored = await restoreDump(store, {
        dump,
        bytes: readDumpFile(source),
        onRestored: (rows, total) => progress.say(`${grouped(rows)} of ${grouped(total)} rows restored`),
      });
      progress.end();
      await deliver(io, flags, { json: { store: place, ...restored }, text: () => restoreText(restored, { file, place, isNew }) });
      return EXIT.ok;
    } finally {
      forget();
      progress.end();
      await store.close();
    }
  },
};
