import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export interface ReplaceOptions {
  /** Who may do what with it. Default 0o666, less what the process takes away. */
  readonly mode?: number;
  /** Whether it is on the disk before it takes its place, so that a power cut leaves the old one or the new one. For what nothing makes again. */
  readonly flush?: true;
}

/** Write a file beside its place and move it there, so that it is never half written, whatever ends the process. Throws as the file system. */
export async function replaceFile(path: string, text: string, options: ReplaceOptions = {}): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, text, { ...options, flag: 'wx' });
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
}

/** Take away what killed processes left beside a file. One that is writing it now fails for that. */
export async function removeLeftovers(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch(() => []); // Where there is no folder, nothing was left.
  for (const name of names) if (name.startsWith(`${basename(path)}.`) && isLeftover(name)) await rm(join(dirname(path), name), { force: true });
}

/** Whether this is what `replaceFile` leaves behind where the process was killed. */
export function isLeftover(name: string): boolean {
  return /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/.test(name);
}
