import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../process.ts';
import { run, seededRegistry } from './seeded.ts';

const registry = seededRegistry();
/** Nothing listens there: whoever asks a registry fails. */
const NOBODY = { SLUICE_REGISTRY: 'http://127.0.0.1:1' };

describe('verify in a project', () => {
  test('asks about all that is locked, older majors and references too, and no registry', async () => {
    const cwd = await registry.pulled();
    const { code, stdout, stderr } = await run(cwd, ['verify', '--runs', '50', '--seed', '3'], NOBODY);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').map((line) => line.replace(/: the generated validator.* agree on 50 instances.*$/, ''))).toEqual([
      'p.moved 2.0.0',
      'p.moved 1.0.0',
      'p.order.placed 1.0.0',
      'p.paid 1.0.0',
      'seed 3',
      '',
    ]);
  });

  test('judges formats as the project generates', async () => {
    const cwd = await registry.pulled({ output: { dir: 'src/events', formats: 'assert' } });
    const json = JSON.parse((await run(cwd, ['verify', '--runs', '10', '--format', 'json'], NOBODY)).stdout) as { schemas: { formats: string }[] };
    expect(json.schemas.map(({ formats }) => formats)).toEqual(['assert', 'assert', 'assert', 'assert']);
  });

  test('a schema that is missing in the store, and a project that was never pulled, are told', async () => {
    const cwd = await registry.pulled();
    rmSync(join(cwd, '.sluice'), { recursive: true });
    expect((await run(cwd, ['verify'], NOBODY)).stderr).toContain('is not there, and the lock refers to it');
    const fresh = await folderWith({ 'sluice.config.json': registry.config() });
    expect(await run(fresh, ['verify'], NOBODY)).toMatchObject({ code: 4, stderr: expect.stringContaining('sluice.lock') as unknown });
  });
});
