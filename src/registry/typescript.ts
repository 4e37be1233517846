import type { GeneratedFilesResource } from '../core/resources.ts';
import type { Context } from './context.ts';
import { effectiveCompatibility } from './effective-compatibility.ts';
import { findSubject, findVersion } from './find-version.ts';
import type { TypescriptContent } from './schema-tools.ts';

/** The TypeScript of a version, as the generator writes it under the format mode in force. Throws `version_not_found`, and what the tools throw. */
export async function readTypescript(
  context: Context,
  subject: string,
  selector: number | 'latest',
  { content = 'types' }: { readonly content?: TypescriptContent } = {},
): Promise<GeneratedFilesResource> {
  return context.cache.read(`typescript ${content} ${selector} ${subject}`, async () => {
    const history = await findSubject(context, subject);
    const { version, semver, fingerprint, schemaId, references } = findVersion(history, selector);
    const { record, document } = await context.schemas.load({ schemaId, references });
    const { formats } = effectiveCompatibility(await context.store.readConfigs(), subject, history.subject.face);
    const { format } = record;
    const request = { format, document, subject, version, semver, fingerprint, schemaId, formats, content };
    const files = await context.tools().typescript(request);
    return { value: { files }, characters: JSON.stringify(files).length };
  });
}
