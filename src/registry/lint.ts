import type { LintRequest, LintResource } from '../core/resources.ts';
import type { Context } from './context.ts';

/** What an editor shows at once. */
const MAX_FINDINGS = 200;

/** What the rules find in a schema that nobody has registered. Throws what reading it throws. */
export async function lintSchema(
  context: Context,
  { schema, format: name, dialect, references = [], formats = 'annotate' }: LintRequest,
): Promise<LintResource> {
  const format = context.format(name);
  const { documents } = await context.schemas.resolve(references, format.name);
  const source = { schema, documents, ...(dialect === undefined ? {} : { dialect }) };
  const { findings, more } = await context.tools().lint({ format: format.name, source, formats, limit: MAX_FINDINGS });
  return { findings, ...(more === 0 ? {} : { more }) };
}
