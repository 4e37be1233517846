import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type * as Narrating from '../../examples/narrator.ts';
import type { RunSluice } from '../../examples/shop/program.ts';
import type * as Story from '../../examples/shop/story.ts';
import { asyncApiHere, sluiceHere } from '../cli/in-process.ts';
import { folderWith, MAIN } from '../cli/process.ts';

const EXAMPLES = new URL('../../dist/modules/examples/', import.meta.url);
const SHOP = fileURLToPath(new URL('shop/main.js', EXAMPLES));
const ENDING = new URL('ending.js', EXAMPLES).href;

const asyncApi = asyncApiHere();

/** What serves are processes, since it is killed; what ends needs none of its own. */
const run: RunSluice = async (args, cwd, env) => {
  const since = performance.now();
  const { code, stdout, stderr } = await (args[0] === 'import' ? asyncApi.run : sluiceHere)(args, { cwd, env });
  return { code, stdout, output: stdout + stderr, ms: performance.now() - since };
};

test('the example of the shop claims nothing that does not hold', async () => {
  const [{ SHORT, tellStory }, { Narrator }] = (await Promise.all(
    ['shop/story.js', 'narrator.js'].map((file) => import(/* @vite-ignore */ new URL(file, EXAMPLES).href)),
  )) as [typeof Story, typeof Narrating];
  let said = '';
  const narrator = new Narrator((text) => (said += text));
  await tellStory({ narrator, counts: SHORT, folder: await folderWith(), postgres: undefined, program: MAIN, run });
  expect(said.split('\n').filter((line) => line.startsWith('  FAILS'))).toEqual([]);
  expect(narrator.conclude()).toBe(0);
});

test('interrupted in the middle, it leaves nothing behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
  const child = spawn(process.execPath, [SHOP, '--short'], { env: { ...process.env, TMPDIR: folder } });
  const closed = once(child, 'close');
  await once(child.stdout, 'data'); // Its servers run.
  const during = await readdir(folder);
  child.kill('SIGINT');
  expect({ during, code: ((await closed) as [number])[0], after: await readdir(folder) }).toEqual({
    during: [expect.stringMatching(/^sluice-shop-/)],
    code: 130,
    after: [],
  });
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends an example by way of what it does at its end`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
    const script = `import { endOnSignals, temporaryFolder } from ${JSON.stringify(ENDING)};
      endOnSignals();
      console.log(temporaryFolder('here-'));
      setInterval(() => {}, 60_000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { env: { ...process.env, TMPDIR: folder } });
    const closed = once(child, 'close');
    await once(child.stdout, 'data');
    const during = await readdir(folder);
    child.kill(signal);
    expect({ during, code: ((await closed) as [number])[0], after: await readdir(folder) }).toEqual({
      during: [expect.stringMatching(/^here-/)],
      code: 130,
      after: [],
    });
  });
}
