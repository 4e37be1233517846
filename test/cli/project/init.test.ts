import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../process.ts';
import { run, seededRegistry } from './seeded.ts';

const registry = seededRegistry();

describe('init', () => {
  test('schemas that share a folder of others are published as they are, each shared one before who refers to it', async () => {
    const money = { $schema: 'http://json-schema.org/draft-07/schema#', type: 'integer' };
    const order = { ...money, type: 'object', properties: { total: { $ref: '../../shared/money.json' }, tax: { $ref: '../../shared/money.json#' } } };
    const cwd = await folderWith({ 'contracts/events/order/placed.json': order, 'contracts/shared/money.json': money });
    const init = ['init', '--yes', '--registry', registry.server.registry, '--subject', 'init.{dir}.{name}'];
    expect(await run(cwd, init)).toMatchObject({ code: 0, stderr: '' });
    const { publishes } = JSON.parse(readFileSync(join(cwd, 'sluice.config.json'), 'utf8')) as { publishes: readonly object[] };
    expect(publishes).toEqual([
      { files: 'contracts/events/order/*.json', subject: 'init.{dir}.{name}', references: { '../../shared/money.json': 'init.shared.money@1' } },
      { files: 'contracts/shared/*.json', subject: 'init.{dir}.{name}' },
    ]);
    expect(await run(cwd, ['check'])).toMatchObject({ code: 0, stderr: '' });
    expect(await run(cwd, ['publish'])).toMatchObject({ code: 0, stdout: expect.stringContaining('2 of 2 published') as string });
    expect(await run(cwd, ['lint', '--rule', 'missing_description=off'])).toMatchObject({ code: 0 });
  });

  test('at the root of a monorepo, what a project below publishes is left to it', async () => {
    const schema = { type: 'object', properties: {} };
    const cwd = await folderWith({
      'pnpm-workspace.yaml': 'packages: [packages/*]\n',
      'contracts/a.json': schema,
      'packages/b/sluice.config.json': { publishes: [{ files: 'contracts/*.json', subject: '{name}' }] },
      'packages/b/contracts/b.json': schema,
      'packages/c/contracts/c.json': schema,
    });
    expect(await run(cwd, ['init', '--yes'])).toMatchObject({ code: 0, stdout: expect.stringContaining('pnpm (pnpm-workspace.yaml)') as string });
    const { publishes } = JSON.parse(readFileSync(join(cwd, 'sluice.config.json'), 'utf8')) as { publishes: readonly { files: string }[] };
    expect(publishes.map(({ files }) => files)).toEqual(['contracts/*.json', 'packages/c/contracts/*.json']);
  });

  test('finds what there is, asks nobody without a terminal, and writes one file', async () => {
    const cwd = await folderWith({
      'package.json': { packageManager: 'pnpm@9.0.0' },
      'tsconfig.json': {},
      'src/main.ts': '',
      'docs/lights.yaml': "asyncapi: '3.0.0'\n",
      'contracts/a.json': { $schema: 'https://json-schema.org/draft/2020-12/schema', 'x-subject': 'com.a' },
      'other/b.json': { type: 'object', properties: {} },
      'other/data.json': { type: 'x' },
    });
    const { code, stdout, stderr } = await run(cwd, ['init', '--registry', registry.server.registry]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const said of [
      'pnpm (package.json)',
      'TypeScript (tsconfig.json)',
      'contracts: 1 file',
      '`pnpm sluice import asyncapi docs/lights.yaml` registers its messages',
      '"asyncapi" in the configuration',
      '2. pnpm sluice publish',
      '3. pnpm sluice pull',
    ])
      expect(stdout).toContain(said);
    expect(JSON.parse(readFileSync(join(cwd, 'sluice.config.json'), 'utf8'))).toEqual({
      $schema: './node_modules/sluice/schemas/config/project.schema.json',
      registry: registry.server.registry,
      publishes: [
        { files: 'contracts/*.json', subject: '{x-subject}' },
        { files: 'other/b.json', subject: '{name}' },
      ],
      produces: {},
      consumes: {},
      output: { dir: 'src/events', language: 'ts' },
    });
  });

  const WORKSPACE = { 'package.json': { workspaces: ['packages/*'] }, 'package-lock.json': {}, 'packages/shop/package.json': {} };
  const INSTALLED = 'node_modules/sluice/schemas/config/project.schema.json';
  const PLACES: readonly (readonly [title: string, at: string, installed: string | undefined, path: string])[] = [
    ['at the root of a workspace', '.', INSTALLED, `./${INSTALLED}`],
    ['in a package, where the root has it for all', 'packages/shop', INSTALLED, `../../${INSTALLED}`],
    ['in a package that has its own', 'packages/shop', `packages/shop/${INSTALLED}`, `./${INSTALLED}`],
    ['at the root, where only a package has it', '.', `packages/shop/${INSTALLED}`, `./${INSTALLED}`],
    ['in a package, where nobody has it', 'packages/shop', undefined, `./${INSTALLED}`],
  ];
  for (const [title, at, installed, path] of PLACES) {
    test(`the $schema leads to where sluice is installed: ${title}`, async () => {
      const root = await folderWith({ ...WORKSPACE, ...(installed === undefined ? {} : { [installed]: {} }) });
      const cwd = join(root, at);
      const { code, stdout } = await run(cwd, ['init', '--yes']);
      expect(code).toBe(0);
      const { $schema } = JSON.parse(readFileSync(join(cwd, 'sluice.config.json'), 'utf8')) as { $schema: string };
      expect($schema).toBe(path);
      const isThere = existsSync(join(cwd, $schema));
      expect(isThere).toBe(installed !== undefined && join(root, installed) === join(cwd, $schema));
      expect(stdout.includes('editor           the $schema of the configuration leads to nothing yet')).toBe(!isThere);
      if (!isThere) return;
      const doctor = await run(cwd, ['doctor', '--format', 'json']);
      expect(doctor.stdout).toContain('sluice.config.json has a $schema');
    });
  }

  test('doctor says where the $schema of a package of a workspace should lead', async () => {
    const packaged = { 'packages/shop/sluice.config.json': { $schema: `./${INSTALLED}` } };
    const root = await folderWith({ ...WORKSPACE, ...packaged, [INSTALLED]: {} });
    const { stdout } = await run(join(root, 'packages/shop'), ['doctor', '--format', 'json']);
    const { checks } = JSON.parse(stdout) as { checks: readonly { check: string }[] };
    expect(checks.find(({ check }) => check === 'editor')).toMatchObject({ status: 'warn', remedy: `write "../../${INSTALLED}"` });
  });

  const SRC = { 'src/main.ts': '' };
  const CONFIGS: readonly (readonly [title: string, tsconfig: string, files: object, dir: string])[] = [
    ['nothing', '{}', SRC, 'src/events'],
    ['nothing that can be read', '{ not', SRC, 'src/events'],
    ['a root that has src', '{ "compilerOptions": { "rootDir": "." } }', SRC, 'src/events'],
    ['another root', '{ "compilerOptions": { "rootDir": "./lib" } }', SRC, 'lib/events'],
    ['another root, with a comment and a comma', '{ // "rootDir": "x"\n "compilerOptions": { "rootDir": "app/", /* " */ }, }', {}, 'app/events'],
    ['a root, without src', '{ "compilerOptions": { "rootDir": "src" } }', {}, 'src/events'],
    ['what is included, a folder', '{ "include": ["lib"] }', SRC, 'lib/events'],
    ['what is included, a glob', '{ "include": ["test/*.ts", "packages/app/**/*.ts"] }', SRC, 'packages/app/events'],
    ['everything', '{ "include": ["**/*"] }', SRC, 'src/events'],
    ['src among others', '{ "include": ["test", "./src"] }', SRC, 'src/events'],
    ['a root in what is included', '{ "compilerOptions": { "rootDir": "app/src" }, "include": ["app/**/*"] }', {}, 'app/src/events'],
    [
      'a root in what it extends',
      '{ "extends": "./conf/base" }',
      { ...SRC, 'conf/base.json': '{ "compilerOptions": { "rootDir": "../lib" } }' },
      'lib/events',
    ],
    [
      'a root over what it extends',
      '{ "extends": "./base.json", "compilerOptions": { "rootDir": "app" } }',
      { 'base.json': '{ "compilerOptions": { "rootDir": "lib" } }' },
      'app/events',
    ],
    [
      'several that it extends',
      '{ "extends": ["./a.json", "./b.json", "some-package"] }',
      { ...SRC, 'a.json': '{ "include": ["a"] }', 'b.json': '{ "include": ["b"] }' },
      'b/events',
    ],
    [
      'what is extended of the one that extends it',
      '{ "extends": "./conf/base.json" }',
      { ...SRC, 'conf/base.json': '{ "include": ["${configDir}/lib"] }' },
      'lib/events',
    ],
    ['that it extends itself', '{ "extends": "./tsconfig.json", "include": ["lib"] }', SRC, 'lib/events'],
    ['single files', '{ "include": ["main.ts"] }', {}, 'events'],
  ];
  for (const [title, tsconfig, files, dir] of CONFIGS) {
    test(`proposes a folder that is compiled: tsconfig.json says ${title}, so ${dir}`, async () => {
      const cwd = await folderWith({ 'package.json': {}, 'tsconfig.json': tsconfig, ...files });
      await run(cwd, ['init', '--yes']);
      expect(JSON.parse(readFileSync(join(cwd, 'sluice.config.json'), 'utf8'))).toMatchObject({ output: { dir } });
    });
  }

  for (const [member, tsconfig] of [
    ['rootDir', { compilerOptions: { rootDir: 'src' } }],
    ['include', { include: ['src'] }],
  ] as const) {
    test(`says where the ${member} leaves out the folder that was asked for, and takes it`, async () => {
      const files = { 'package.json': {}, 'tsconfig.json': tsconfig };
      const told = await run(await folderWith(files), ['init', '--yes', '--dir', 'gen']);
      expect(told).toMatchObject({
        code: 0,
        stdout: expect.stringContaining(`generated files  gen: the "${member}" of tsconfig.json leaves it out`),
      });
      const json = await run(await folderWith(files), ['init', '--yes', '--dir', 'gen', '--format', 'json']);
      expect(JSON.parse(json.stdout)).toMatchObject({ output: { dir: 'gen', leftOutBy: member } });
      const fine = await run(await folderWith(files), ['init', '--yes', '--dir', 'src/gen']);
      expect(fine.stdout).toContain('generated files  src/gen\n');
    });
  }

  test('takes every answer as a flag', async () => {
    const cwd = await folderWith({ 's/a.json': { type: 'object', properties: {} } });
    expect(await run(cwd, ['init', '--yes', '--dir', 'gen', '--language', 'js', '--subject', 'com.{name}', '--format', 'json'])).toMatchObject({
      code: 0,
    });
    const written = JSON.parse(readFileSync(join(cwd, 'sluice.config.json'), 'utf8')) as object;
    expect(written).toMatchObject({
      registry: 'http://127.0.0.1:8081',
      publishes: [{ subject: 'com.{name}' }],
      output: { dir: 'gen', language: 'js' },
    });
  });

  test('names the schemas where other JSON lies beside them', async () => {
    const schema = { type: 'object', properties: {} };
    const cwd = await folderWith({ 'package.json': {}, 'a.json': schema, 'b.schema.json': schema });
    await run(cwd, ['init']);
    expect(JSON.parse(readFileSync(join(cwd, 'sluice.config.json'), 'utf8'))).toMatchObject({ publishes: [{ files: '{a,b.schema}.json' }] });
  });

  test('overwrites nothing, and writes nothing that would be refused', async () => {
    const cwd = await folderWith({ 'sluice.config.json': 'mine' });
    expect(await run(cwd, ['init'])).toMatchObject({ code: 2, stderr: expect.stringContaining('overwrites nothing') });
    expect(readFileSync(join(cwd, 'sluice.config.json'), 'utf8')).toBe('mine');
    const empty = await folderWith();
    for (const args of [
      ['--registry', 'nowhere'],
      ['--dir', '../x'],
      ['--language', 'rust'],
    ])
      expect(await run(empty, ['init', ...args])).toMatchObject({ code: 2 });
    expect(readdirSync(empty)).toEqual([]);
  });
});
