import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { globalSetup: ['test/temporary-folder.ts'], include: ['test/fuzz/**/*.fuzz.ts'], pool: 'threads', isolate: false },
});
