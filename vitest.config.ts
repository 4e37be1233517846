import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'threads',
    isolate: false,
    globalSetup: ['test/postgres/lend.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
