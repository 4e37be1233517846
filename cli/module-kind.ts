import { dirname, join, resolve } from 'node:path';
import { readRegularSync } from '../src/files/read-file.ts';
import type { FolderChanges } from './generated-folder.ts';
import { labelOf } from './project/find-projects.ts';

/**
 * What to say where generated JavaScript, which is ES modules, is new in a folder whose files Node takes for CommonJS. Undefined where it
 * does not, as without a `type`: then Node looks at the file. Reads the `package.json` next above.
 */
export function moduleMismatch(cwd: string, dir: string, { created }: FolderChanges): string | undefined {
  if (!created.some((path) => path.endsWith('.js'))) return undefined;
  const manifest = commonJsAbove(resolve(cwd, dir));
  if (manifest === undefined) return undefined;
  return `${dir} has ES modules, and ${labelOf(cwd, manifest)} says "type": "commonjs", so Node refuses them; say "type": "module" there, or put a package.json with { "type": "module" } into ${dir}`;
}

function commonJsAbove(folder: string): string | undefined {
  const path = join(folder, 'package.json');
  const type = typeIn(path);
  if (type !== undefined) return type === 'commonjs' ? path : undefined;
  return dirname(folder) === folder ? undefined : commonJsAbove(dirname(folder));
}

/** Undefined where there is no such file; '' where it says none. */
function typeIn(path: string): string | undefined {
  try {
    const manifest = JSON.parse(readRegularSync(path).toString()) as { readonly type?: unknown } | null;
    return typeof manifest?.type === 'string' ? manifest.type : '';
  } catch {
    return undefined;
  }
}
