import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { UiFile, UiFiles } from '../http/ui/ui-files.ts';

/** Beside this file's own folder in a built package; below `dist` where the sources themselves run. */
const FOLDERS = [join(import.meta.dirname, '..', '..', 'ui'), join(import.meta.dirname, '..', '..', 'dist', 'ui')];

/** The built web pages, some 100 files and half a megabyte, read with the first request for one. Undefined: there are none. */
export function readUi(): UiFiles | undefined {
  const folder = FOLDERS.find((path) => existsSync(join(path, 'index.html')));
  if (folder === undefined) return undefined;
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    paths.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1).replaceAll(sep, '/'), toFile(readFileSync(path))] as const;
    }),
  );
}

function toFile(bytes: Buffer): UiFile {
  const gzip = gzipSync(bytes, { level: 9 });
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  return { bytes, gzip: gzip.length < bytes.length ? gzip : undefined, etag };
}
