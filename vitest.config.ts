import { defineConfig } from 'vitest/config';

// Only ours: the project may lie in a folder of this name.
const BUILT = new RegExp(`^(?:file://)?${import.meta.dirname.replaceAll(/[^\w/]/g, '\\$&')}/dist/`);

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // To start a process the kernel copies the page tables of the one that starts it: that of all threads together is several times as large.
    pool: 'forks',
    isolate: false,
    // Most wait for the processes that they start, so one more than there are processors of the least machine.
    maxWorkers: 3,
    server: { deps: { external: [BUILT] } }, // What was built is not built again.
    globalSetup: ['test/temporary-folder.ts', 'test/cli/lend-program.ts', 'test/postgres/lend.ts', 'test/ui/lend-browser.ts'],
    // For what never ends: how long anything else takes is said by the machine, which may be a busy one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
