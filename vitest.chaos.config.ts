import { defineConfig } from 'vitest/config';

// scripts/run-chaos.mjs has a folder of its own, which stays where a run fails.
const globalSetup = process.env['CHAOS_FOLDER'] === undefined ? ['test/temporary-folder.ts'] : [];

export default defineConfig({
  test: { globalSetup, include: ['test/chaos/**/*.chaos.ts'], pool: 'threads', isolate: false },
});
