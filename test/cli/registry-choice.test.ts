import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RegistryError } from '../../src/core/errors.ts';
import { withRegistrySource } from '../../cli/registry-source.ts';
import { chooseRegistry } from '../../cli/registry-choice.ts';
import type { Io } from '../../cli/io.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith, type Finished } from './process.ts';
import { guardedHere } from './serve-here.ts';

const [DEFAULT, FAR] = ['http://127.0.0.1:8081', 'https://registry.example'];

let root = '';
beforeAll(async () => {
  root = await folderWith({
    'far/sluice.config.json': { registry: `${FAR}/` },
    'far/src/main.ts': '',
    'near/sluice.config.json': { registry: 'http://127.0.0.1:9' },
    'six/sluice.config.json': { registry: 'http://[::1]:9' },
    'lookalike/sluice.config.json': { registry: 'http://127.0.0.1.registry.example' },
    'none/sluice.config.json': {},
    'outside/a.json': {},
    'home/sluice/keys.json': { [FAR]: 'stored' },
    'empty/a.json': {},
  });
  await chmod(join(root, 'home/sluice/keys.json'), 0o600);
});

const ROWS = [
  { title: 'outside of a project the default is asked', in: 'outside', token: 'env', url: DEFAULT, by: 'default', sent: 'env' },
  { title: 'a project without a registry leaves the default', in: 'none', token: 'env', url: DEFAULT, by: 'default', sent: 'env' },
  { title: 'in a project its registry is asked', in: 'far', url: FAR, by: 'project' },
  { title: 'so it is below', in: 'far/src', url: FAR, by: 'project' },
  { title: 'the environment goes over the project', in: 'far', env: 'http://other.example/', url: 'http://other.example', by: 'user' },
  { title: 'a flag goes over both', in: 'far', env: FAR, flag: 'http://flag.example', url: 'http://flag.example', by: 'user' },
  { title: 'a token does not go where only the project says', in: 'far', token: 'env', url: FAR, by: 'project', isWithheld: true },
  {
    title: 'nor to an address that looks like this machine',
    in: 'lookalike',
    token: 'env',
    url: 'http://127.0.0.1.registry.example',
    by: 'project',
    isWithheld: true,
  },
  { title: 'it goes to this machine', in: 'near', token: 'env', url: 'http://127.0.0.1:9', by: 'project', sent: 'env' },
  { title: 'by its address of version 6 too', in: 'six', token: 'env', url: 'http://[::1]:9', by: 'project', sent: 'env' },
  { title: 'it goes where the environment says too', in: 'far', token: 'env', env: FAR, url: FAR, by: 'user', sent: 'env' },
  { title: 'it goes where a flag says too', in: 'far', token: 'env', flag: FAR, url: FAR, by: 'user', sent: 'env' },
  { title: 'it goes where login keeps a key for', in: 'far', token: 'env', home: 'home', url: FAR, by: 'project', sent: 'env' },
  { title: 'a stored key goes to the address that it is for', in: 'far', home: 'home', url: FAR, by: 'project', sent: 'stored' },
  { title: 'and to no other', in: 'near', home: 'home', url: 'http://127.0.0.1:9', by: 'project' },
] as const;

for (const { title, in: folder, url, by, ...row } of ROWS) {
  test(title, async () => {
    const env = {
      ...{ XDG_CONFIG_HOME: join(root, 'home' in row ? row.home : 'empty') },
      ...('token' in row ? { SLUICE_TOKEN: row.token } : {}),
      ...('env' in row ? { SLUICE_REGISTRY: row.env } : {}),
    };
    const choice = await chooseRegistry(ioOf(join(root, folder), env), 'flag' in row ? { registry: row.flag } : {});
    expect([choice.url, choice.by, choice.token]).toEqual([url, by, 'sent' in row ? row.sent : undefined]);
    expect(choice.withheld?.next).toEqual('isWithheld' in row ? expect.stringContaining(`set SLUICE_REGISTRY=${url} beside it`) : undefined);
  });
}

function ioOf(cwd: string, env: Io['env']): Io {
  const output = { color: false, isTerminal: false, write: () => {} };
  return { env, cwd, out: output, err: output, stdin: process.stdin };
}

// Nobody listens there.
const [NOBODY, NOBODY_ELSE] = ['http://127.0.0.1:65533', 'http://127.0.0.1:65534'];

