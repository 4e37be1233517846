import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { sluiceHere } from './in-process.ts';
import { folderWith } from './process.ts';

const ORDER = { type: 'object', properties: { id: { type: 'string' }, total: { type: 'integer' } }, required: ['id'] };

// The repository at `main` has recorded the first commit of the submodule `contracts`, which stands at its second one, and is edited.
let cwd = '';
beforeAll(async () => {
  const [contracts, extra] = await Promise.all([
    folderWith({
      'a.json': ORDER,
      'b.json': ORDER,
      'same.json': ORDER,
      'sluice.config.json': { publishes: [{ files: '*.json', subject: '{name}' }] },
    }),
    folderWith({ 'new.json': ORDER }),
  ]);
  for (const each of [contracts, extra]) commitAll(each, 'init', '--quiet', '-b', 'main');
  cwd = await folderWith({
    'outer/sluice.config.json': { publishes: [{ files: '*.json', subject: 'outer.{name}' }] },
    'user/sluice.config.json': { publishes: [{ files: 'shared/*.json', subject: 'user.{name}' }] },
  });
  git(cwd, 'init', '--quiet', '-b', 'main');
  for (const path of ['contracts', 'user/shared']) git(cwd, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', contracts, path);
  commitAll(cwd);
  for (const path of ['contracts', 'user/shared']) {
    await writeFile(join(cwd, path, 'a.json'), JSON.stringify({ ...ORDER, required: ['id', 'total'] }));
    commitAll(join(cwd, path));
  }
  await writeFile(join(cwd, 'contracts/b.json'), JSON.stringify({ ...ORDER, properties: { id: { type: 'integer' } } }));
  git(cwd, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', extra, 'extra');
});

function git(folder: string, ...args: readonly string[]): void {
  execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@e.example', ...args]);
}

function commitAll(folder: string, ...before: readonly string[]): void {
  if (before.length > 0) git(folder, ...before);
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '--message', 'x');
}

for (const { title, args, code, said } of [
  { title: 'what the submodule committed since', args: ['contracts/a.json'], code: 1, said: 'HEAD:contracts/a.json is refused by contracts/a.json' },
  {
    title: 'what is not committed there',
    args: ['contracts/b.json', '--changed'],
    code: 1,
    said: 'HEAD:contracts/b.json is refused by contracts/b.json',
  },
  { title: 'a file that is as it was', args: ['contracts/same.json', '--changed'], code: 0, said: 'no schema file changed' },
  { title: 'one submodule of two, in a folder', args: ['user/shared/a.json', '--changed'], code: 1, said: 'refused by user/shared/a.json' },
  { title: 'a submodule that the revision does not have', args: ['extra/new.json', '--changed', '--allow-new'], code: 0, said: 'new' },
]) {
  test(`a file in a submodule is compared with the commit that the revision has recorded: ${title}`, async () => {
    const compared = await sluiceHere(['compat', ...args, '--against', 'git:HEAD'], { cwd });
    expect(compared).toMatchObject({ code, stderr: '', stdout: expect.stringContaining(said) as string });
  });
}

test('within the submodule the revision is its own', async () => {
  const here = { cwd: join(cwd, 'contracts') };
  expect(await sluiceHere(['compat', 'a.json', '--against', 'git:HEAD'], here)).toMatchObject({ code: 0, stderr: '' });
  expect(await sluiceHere(['compat', 'b.json', '--against', 'git:HEAD'], here)).toMatchObject({ code: 1, stderr: '' });
});

test('--affected counts what changed in a submodule, for the project there and for the one that publishes its files', async () => {
  const { stdout } = await sluiceHere(['check', '--offline', '--affected', 'main', '--format', 'json'], { cwd });
  const { projects } = JSON.parse(stdout) as { projects: readonly { project: string }[] };
  expect(projects.map(({ project }) => project)).toEqual(['contracts', 'user', 'user/shared']);
});
