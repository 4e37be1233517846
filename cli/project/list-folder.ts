import { readdirSync, type Dirent } from 'node:fs';
import { compareNames } from '../../src/core/text-order.ts';

/** What lies in a folder, by name; nothing where it is not there or nobody may look in, since then nothing of ours is. */
export function listFolder(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => compareNames(a.name, b.name));
  } catch {
    return [];
  }
}
