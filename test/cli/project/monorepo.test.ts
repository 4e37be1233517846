import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sluiceHere } from '../in-process.ts';
import { folderWith, type Finished } from '../process.ts';
import { COMMIT_ALL, git, makeRepository, word } from '../repository.ts';
import { edit, run, seededRegistry } from './seeded.ts';

const registry = seededRegistry();

describe('in a monorepo', () => {
  let made = '';

  beforeAll(async () => {
    made = await folderWith({
      '.gitignore': 'node_modules\n',
      'packages/a/sluice.config.json': registry.config({ consumes: {} }),
      'packages/b/sluice.config.json': registry.config({ produces: {} }),
      'packages/b/node_modules/c/sluice.config.json': '{ broken',
      'packages/docs/readme.md': 'x',
    });
    git(made, 'init -q -b main');
    await run(made, ['pull']);
    await run(made, ['generate']);
    git(made, ...COMMIT_ALL);
  });

  async function monorepo(): Promise<string> {
    const cwd = await folderWith();
    cpSync(made, cwd, { recursive: true });
    return cwd;
  }

  test('a version that another project makes may be referred to before it is there, whatever the folders are called', async () => {
    const reference = { '../../z-shared/schemas/money.json': 'cross.money@1' };
    const cwd = await folderWith({
      'package.json': '{}',
      'a-orders/sluice.config.json': { publishes: [{ files: 'schemas/*.json', subject: 'cross.{name}', references: reference }] },
      'a-orders/schemas/order.json': { type: 'object', properties: { total: { $ref: '../../z-shared/schemas/money.json' } } },
      'b-mails/sluice.config.json': { publishes: [{ files: 'schemas/*.json', subject: 'cross.{name}' }] },
      'b-mails/schemas/mail.json': { type: 'object' },
      'z-shared/sluice.config.json': { publishes: [{ files: 'schemas/*.json', subject: 'cross.{name}' }] },
      'z-shared/schemas/money.json': { type: 'number' },
    });
    const sluice = async (...args: string[]): Promise<Finished> => run(cwd, [...args, '--registry', registry.server.registry]);
    const checked = await sluice('check', '--format', 'json');
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    const { projects } = JSON.parse(checked.stdout) as { projects: readonly { project: string }[] };
    expect(projects.map(({ project }) => project)).toEqual(['a-orders', 'b-mails', 'z-shared']);
    expect(await sluice('publish', '--dry-run')).toMatchObject({ code: 0, stderr: '' });
    expect(await sluice('publish')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/cross\.money@1[^]*cross\.order@1[^]*3 of 3/) as unknown,
    });
    // The next version of what is shared, and who takes it, in one pull request.
    edit(cwd, 'z-shared/schemas/money.json', () => '{ "type": "integer" }');
    edit(cwd, 'a-orders/sluice.config.json', (text) => text.replace('cross.money@1', 'cross.money@2'));
    expect(await sluice('check')).toMatchObject({ code: 1, stdout: expect.stringContaining('cross.money: refused') as unknown });
    edit(cwd, 'z-shared/schemas/money.json', () => '{ "type": "number", "title": "Money" }');
    expect(await sluice('check')).toMatchObject({ code: 0, stdout: expect.stringMatching(/cross\.order: 1\.0\.1/) as unknown });
    expect(await sluice('publish')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/cross\.money@2[^]*cross\.order@2[^]*3 of 3/) as unknown,
    });
  });

  test('check --affected warns of contracts that nothing publishes any more, and says who names them', async () => {
    const publishes = [{ files: 'schemas/*.json', subject: 'gone.{name}' }];
    const cwd = await folderWith({
      'packages/a/sluice.config.json': { publishes },
      'packages/a/schemas/one.json': { type: 'object' },
      'packages/a/schemas/two.json': { type: 'object' },
      'packages/a/schemas/moved.json': { type: 'object', title: 'moved' },
      'packages/c/sluice.config.json': { publishes: [{ files: '*.schema.json', subject: '{x-subject}' }] },
      'packages/c/three.schema.json': { 'x-subject': 'gone.three' },
      'packages/b/sluice.config.json': {
        consumes: { 'gone.two': '^1' },
        output: { dir: 'src' },
        publishes: [{ files: 'in/*.json', subject: 'gone.{name}' }],
      },
      'packages/b/in/four.json': { type: 'object' },
    });
    makeRepository(cwd);
    expect(JSON.parse((await run(cwd, ['check', '--offline', '--affected', 'main', '--format', 'json'])).stdout)).toMatchObject({ lost: [] });
    rmSync(join(cwd, 'packages/a/schemas/two.json'));
    rmSync(join(cwd, 'packages/c/sluice.config.json'));
    git(cwd, 'mv packages/a/schemas/moved.json packages/b/in/moved.json');
    const { stdout } = await run(cwd, ['check', '--offline', '--affected', 'main', '--format', 'github']);
    const warnings = stdout.split('\n').filter((line) => line.startsWith('::warning'));
    expect(warnings).toEqual([
      expect.stringMatching(
        /^::warning file=packages\/c\/sluice\.config\.json,title=sluice check%3A contract_lost::gone\.three was published from packages\/c\/three\.schema\.json/,
      ) as unknown,
      expect.stringMatching(
        /^::warning file=packages\/a\/sluice\.config\.json,line=2,col=\d+,title=sluice check%3A contract_lost::gone\.two was .*; packages\/b\/sluice\.config\.json names it/,
      ) as unknown,
    ]);
    expect((await run(cwd, ['check', '--offline', '--affected', 'main'])).stdout).toContain(
      'no longer published\n  warning contract_lost: packages/c/sluice.config.json: ',
    );
  });

  test('a contract that two rules published is lost once', async () => {
    const publishes = ['a.json', '*.json'].map((files) => ({ files: `schemas/${files}`, subject: 'twice.{name}' }));
    const cwd = await folderWith({ 'a/sluice.config.json': { publishes }, 'a/schemas/a.json': { type: 'object' } });
    makeRepository(cwd);
    rmSync(join(cwd, 'a/schemas/a.json'));
    writeFileSync(join(cwd, 'a/sluice.config.json'), '{}');
    const { stdout } = await run(cwd, ['check', '--offline', '--affected', 'main', '--format', 'json']);
    expect((JSON.parse(stdout) as { lost: readonly object[] }).lost).toMatchObject([{ subject: 'twice.a' }]);
    expect((JSON.parse(stdout) as { lost: readonly object[] }).lost).toHaveLength(1);
  });

  test('a contract that is lost since its file was renamed says what the file is called now', async () => {
    const publishes = [{ files: 'schemas/*.json', subject: 'renamed.{name}' }];
    const cwd = await folderWith({ 'a/sluice.config.json': { publishes }, 'a/schemas/user.json': { type: 'object', title: 'A user of the shop' } });
    makeRepository(cwd);
    git(cwd, 'mv a/schemas/user.json a/schemas/person.json');
    const said =
      'renamed.user was published from a/schemas/user.json, and nothing publishes it now: name it in "publishes" for a/schemas/person.json';
    for (const folder of [cwd, join(cwd, 'a')]) {
      const { stdout } = await run(folder, ['check', '--offline', '--affected', 'main']);
      expect(stdout).toContain(folder === cwd ? said : said.replaceAll('a/schemas', 'schemas'));
    }
  });

  test('commands at the root do every package, below it only the one', async () => {
    const cwd = await monorepo();
    expect((await run(cwd, ['generate'])).stdout).toBe('packages/a/src/events: 4 files, up to date\npackages/b/src/events: 8 files, up to date\n');
    expect((await run(join(cwd, 'packages/a'), ['generate'])).stdout).toBe('src/events: 4 files, up to date\n');
    expect((await run(join(cwd, 'packages/b/src'), ['pull'])).stdout).toBe('../sluice.lock: 2 events, up to date\n');
    expect((await run(cwd, ['check', '--config', 'packages/a/sluice.config.json'])).stdout).not.toContain('packages/b');
  });

  test('check of several projects ends with the total, and of one with its own', async () => {
    const cwd = await monorepo();
    expect((await run(cwd, ['check', '--offline'])).stdout).toMatch(/passed\n2 projects, 0 errors\n$/);
    expect((await run(join(cwd, 'packages/a'), ['check', '--offline'])).stdout).toMatch(/passed\n$/);
    edit(cwd, 'packages/a/src/events/index.ts', (text) => `${text}\n`);
    expect((await run(cwd, ['check', '--offline'])).stdout).toMatch(/passed\n2 projects, 1 error\n$/);
  });

  for (const { title, change, affected } of [
    { title: 'nothing', change: () => {}, affected: [] },
    { title: 'another file', change: (cwd: string) => writeFileSync(join(cwd, 'packages/docs/readme.md'), 'y'), affected: [] },
    {
      title: 'a configuration',
      change: (cwd: string) => edit(cwd, 'packages/b/sluice.config.json', (text) => `${text}\n`),
      affected: ['packages/b'],
    },
    {
      title: 'a generated file',
      change: (cwd: string) => edit(cwd, 'packages/a/src/events/index.ts', (text) => `${text}\n`),
      affected: ['packages/a'],
    },
    {
      title: 'a new file in the store',
      change: (cwd: string) => writeFileSync(join(cwd, 'packages/a/.sluice/store/x.json'), '{}'),
      affected: ['packages/a'],
    },
  ]) {
    test(`--affected after a change of ${title}: ${affected.join(', ') || 'none'}`, async () => {
      const cwd = await monorepo();
      change(cwd);
      const { projects } = JSON.parse((await run(cwd, ['check', '--offline', '--affected', 'main', '--format', 'json'])).stdout) as {
        projects: { project: string }[];
      };
      expect(projects.map(({ project }) => project)).toEqual(affected);
    });
  }

  test('--affected counts a generated file however its folder is written', async () => {
    const cwd = await folderWith({ 'p/sluice.config.json': { output: { dir: './/src//events/' } }, 'p/src/events/index.ts': 'a' });
    makeRepository(cwd);
    writeFileSync(join(cwd, 'p/src/events/index.ts'), 'b');
    const { stdout } = await run(cwd, ['check', '--offline', '--affected', 'main', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ projects: [{ project: 'p' }] });
  });

  for (const { command, nothing, only } of [
    { command: 'pull', nothing: 'no project is affected\n', only: 'packages/b/sluice.lock: 2 events, up to date\n' },
    { command: 'update', nothing: 'no project is affected\n', only: 'packages/b/sluice.lock: 2 events, up to date\n' },
    { command: 'generate', nothing: 'nothing to generate\n', only: 'packages/b/src/events: 8 files, up to date\n' },
  ]) {
    test(`${command} --affected works on those alone`, async () => {
      const cwd = await monorepo();
      expect((await run(cwd, [command, '--affected', 'main'])).stdout).toBe(nothing);
      edit(cwd, 'packages/b/sluice.config.json', (text) => `${text}\n`);
      expect((await run(cwd, [command, '--affected', 'main'])).stdout).toBe(only);
    });
  }

  for (const { title, change } of [
    { title: 'changed', change: (path: string) => writeFileSync(path, '{ "type": "string" }') },
    { title: 'removed', change: (path: string) => rmSync(path) },
  ]) {
    test(`--affected counts a file that a published schema refers to: ${title}`, async () => {
      const publishes = [{ files: 'schemas/*.json', subject: 'affected.{name}' }];
      const order = { $ref: 'parts/money.json' };
      const money = { $ref: 'deeper/integer.json' };
      const cwd = await folderWith({
        'p/sluice.config.json': { publishes },
        'p/schemas/order.json': order,
        'p/schemas/parts/money.json': money,
        'p/schemas/parts/deeper/integer.json': { type: 'integer' },
      });
      makeRepository(cwd);
      change(join(cwd, 'p/schemas/parts/deeper/integer.json'));
      const { stdout } = await run(cwd, ['check', '--offline', '--affected', 'main', '--format', 'json']);
      expect(JSON.parse(stdout)).toMatchObject({ projects: [{ project: 'p' }] });
    });
  }

  test('what several projects are warned of alike is told once, with the place of each; errors and JSON stay as they are', async () => {
    const env = { SLUICE_REGISTRY: registry.server.registry };
    const dated = { type: 'object', properties: { day: { type: 'string', format: 'date' } } };
    const project = (name: string): Record<string, unknown> => ({
      [`${name}/sluice.config.json`]: {
        ...{ publishes: [{ files: 'b.json', subject: `warned.${name}` }], consumes: { 'warned.of': '^1' }, policy: { failOn: 'breaking' } },
        output: { dir: 'gen', formats: 'assert' },
      },
      [`${name}/b.json`]: { type: 'object', requird: [] },
    });
    const cwd = await folderWith({ 'package.json': {}, 'of.json': dated, ...project('a'), ...project('b') });
    const sluice = (...args: string[]): Promise<Finished> => sluiceHere(args, { cwd, env });
    await sluice('register', 'of.json', '--subject', 'warned.of');
    await sluice('deprecate', 'warned.of@1', '--reason', 'old');
    expect((await sluice('pull')).stderr).toBe('warning a/sluice.lock and b/sluice.lock: warned.of 1.0.0 is deprecated: old\n');
    const { stdout } = await sluice('check');
    expect(stdout.match(/^ {2}warning \w+: [^ ]+(?: and [^ ]+)?: /gm)?.toSorted()).toEqual([
      '  warning deprecated: a/sluice.lock and b/sluice.lock: ',
      expect.stringMatching(/^ {2}warning formats_differ: a\/sluice\.config\.json:\d+:\d+ and b\/sluice\.config\.json:\d+:\d+: $/),
      expect.stringMatching(/^ {2}warning unknown_keyword: a\/b\.json:\d+:\d+ and b\/b\.json:\d+:\d+: $/),
    ]);
    expect(stdout.match(/error output_differs/g)).toHaveLength(2);
    const { projects } = JSON.parse((await sluice('check', '--format', 'json')).stdout) as {
      projects: readonly { findings: readonly { code: string }[] }[];
    };
    for (const { findings } of projects) {
      expect(findings.map(({ code }) => code).toSorted()).toEqual(['deprecated', 'formats_differ', 'output_differs', 'unknown_keyword']);
    }
    const published = await sluice('publish');
    expect(published.stdout.match(/warning unknown_keyword: a\/b\.json:\d+:\d+ and b\/b\.json:\d+:\d+: /g)).toHaveLength(1);
    expect(published.stdout.match(/unknown_keyword/g)).toHaveLength(1);
  });

  test('--affected in a clone of depth 1 compares with the revision itself', async () => {
    const cwd = await monorepo();
    edit(cwd, 'packages/b/sluice.config.json', (text) => `${text}\n`);
    git(cwd, ...COMMIT_ALL);
    const clone = await folderWith();
    const before = git(cwd, 'rev-parse main~1').trim();
    git(clone, `clone -q --depth 1 ${word(`file://${cwd}`)} .`, `fetch -q --depth 1 origin ${before}`);
    const { stdout } = await run(clone, ['check', '--offline', '--affected', before, '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ projects: [{ project: 'packages/b' }] });
  });

  test('--affected names a revision that git knows', async () => {
    const cwd = await monorepo();
    expect(await run(cwd, ['check', '--affected', 'nowhere'])).toMatchObject({ code: 2, stderr: expect.stringContaining('file_unreadable') });
    expect(await run(cwd, ['check', '--affected', '--all'])).toMatchObject({ code: 2 });
  });
});
