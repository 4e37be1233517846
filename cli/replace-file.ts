import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';

export interface ReplaceOptions {
  /** Who may do what with it. Default 0o666, less what the process takes away. */
  readonly mode?: number;
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

/** Whether this is what `replaceFile` leaves behind where the process was killed. */
export function isLeftover(name: string): boolean {
  return /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/.test(name);
}
