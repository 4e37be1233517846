import { realpathSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';

/** Whether a path that is written within a folder lies elsewhere, by a symbolic link on its way. What is not there leads nowhere. */
export function leadsOut(folder: string, path: string): boolean {
  try {
    const way = relative(realpathSync(folder), realpathSync(path));
    return isAbsolute(way) || /^\.\.(?:$|[/\\])/.test(way);
  } catch {
    return false;
  }
}
