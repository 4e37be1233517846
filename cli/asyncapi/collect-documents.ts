import type { ReferencedDocument } from '../../src/core/schema-document.ts';

interface Referring<Reference> extends ReferencedDocument {
  readonly references: readonly Reference[];
}

/** Everything that references lead to, also from afar, by the names that schemas write. What `targetOf` does not know is left out. */
export function collectDocuments<Reference extends { readonly name: string }>(
  references: readonly Reference[],
  targetOf: (reference: Reference) => Referring<Reference> | undefined,
): Record<string, ReferencedDocument> {
  const documents: Record<string, ReferencedDocument> = {};
  const pending = [...references];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const target = Object.hasOwn(documents, next.name) ? undefined : targetOf(next);
    if (target === undefined) continue;
    const { schema, dialect } = target;
    documents[next.name] = { schema, dialect };
    pending.push(...target.references);
  }
  return documents;
}
