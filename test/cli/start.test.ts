import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { keptData } from '../../examples/start/kept-data.ts';
import { environment, folderWith, sluice } from './process.ts';

const START = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../../dist/modules/examples/start/main.js', import.meta.url));

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

for (const { args, says, env = {} } of [
  { args: [], says: 'data stays in .sluice-data/' },
  { args: ['--insecure', '--dir', 'of/mine', '--host', '::1'], says: 'data stays in of/mine/' },
  { args: ['--dir=of/mine/'], says: 'data stays in of/mine/' },
  { args: ['--store', 'sqlite:own.sqlite', '--dir', 'of'], says: 'data stays in own.sqlite' },
  { args: ['--store=memory:', '--dir', 'of'], says: 'what was registered goes with it' },
  { args: [], env: { SLUICE_STORE: 'memory:' }, says: 'what was registered goes with it' },
  { args: ['--store', 'sqlite:'], env: { SLUICE_STORE: 'memory:' }, says: 'data stays in .sluice-data/' },
  { args: [], env: { SLUICE_STORE: 'postgres://me:secret@127.0.0.1/events' }, says: /^data stays in (?!.*secret).*127\.0\.0\.1.*events$/ },
]) {
  test(`after npm start ${args.join(' ')} ${Object.values(env).join('')} ${String(says)}`, () =>
    expect(keptData(args, env)).toMatch(typeof says === 'string' ? new RegExp(`^${says.replaceAll('.', '\\.')}$`) : says));
}

test('npm start --dir says at the end where its data is', async () => {
  const child = spawn(process.execPath, [EXAMPLE, '--dir', 'mine', '--registry-port', '0', '--gateway-port', '0'], {
    cwd: await folderWith(),
    env: environment({}),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  for await (const chunk of child.stderr.setEncoding('utf8')) {
    said += String(chunk);
    if (said.includes('Ctrl-C') && said.endsWith('\n')) child.kill('SIGTERM');
  }
  expect(said).toContain('\nCtrl-C stops everything; data stays in mine/.\n');
});

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
