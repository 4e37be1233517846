// The web pages of `src/ui`, bundled into `dist/ui`: what is served under /ui.
import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from './setup.mjs';

await build({
  configFile: false,
  root: join(ROOT, 'src', 'ui'),
  base: '/ui/',
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: join(ROOT, 'dist', 'ui'),
    emptyOutDir: true,
    target: 'es2023',
    // A file is a file: the policy of the pages allows no data: in scripts and styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      checks: { pluginTimings: false },
      // What several pages use is one file: else each control is one, and a page is two dozen requests.
      output: { codeSplitting: { groups: [{ name: 'shared', test: /[\\/]src[\\/](ui[\\/](app|data|kit)|core|client)[\\/]/, minShareCount: 2 }] } },
    },
  },
});
