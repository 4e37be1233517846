import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { globalSetup: ['test/temporary-folder.ts'], include: ['test/chaos/**/*.chaos.ts'], pool: 'threads', isolate: false },
});
