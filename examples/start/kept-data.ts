import { parseArgs } from 'node:util';
import { DEFAULT_DATA_DIR } from '../../src/server/stores/data-dir.ts';
import { parseStore } from '../../src/server/stores/open-store.ts';

/** Where what was registered is after the end, in half a sentence; the arguments are those of `sluice up`. Throws `usage_invalid`. */
export function keptData(args: readonly string[], env: NodeJS.ProcessEnv): string {
  const { values } = parseArgs({ args: [...args], strict: false, options: { dir: { type: 'string' }, store: { type: 'string' } } });
  const store = parseStore(textOf(values['store']) ?? (env['SLUICE_STORE'] || 'sqlite:'));
  switch (store.kind) {
    case 'memory':
      return 'what was registered goes with it';
    case 'postgres':
      return `data stays in ${store.address.shown}`;
    case 'sqlite':
      return `data stays in ${store.path ?? `${(textOf(values['dir']) ?? DEFAULT_DATA_DIR).replace(/\/+$/, '')}/`}`;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
