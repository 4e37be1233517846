import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect } from 'vitest';
import { folderWith } from '../cli/process.ts';
import { run, seededRegistry, type Seeded } from '../cli/project/seeded.ts';

const SOURCE = `import { createProducer } from './events/index.js';
const sent = [];
const events = createProducer({ source: '/app', send: async (event) => void sent.push(event) });
await events.orderPlaced({ orderId: 'o-1', amount: 42 });
const refused = await events.orderPlaced({ orderId: 'o-2', amount: '42' }).catch((error) => error.name);
console.log(JSON.stringify({ sent: sent.map(({ type, data }) => [type, data]), refused }));
`;

export const ENTRY = 'src/main.js';

/** What the bundled program writes. */
export const SAID: object = { sent: [['p.order.placed', { orderId: 'o-1', amount: 42 }]], refused: 'ContractError' };

/** Projects with a program that uses what is generated in them. */
export interface Apps {
  readonly registry: Seeded;
  /** Pulled, and nothing generated yet. */
  app(files?: Readonly<Record<string, unknown>>): Promise<string>;
  /** The same, generated. */
  generatedApp(): Promise<string>;
}

const OUTPUT = { output: { dir: 'src/events', language: 'js' } };
const FILES = { [ENTRY]: SOURCE, 'package.json': { type: 'module' } };

/** Each app is a copy of one that was pulled before the tests. */
export function seededApps(): Apps {
  const registry = seededRegistry();
  let template = '';
  beforeAll(async () => {
    template = await registry.pulled(OUTPUT, FILES);
  });
  const app: Apps['app'] = async (files = {}) => {
    const folder = await folderWith(files);
    await cp(template, folder, { recursive: true });
    return folder;
  };
  return {
    registry,
    app,
    generatedApp: async () => {
      const folder = await app();
      expect(await run(folder, ['generate'])).toMatchObject({ code: 0, stderr: '' });
      return folder;
    },
  };
}

/** Run a bundle and read the line that it writes. */
export async function runBundle(folder: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'out/main.js')]);
  return JSON.parse(stdout);
}
