import { execFileSync } from 'node:child_process';
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { asyncApiHere, sluiceHere } from './in-process.ts';
import { folderWith, MAIN } from './process.ts';

const asyncApi = asyncApiHere();

// What has no end, or no beginning, under the name of a file. Where one is opened all the same, the test hangs until its time is over.

const DOCUMENT = { asyncapi: '3.0.0', info: { title: 'a', version: '1' }, channels: { a: { messages: { m: { payload: { $ref: './it.json' } } } } } };
const PROJECT = { publishes: [{ files: 'schemas/*.json', subject: 'a.{name}' }] };

const ROUTE = { path: '/', source: { kind: 'cloudevents' } };
/** Configurations of servers that name the file. */
const SERVERS = {
  'gateways.json': { gateways: { shop: { url: 'http://127.0.0.1:9', tokenFile: 'it.json' } } },
  'tls.json': { tls: { cert: 'it.json', key: 'fine.json' } },
  'client-ca.json': { tls: { cert: 'fine.json', key: 'fine.json', clientCa: 'it.json' }, auth: {} },
  'token.json': { registryTokenFile: 'it.json', routes: [] },
  'bearer.json': { routes: [{ ...ROUTE, targets: [{ url: 'http://127.0.0.1:9', auth: { bearer: { tokenFile: 'it.json' } } }] }] },
  'sign.json': { routes: [{ ...ROUTE, targets: [{ url: 'http://127.0.0.1:9', sign: { scheme: 'standard-webhooks', secretFile: 'it.json' } }] }] },
  'keys.json': { queue: { keysFile: 'it.json' }, routes: [{ ...ROUTE, dispatch: 'durable', targets: [{ url: 'http://127.0.0.1:9' }] }] },
};

const KINDS = [
  { kind: 'a FIFO', make: (path: string): unknown => execFileSync('mkfifo', [path]), said: 'it is a FIFO' },
  { kind: 'a link to a device', make: (path: string) => symlink('/dev/zero', path), said: 'it is a device' },
  { kind: 'a folder', make: (path: string) => mkdir(path), said: 'it is a directory' },
  {
    kind: 'a huge file',
    make: (path: string) => writeFile(path, '{').then(() => truncate(path, 3 * 1024 ** 3)),
    said: 'has 3221225472 bytes; at most ',
  },
];

for (const { kind, make, said } of KINDS) {
  const rows: readonly { readonly command: string; readonly at?: string; readonly says?: string; readonly env?: Readonly<Record<string, string>> }[] =
    [
      { command: 'lint it.json', ...(kind === 'a folder' ? { says: 'it.json is a folder' } : {}) },
      { command: 'validate it.json --schema fine.json' },
      { command: 'validate fine.json --schema it.json', ...(kind === 'a folder' ? { says: 'it.json is a folder' } : {}) },
      // Its own message where a link leads out of the folder.
      ...['lint', 'mock', 'compat --against fine.json', 'generate --out out --schema'].map((words) => ({
        command: `${words} refers.json`,
        ...(kind === 'a link to a device' ? { says: 'a symbolic link that leads out of the folder' } : {}),
      })),
      { command: 'import asyncapi document.json --dry-run', ...(kind === 'a link to a device' ? { says: 'is a symbolic link' } : {}) },
      { command: 'lint document.json', ...(kind === 'a link to a device' ? { says: 'is a symbolic link' } : {}) },
      { command: 'serve --port 0 --store memory: --registry-config it.json' },
      { command: 'gateway --port 0 --config it.json' },
      { command: 'serve --port 0 --store memory: --tls-cert it.json --tls-key fine.json' },
      { command: 'serve --port 0 --store memory: --tls-cert fine.json --tls-key it.json' },
      { command: 'serve --port 0 --store postgres://sluice@127.0.0.1:1/sluice', env: { SLUICE_STORE_PASSWORD_FILE: 'it.json' } },
      ...['gateways.json', 'tls.json', 'client-ca.json'].map((config) => ({ command: `serve --port 0 --store memory: --registry-config ${config}` })),
      ...['token.json', 'bearer.json', 'sign.json', 'keys.json'].map((config) => ({ command: `gateway --port 0 --config ${config}` })),
      { command: 'check --offline', at: 'sluice.lock' },
      { command: 'check --offline --config other/sluice.config.json', at: 'other/sluice.config.json' },
    ];
  for (const { command, at = 'it.json', says = said, env = {} } of rows) {
    test(`${command} refuses ${kind} at ${at}`, async () => {
      const cwd = await folderWith({
        ...{ 'fine.json': { type: 'object' }, 'refers.json': { $ref: 'it.json' }, 'document.json': DOCUMENT },
        ...SERVERS,
        ...{ 'sluice.config.json': PROJECT, 'other/package.json': {} },
      });
      await make(join(cwd, at));
      const here = command.startsWith('import asyncapi') ? asyncApi.run : sluiceHere;
      const run = await here(command.split(' '), { cwd, env });
      expect(run.stdout + run.stderr).toContain(says);
      expect([1, 2]).toContain(run.code);
    });
  }
}

for (const { shell, stdout } of [
  { shell: 'node "$MAIN" lint <(echo "{\\"type\\": 5}")', stdout: '/dev/fd/' },
  { shell: 'node "$MAIN" lint /dev/stdin < wrong.json', stdout: '/dev/stdin:2:11' },
  { shell: 'echo "{}" | node "$MAIN" validate /dev/stdin --schema <(echo "{\\"type\\": \\"string\\"}")', stdout: 'invalid' },
  // Standard input is given to nobody by a $ref.
  { shell: 'node "$MAIN" lint <(echo "{\\"\\$ref\\": \\"0\\"}") < wrong.json', stdout: 'reference_unresolved' },
]) {
  test(`a shell's streams are read: ${shell}`, async () => {
    const cwd = await folderWith({ 'wrong.json': { type: 5 } });
    const run = (): string => execFileSync('bash', ['-c', `${shell} || true`], { cwd, encoding: 'utf8', env: { ...process.env, MAIN: lent } });
    const lent = MAIN;
    expect(run()).toContain(stdout);
  });
}

test('an argument without end is left when it is too large', async () => {
  const lent = MAIN;
  const run = execFileSync('bash', ['-c', 'node "$MAIN" lint <(yes) 2>&1 || true'], { encoding: 'utf8', env: { ...process.env, MAIN: lent } });
  expect(run).toContain('it has more than 16777216 bytes');
});
