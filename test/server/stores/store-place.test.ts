import { execFile } from 'node:child_process';
import { chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src/server/stores/open-store.ts';
import { lookAtPlace } from '../../../src/server/stores/store-place.ts';
import { folderWith, serve, sluice } from '../../cli/process.ts';

const AS_NOBODY = fileURLToPath(new URL('../as-nobody.mjs', import.meta.url));

test('who may not read the folder is told so, by doctor, backup and whoever opens it; stored keys there are done without', async () => {
  const folder = await folderWith();
  await chmod(folder, 0o755);
  const closed = join(folder, 'closed');
  await mkdir(closed);
  await writeFile(join(closed, 'registry.sqlite'), '');
  // Root is let in everywhere, so the looks are somebody else's then; everybody else shuts themselves out.
  await chmod(closed, process.getuid?.() === 0 ? 0o700 : 0o000);
  onTestFinished(() => chmod(closed, 0o700));
  const { stdout } = await promisify(execFile)(process.execPath, [AS_NOBODY, join(closed, 'registry.sqlite')]);
  const said = expect.stringMatching(new RegExp(`^permission denied for .*: ${closed} \\(mode .*, of uid \\d+\\)`));
  expect(JSON.parse(stdout)).toEqual({
    doctor: [{ check: 'store', status: 'fail', message: said, remedy: expect.stringContaining('as the user of the registry') }],
    backUp: { code: 'file_unreadable', message: said },
    open: { code: 'file_unreadable', message: said },
    key: 'none',
    warning: expect.stringMatching(/^warning: permission denied for .* XDG_CONFIG_HOME.*; going on without a key\n$/),
  });
});

const PLACES = [
  { path: 'file', kind: 'file' },
  { path: '.', kind: 'folder' },
  { path: 'absent', kind: 'absent' },
  { path: 'no/where', kind: 'no_folder' },
  { path: 'file/below', kind: 'no_folder' },
];

for (const { path, kind } of PLACES) {
  test(`lookAtPlace() finds ${kind} at ${path}`, async () => {
    await expect(lookAtPlace(join(await folderWith({ file: '' }), path), 'write')).resolves.toMatchObject({ kind });
  });
}

for (const { path, said } of [
  { path: 'no/where.sqlite', said: /there is no folder .*no; make the folder, or name .* --store/ },
  { path: '.', said: /is a folder, and a store is a file; name the file with --store/ },
]) {
  test(`serve --store sqlite:${path} is exit code 2, says what to do, and makes nothing`, async () => {
    const cwd = await folderWith();
    const { code, stderr } = await sluice(['serve', '--port', '0', '--store', `sqlite:${path}`], { cwd });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(said) });
    await expect(stat(join(cwd, 'no'))).rejects.toThrow('ENOENT');
  });
}

test('a store that is made anew is said in the log, louder where somebody named it; one that is there is not', async () => {
  const cwd = await folderWith();
  for (const [args, said] of [
    [['--store', 'sqlite:named.sqlite'], ['warn']],
    [['--store', 'sqlite:named.sqlite'], []],
    [[], ['info']],
  ] as const) {
    const { stderr } = await (await serve(['serve', '--port', '0', ...args], { cwd })).stop();
    const lines = stderr.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as { readonly level: string; readonly msg: string }]));
    expect(lines.filter(({ msg }) => msg.startsWith('made a new, empty store at')).map(({ level }) => level)).toEqual(said);
  }
});

test('a file that is no database is told in plain words', async () => {
  const folder = await folderWith({ 'notes.txt': 'no database' });
  await expect(openStore({ kind: 'sqlite', path: join(folder, 'notes.txt') }, folder)).rejects.toMatchObject({
    code: 'store_unavailable',
    message: expect.stringMatching(/notes\.txt is not a database: choose another path with --store/),
  });
});