const UNREACHED: readonly (readonly [title: string, args: readonly string[], told: readonly string[], env?: string])[] = [
  ['of a project below', ['pull'], [`at ${NOBODY} `, 'why:   packages/a/sluice.config.json and packages/c/sluice.config.json name that registry.']],
  [
    'of the project that --config names',
    ['pull', '--config', 'packages/b/sluice.config.json'],
    [`at ${NOBODY_ELSE} `, 'packages/b/sluice.config.json names that registry.'],
  ],
  ['of the project around a file', ['compat', 'packages/b/b.json'], [`at ${NOBODY_ELSE} `, 'packages/b/sluice.config.json names that registry.']],
  ['that the environment names: no file', ['pull'], ['why:   No connection to the registry'], NOBODY],
];
for (const [title, args, told, env = ''] of UNREACHED) {
  test(`at the root of a monorepo, an error says which file names the registry ${title}`, async () => {
    const project = (registry: string, name: string): object => ({
      ...{ registry, publishes: [{ files: `${name}.json`, subject: 'com.{name}' }], consumes: { 'com.x': '^1' }, output: { dir: 'events' } },
    });
    const cwd = await folderWith({
      'package.json': { workspaces: ['packages/*'] },
      'packages/a/sluice.config.json': project(NOBODY, 'a'),
      'packages/b/sluice.config.json': project(NOBODY_ELSE, 'b'),
      'packages/b/b.json': { type: 'object' },
      'packages/c/sluice.config.json': project(`${NOBODY}/`, 'c'),
    });
    const { code, stderr } = await sluiceHere(args, { cwd, env: { SLUICE_REGISTRY: env } });
    expect(code).toBe(3);
    for (const text of told) expect(stderr).toContain(text);
  });
}

test('where nobody names one but projects below, an error of the default says which they name', async () => {
  const cwd = await folderWith({ 'package.json': {}, 'packages/a/sluice.config.json': { registry: NOBODY }, 'packages/b/sluice.config.json': {} });
  const error = new RegistryError('registry_unavailable', 'no answer', { data: { url: DEFAULT } });
  expect(await withRegistrySource(ioOf(cwd, {}), error, {})).toMatchObject({
    message: 'no answer',
    data: {
      next: `Here, that is the default: packages/a/sluice.config.json names ${NOBODY}. Name one with --registry, or run the command in its folder.`,
    },
  });
});

const DRAFT_04 = 'http://json-schema.org/draft-04/schema#';

let guarded: Awaited<ReturnType<typeof guardedHere>>;
let key = '';
// An address that only this machine reaches, and that does not look so.
let far = '';
beforeAll(async () => {
  guarded = await guardedHere();
  key = await guarded.keyWith('admin');
  far = guarded.registry.replace('127.0.0.1', '0.0.0.0');
});
afterAll(() => guarded.close());

async function inProject(args: readonly string[], env: Readonly<Record<string, string>>, stdin = ''): Promise<Finished> {
  const cwd = await folderWith({ 'sluice.config.json': { registry: far, publishes: [{ files: 'a.json', subject: '{name}' }] }, 'a.json': {} });
  return sluiceHere(args, { cwd, env: { SLUICE_REGISTRY: '', XDG_CONFIG_HOME: join(cwd, 'home'), ...env }, stdin });
}

for (const command of ['list', 'check', 'publish'] as const) {
  test(`${command} in a project says why it sent no key, and sends it where the environment names the registry too`, async () => {
    expect(await inProject([command], { SLUICE_TOKEN: key })).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(
        new RegExp(`unauthenticated[^]*next: {2}SLUICE_TOKEN was not sent to ${far}, which only sluice\\.config\\.json names`),
      ),
    });
    expect(await inProject([command], { SLUICE_TOKEN: key, SLUICE_REGISTRY: far })).toMatchObject({ code: 0 });
  });
}

