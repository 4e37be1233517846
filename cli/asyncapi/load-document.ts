import { checkShape, majorOf } from '../../src/asyncapi/check-shape.ts';
import { refuseExplosion } from '../../src/asyncapi/expansion.ts';
import type { AsyncApiModel } from '../../src/asyncapi/model.ts';
import { readModel, type ReadOptions } from '../../src/asyncapi/read-model.ts';
import { createResolver, type Resolver } from '../../src/asyncapi/references.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { Io } from '../io.ts';
import { placed, type PlacedFinding } from './check-document.ts';
import { atPlace, readAsyncApi, type DocumentSource, type ReadDocumentOptions } from './read-document.ts';

/** A document that has the form of its version. */
export interface LoadedDocument {
  readonly source: DocumentSource;
  readonly resolver: Resolver;
  readonly model: AsyncApiModel;
}

/**
 * Read a document that is expected to be fine, with the same bounds as an import. Throws `asyncapi_invalid` with the first thing that is
 * wrong with its form, at its place, and the others as `findings`; and what `readAsyncApi` throws.
 */
export async function loadDocument(io: Io, file: string, options: ReadDocumentOptions & ReadOptions = {}): Promise<LoadedDocument> {
  const source = await readAsyncApi(io, file, options);
  const resolver = createResolver(source.document);
  return atPlace(source, () => {
    refuseExplosion(resolver);
    const major = majorOf(source.document);
    const findings = typeof major === 'number' ? checkShape(resolver, major) : [major];
    if (typeof major !== 'number' || findings.length > 0)
      throw invalid(
        source,
        findings.map((finding) => placed(source, finding)),
      );
    return { source, resolver, model: readModel(resolver, major, options) };
  });
}

/** @internal What is wrong with a document as an error. */
export function invalid(source: DocumentSource, findings: readonly PlacedFinding[]): RegistryError {
  const [first] = findings;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  const data = { file: source.file, ...first?.place, findings };
  return new RegistryError('asyncapi_invalid', `${first?.message ?? 'it has not the form of a document'}${more}`, { data });
}
