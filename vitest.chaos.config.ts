import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['test/chaos/**/*.chaos.ts'], pool: 'threads', isolate: false } });
