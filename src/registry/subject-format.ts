import { RegistryError } from '../core/errors.ts';
import { newest, type VersionRecord } from '../core/version.ts';
import type { Format } from '../formats/format.ts';
import type { Context } from './context.ts';

/** The format of the versions of a subject, which all have one; undefined where there are none. */
export async function formatOf(context: Context, versions: readonly VersionRecord[]): Promise<Format | undefined> {
  const version = newest(versions);
  if (version === undefined) return undefined;
  const { record } = await context.schemas.load(version);
  return context.format(record.format);
}

/** Nothing is comparable across formats. Throws `format_mismatch` where the versions have another one than `format`. */
export async function requireFormat(context: Context, versions: readonly VersionRecord[], format: Format): Promise<void> {
  const known = await formatOf(context, versions);
  if (known === undefined || known.name === format.name) return;
  const subject = JSON.stringify(versions[0]?.subject);
  throw new RegistryError('format_mismatch', `subject ${subject} has versions of format ${known.name}; found one of ${format.name}`, {
    data: { expected: known.name, found: format.name },
  });
}
