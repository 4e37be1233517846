import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts';
import { folderWith, sluice } from '../../cli/process.ts';
import { registration, written } from '../../contract/commits.ts';

const MAIN = fileURLToPath(new URL('../main-as-nobody.mjs', import.meta.url));

interface Shelf {
  readonly file: string;
  /** Where the other user may write. */
  readonly desk: string;
}

/** A store in a folder, both of which may only be read. */
async function shelf(wal?: string): Promise<Shelf> {
  const root = await folderWith();
  await chmod(root, 0o755);
  const [folder, desk] = [join(root, 'shelf'), join(root, 'desk')];
  for (const path of [folder, desk]) await mkdir(path);
  const file = join(folder, 'registry.sqlite');
  const store = await openSqliteStore({ path: file });
  for (const version of [1, 2]) await written(store, registration({ subject: 'a', version, text: `{"title":"${version}"}` }));
  await store.close();
  if (wal !== undefined) await writeFile(`${file}-wal`, wal);
  await chmod(file, 0o444);
  await chmod(folder, 0o555);
  await chmod(desk, 0o777);
  onTestFinished(() => chmod(folder, 0o755));
  return { file, desk };
}

function dumpAsNobody({ file, desk }: Shelf): Promise<{ readonly stdout: string }> {
  const args = [MAIN, 'dump', join(desk, 'there.ndjson'), '--store', `sqlite:${file}`];
  return promisify(execFile)(process.execPath, args, { cwd: desk, env: { ...process.env, TMPDIR: desk, HOME: desk } });
}

test('a file that may only be read, in a folder that may only be read, is dumped as any other; nothing stays beside it', async () => {
  const place = await shelf();
  await dumpAsNobody(place);
  const own = join(place.desk, 'own.ndjson');
  await chmod(place.file, 0o644);
  await chmod(join(place.file, '..'), 0o755);
  expect(await sluice(['dump', own, '--store', `sqlite:${place.file}`])).toMatchObject({ code: 0 });
  expect(await readFile(join(place.desk, 'there.ndjson'), 'utf8')).toBe(await readFile(own, 'utf8'));
  expect((await readdir(place.desk)).toSorted()).toEqual(['own.ndjson', 'there.ndjson']);
});

test('where changes wait beside it, it says so, and what to do', async () => {
  const place = await shelf('some pages');
  const before = await stat(place.file);
  await expect(dumpAsNobody(place)).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/file_unreadable: changes wait in .*registry\.sqlite-wal[^]*sluice backup/),
  });
  expect(await readdir(place.desk)).toEqual([]);
  expect((await stat(place.file)).mtimeMs).toBe(before.mtimeMs);
});
