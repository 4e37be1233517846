import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sluice } from './process.ts';

const START = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url));

for (const { args, says } of [
  { args: ['--port', '7411'], says: /--registry-port or --gateway-port/ },
  { args: ['--target=http://127.0.0.1:1'], says: /brings its own function/ },
  { args: ['--prot', '1'], says: /does not know "--prot"; it takes --registry-port/ },
  { args: ['--store'], says: /--store needs a value/ },
]) {
  test(`npm start -- ${args.join(' ')} is refused before anything is set up`, async () => {
    const child = spawn(process.execPath, [START, ...args]);
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect({ code: code as unknown, said }).toEqual({ code: 2, said: expect.stringMatching(says) });
    expect(said.split('\n')).toHaveLength(2);
  });
}

test('npm start notices that the shell which ran it is gone', async () => {
  const program = `
    const { whenParentEnds } = await import(${JSON.stringify(new URL('../../scripts/parent.mjs', import.meta.url).href)});
    whenParentEnds(() => console.log('alone'));
    console.log('watching');`;
  // Something after it, so that the shell waits instead of becoming it.
  const shell = spawn('sh', ['-c', '"$0" --input-type=module -e "$1"; :', process.execPath, program]);
  const said: string[] = [];
  for await (const chunk of shell.stdout.setEncoding('utf8')) {
    said.push(...(chunk as string).trim().split('\n'));
    if (said.length === 1) shell.kill('SIGTERM');
  }
  expect(said).toEqual(['watching', 'alone']);
});

test('npm start knows exactly the flags of up, but for those that it gives itself', async () => {
  const { FLAGS } = (await import(new URL('../../scripts/start-flags.mjs', import.meta.url).href)) as { readonly FLAGS: readonly string[] };
  const { stdout } = await sluice(['up', '--help']);
  const ups = [...stdout.matchAll(/^ +(?:-\w, )?(--[\w-]+)/gm)].map(([, flag]) => flag ?? '');
  expect([...FLAGS, '--target', '--config', '--help'].toSorted()).toEqual([...ups, '--no-color'].toSorted());
});
