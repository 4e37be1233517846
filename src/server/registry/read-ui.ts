import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { ownPackage } from '../../files/own-package.ts';
import { formatEntityTag } from '../../http/kit/entity-tag.ts';
import type { UiFile, UiFiles } from '../../http/ui/ui-files.ts';

const pack = promisify(gzip);

/**
 * The built web pages, some thirty files and 0.7 MB, read with the first request for one: all at once, so that a release which is
 * installed meanwhile does not mix with them. Packing them takes 50 ms, off the event loop. Undefined: there are none.
 */
export async function readUi(): Promise<UiFiles | undefined> {
  const folder = join(ownPackage()?.folder ?? '', 'dist', 'ui');
  if (!existsSync(join(folder, 'index.html'))) return undefined;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(paths.map(async (path) => [path.slice(folder.length + 1).replaceAll(sep, '/'), await readUiFile(path)] as const)));
}

async function readUiFile(path: string): Promise<UiFile> {
  const bytes = await readFile(path);
  const packed = await pack(bytes, { level: 9 });
  return { bytes, gzip: packed.length < bytes.length ? packed : undefined, etag: formatEntityTag(bytes) };
}
