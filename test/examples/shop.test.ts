import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SHOP = fileURLToPath(new URL('../../dist/examples/shop/main.js', import.meta.url));

test('the example of the shop claims nothing that does not hold', { timeout: 300_000 }, async () => {
  const child = spawn(process.execPath, [SHOP, '--short']);
  const [said, failed, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  expect({ code: code as unknown, failed, fails: said.split('\n').filter((line) => line.startsWith('  FAILS')) }).toEqual({
    code: 0,
    failed: '',
    fails: [],
  });
  expect(said).toContain('Everything that was claimed held.');
});
