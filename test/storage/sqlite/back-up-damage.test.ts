import { copyFile, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RegistryError } from '../../../src/core/errors.ts';
import { backUpSqlite } from '../../../src/storage/sqlite/back-up.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts';
import { folderWith } from '../../cli/process.ts';

const PAGE_BYTES = 4_096;

test('whichever page is lost, a backup names the store that it read, not the file that it made, and leaves nothing', async () => {
  const folder = await folderWith();
  const [whole, source] = [join(folder, 'whole.sqlite'), join(folder, 'source.sqlite')];
  await (await openSqliteStore({ path: whole })).close();
  const pages = (await stat(whole)).size / PAGE_BYTES;
  const codes = new Set<string>();
  for (let page = 1; page < pages; page += 1) {
    await copyFile(whole, source);
    const file = await open(source, 'r+');
    await file.write(Buffer.alloc(PAGE_BYTES, 0xff), 0, PAGE_BYTES, page * PAGE_BYTES);
    await file.close();
    const failure = await backUpSqlite({ source, target: join(folder, 'copy.sqlite') }).catch((thrown: unknown) => thrown as RegistryError);
    expect(failure).toBeInstanceOf(RegistryError);
    const { code, message } = failure as RegistryError;
    codes.add(code);
    expect(message).toContain(`the store ${source} is`);
    expect(message).not.toContain('.tmp');
  }
  expect(codes).toEqual(new Set(['store_damaged', 'store_unavailable']));
  expect(await readdir(folder)).not.toContain('copy.sqlite');
});
