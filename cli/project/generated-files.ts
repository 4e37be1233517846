import type { GeneratedFile, SchemaInput } from '../../src/codegen/index.ts';
import type { ReferencedDocument } from '../../src/core/schema-document.ts';
import type { OutputConfig } from '../../src/project/config.ts';
import { outputDigest, sha256 } from '../../src/project/digests.ts';
import type { Lock, LockedEvent, LockedVersion } from '../../src/project/lock.ts';
import type { StoredSchema } from '../../src/project/stored-schema.ts';

/** Where the schema of a fingerprint comes from. */
export type LoadSchema = (fingerprint: string) => Promise<StoredSchema>;

/** The files of locked events. Opens no socket: all that it asks for is asked of `load`. Throws what `generate` throws. */
export async function generatedFiles(
  events: Lock['events'],
  { language, formats, brands, adapters }: OutputConfig,
  load: LoadSchema,
): Promise<readonly GeneratedFile[]> {
  const schemas: SchemaInput[] = [];
  for (const [subject, event] of Object.entries(events)) {
    const older = await Promise.all(event.older.map((version) => inputOf(subject, version, load)));
    schemas.push({ ...(await inputOf(subject, event, load)), older, ...useOf(event) });
  }
  if (schemas.length === 0) return [];
  const { generate } = await import('../../src/codegen/index.ts');
  return generate({ schemas, options: { language, formats, brands, adapters } });
}

/** A locked version with all that it refers to, as the generator takes it. */
export async function inputOf(subject: string, { fingerprint, semver }: LockedVersion, load: LoadSchema): Promise<SchemaInput> {
  const { schema, dialect } = await load(fingerprint);
  return { subject, semver, fingerprint, schema, dialect, documents: await documentsOf(fingerprint, load) };
}

/** Neither a handler is asked for what is only produced, nor a producer made of what is only consumed. */
function useOf({ produces, consumes }: LockedEvent): Pick<SchemaInput, 'use'> {
  if (produces !== undefined && consumes !== undefined) return {};
  return { use: produces === undefined ? 'consume' : 'produce' };
}

/** All that a schema refers to, by the names that a `$ref` writes; a name means the same everywhere in it, which registering has checked. */
async function documentsOf(fingerprint: string, load: LoadSchema): Promise<Record<string, ReferencedDocument>> {
  const documents: Record<string, ReferencedDocument> = {};
  const seen = new Set<string>();
  const visit = async ({ references }: StoredSchema): Promise<void> => {
    for (const reference of references) {
      const stored = await load(reference.fingerprint);
      if (!seen.has(reference.fingerprint)) await visit(stored);
      seen.add(reference.fingerprint);
      documents[reference.name] = { schema: stored.schema, dialect: stored.dialect };
    }
  };
  await visit(await load(fingerprint));
  return documents;
}

/** The digest of these files as a lock holds it. */
export function digestOfFiles(events: Lock['events'], files: readonly GeneratedFile[]): string {
  return outputDigest(
    events,
    files.map(({ path, text }) => ({ path, digest: sha256(text) })),
  );
}
