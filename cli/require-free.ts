import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RegistryError } from '../src/core/errors.ts';
import type { Io } from './io.ts';

/** Throws `usage_invalid` where a file is there already that is to be written, unless --force says so. */
export async function requireFree({ cwd }: Pick<Io, 'cwd'>, file: string, { force }: { readonly force?: true }): Promise<void> {
  if (force === true || (await stat(resolve(cwd, file)).catch(() => undefined)) === undefined) return;
  throw new RegistryError('usage_invalid', `${file} exists; name another file, or say --force to replace it`);
}
