import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SHOP = fileURLToPath(new URL('../../dist/modules/examples/shop/main.js', import.meta.url));
const ENDING = new URL('../../dist/modules/examples/ending.js', import.meta.url).href;

test('the example of the shop claims nothing that does not hold', async () => {
  const child = spawn(process.execPath, [SHOP, '--short']);
  const [said, failed, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  expect({ code: code as unknown, failed, fails: said.split('\n').filter((line) => line.startsWith('  FAILS')) }).toEqual({
    code: 0,
    failed: '',
    fails: [],
  });
  expect(said).toContain('Everything that was claimed held.');
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
