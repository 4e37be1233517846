import { isJsonObject } from '../core/json/value.ts';
import type { SchemaWarning } from '../core/schema-warning.ts';
import { isLive, newest, type Dialect, type VersionRecord } from '../core/version.ts';
import type { Candidate } from './candidate.ts';
import type { Context } from './context.ts';

/** @internal The code of the warning. */
export const DIALECT_DIFFERS = 'dialect_differs';

/**
 * A document that names no dialect, and gets another one than the newest live version has: Kafka's clients mean draft-07 where this API means
 * draft-2020-12, so one text is two schemas. None where the request says the dialect.
 */
export async function warnOfDialect(
  context: Context,
  { parsed }: Pick<Candidate, 'parsed'>,
  { versions, said }: { readonly versions: readonly VersionRecord[]; readonly said: Dialect | undefined },
): Promise<readonly SchemaWarning[]> {
  const latest = newest(versions.filter(isLive));
  if (said !== undefined || latest === undefined || !isJsonObject(parsed.schema) || parsed.schema['$schema'] !== undefined) return [];
  const { dialect } = (await context.schemas.load(latest)).record;
  if (parsed.dialect === undefined || dialect === undefined || dialect === parsed.dialect) return [];
  const message = `the document has no $schema, so it is read as ${parsed.dialect}, and ${latest.subject}@${latest.version} is ${dialect}; if it means that too, say so in its $schema, or with dialect (on the command line --dialect ${dialect})`;
  return [{ code: DIALECT_DIFFERS, message, pointer: '' }];
}
