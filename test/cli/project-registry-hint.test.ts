import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { projectRegistryHint } from '../../cli/project-registry-hint.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { folderWith } from './process.ts';

const DEFAULT = 'http://127.0.0.1:8081';

let root = '';
beforeAll(async () => {
  root = await folderWith({
    'named/sluice.config.json': { registry: 'https://registry.example/' },
    'named/src/main.ts': '',
    'same/sluice.config.json': { registry: `${DEFAULT}/` },
    'none/sluice.config.json': {},
    'broken/sluice.config.json': '{',
    'outside/a.json': {},
  });
});

const ROWS = [
  { folder: 'named', url: DEFAULT, says: 'https://registry.example' },
  { folder: 'named/src', url: DEFAULT, says: 'https://registry.example' },
  { folder: 'named', url: 'http://127.0.0.1:9' },
  { folder: 'same', url: DEFAULT },
  { folder: 'none', url: DEFAULT },
  { folder: 'broken', url: DEFAULT },
  { folder: 'outside', url: DEFAULT },
];

for (const { folder, url, says } of ROWS) {
  test(`in ${folder}, where ${url} does not answer, ${says ?? 'nothing'} is named`, () => {
    const hint = projectRegistryHint(join(root, folder), new RegistryError('registry_unavailable', 'it does not answer', { data: { url } }));
    expect(hint).toEqual(says === undefined ? undefined : expect.stringContaining(`"${says}"`));
  });
}