const REFUSED: readonly (readonly [title: string, args: readonly string[], env: Readonly<Record<string, string>>, why: string])[] = [
  [
    'the project, and no key',
    ['list'],
    {},
    'FAR, which sluice.config.json names, was asked without a key: SLUICE_TOKEN is not set, and `sluice login` keeps none for it.',
  ],
  ['a withheld key', ['list'], { SLUICE_TOKEN: 'KEY' }, 'FAR, which sluice.config.json names, was asked without a key.'],
  [
    'the environment',
    ['list'],
    { SLUICE_REGISTRY: 'FAR', SLUICE_TOKEN: 'wrong' },
    'FAR, which SLUICE_REGISTRY names, was asked with the key in SLUICE_TOKEN: it is unknown there, expired or revoked.',
  ],
  [
    'a flag, and a stored key',
    ['list', '--registry', 'FAR'],
    { XDG_CONFIG_HOME: 'HOME' },
    'FAR, which --registry names, was asked with the key that `sluice login` keeps for it: it is unknown there, expired or revoked.',
  ],
  [
    'a key that may less',
    ['register', 'a.json', '--subject', 'b'],
    { SLUICE_REGISTRY: 'FAR', SLUICE_TOKEN: 'READER' },
    'FAR, which SLUICE_REGISTRY names, was asked with the key in SLUICE_TOKEN: none of its scopes covers this.',
  ],
];
for (const [title, args, env, why] of REFUSED) {
  test(`who is refused is told where address and key come from: ${title}`, async () => {
    const home = await folderWith({ 'sluice/keys.json': { [far]: 'stored' } });
    await chmod(join(home, 'sluice/keys.json'), 0o600);
    const values: Readonly<Record<string, string>> = { FAR: far, HOME: home, KEY: key, READER: await guarded.keyWith('read') };
    const known = (text: string): string => values[text] ?? text;
    const said = await inProject(args.map(known), Object.fromEntries(Object.entries(env).map(([name, text]) => [name, known(text)])));
    expect(said).toMatchObject({ code: 3, stderr: expect.stringContaining(`why:   ${why.replace('FAR', far)}\n`) });
  });
}

test('so it is where publish ends at a file', async () => {
  const cwd = await folderWith({ 'sluice.config.json': { publishes: [{ files: 'new.json', subject: 'never.{name}' }] }, 'new.json': {} });
  const env = { SLUICE_REGISTRY: far, SLUICE_TOKEN: await guarded.keyWith('read') };
  const why = `why:   ${far}, which SLUICE_REGISTRY names, was asked with the key in SLUICE_TOKEN: none of its scopes covers this.`;
  expect(await sluiceHere(['publish'], { cwd, env })).toMatchObject({ code: 3, stderr: expect.stringContaining(why) });
});

for (const variable of ['SLUICE_TOKEN', 'SLUICE_TO_TOKEN'] as const) {
  test(`import sends ${variable} to no address that only the project names, and says so`, async () => {
    const cwd = await folderWith({ 'sluice.config.json': { registry: far }, 'export/order.json': { $schema: DRAFT_04, type: 'object' } });
    const importThere = (env: Readonly<Record<string, string>>): Promise<Finished> =>
      sluiceHere(['import', 'eventbridge', 'export', '--dry-run'], { cwd, env: { XDG_CONFIG_HOME: join(cwd, 'home'), [variable]: key, ...env } });
    const says = expect.stringMatching(new RegExp(`unauthenticated[^]*next: {2}${variable} was not sent to ${far}`));
    expect(await importThere({ SLUICE_REGISTRY: '' })).toMatchObject({ code: 3, stderr: says });
    expect(await importThere({ SLUICE_REGISTRY: far })).toMatchObject({ code: 0 });
  });
}

test('whoami says why it is nobody', async () => {
  const finished = await inProject(['whoami'], { SLUICE_TOKEN: key });
  expect(finished).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('anonymous'),
    stderr: expect.stringContaining('SLUICE_TOKEN was not sent'),
  });
});

test('login sends a key from a pipe to no address that only the project names', async () => {
  expect(await inProject(['login'], {}, key)).toMatchObject({ code: 2, stderr: expect.stringContaining(`\`sluice login ${far}\``) });
});

test('a broken configuration is said, and does not count where a flag names the registry', async () => {
  const cwd = await folderWith({ 'sluice.config.json': '{' });
  const env = { SLUICE_REGISTRY: '', SLUICE_TOKEN: key };
  expect(await sluiceHere(['list'], { cwd, env })).toMatchObject({ code: 2, stderr: expect.stringContaining('config_invalid') });
  expect(await sluiceHere(['list', '--registry', guarded.registry], { cwd, env })).toMatchObject({ code: 0 });
});
