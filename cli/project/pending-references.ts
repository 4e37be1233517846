import type { Client } from '../../src/client/client.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { ReferencedDocument } from '../../src/core/schema-document.ts';
import type { Reference } from '../../src/core/version.ts';
import type { SourceFile } from '../io.ts';
import { withNeighbours } from '../neighbours.ts';
import { asOneDocument, type Referring } from '../referenced-documents.ts';
import type { PublishItem } from './publish-plan.ts';

/** What a registry is asked about a file. */
export interface Asked {
  readonly file: SourceFile;
  readonly schema: JsonValue;
  readonly references: readonly Reference[];
  /** The files of the versions to come, of which the plan says itself what there is to say. */
  readonly others: ReadonlySet<string>;
}

/**
 * The question about a file some of whose references are versions that come with the same plan, which no registry has yet: they are
 * part of the document that is asked about. Undefined where there are none. `planned`: what comes before it.
 */
export async function askWithPending(
  client: Client,
  { file, documents, references }: Referring,
  planned: readonly PublishItem[],
): Promise<Asked | undefined> {
  const pending = references.filter((reference) => pendingItem(reference, planned) !== undefined);
  if (pending.length === 0) return undefined;
  const made = await documentsOf(client, pending, planned);
  const all = { ...documents, ...made };
  const others = new Set(Object.values(made).flatMap((document) => (document.file === undefined ? [] : filesOf(document.file))));
  const standing = references.filter((reference) => !pending.includes(reference));
  return {
    file: withNeighbours(file, all),
    schema: await asOneDocument({ file, documents: all }, { references: standing }),
    references: standing,
    others,
  };
}

function pendingItem({ subject, version }: Reference, planned: readonly PublishItem[]): PublishItem | undefined {
  return planned.find((item) => item.subject === subject && item.next === version && (item.verdict.kind === 'new' || item.verdict.kind === 'next'));
}

/** The versions that references name, each as a document that needs no other. */
async function documentsOf(
  client: Client,
  references: readonly Reference[],
  planned: readonly PublishItem[],
): Promise<Record<string, ReferencedDocument & { readonly file?: SourceFile }>> {
  const documents: Record<string, ReferencedDocument & { readonly file?: SourceFile }> = {};
  for (const reference of references) {
    const item = pendingItem(reference, planned);
    documents[reference.name] =
      item === undefined ? await registered(client, reference) : { ...(await whole(client, item, planned)), file: item.file };
  }
  return documents;
}

async function registered(client: Client, { subject, version }: Reference): Promise<ReferencedDocument> {
  const { schema, dialect = 'draft-2020-12' } = await client.getVersion(subject, version, { bundle: true });
  return { schema, dialect };
}

async function whole(client: Client, item: PublishItem, planned: readonly PublishItem[]): Promise<ReferencedDocument> {
  const { jsonSchemaFormat } = await import('../../src/formats/json-schema/format.ts');
  const { readDocument } = await import('../../src/formats/json-schema/parse-schema.ts');
  const schema = typeof item.schema === 'string' ? readDocument(item.schema) : item.schema;
  const documents = await documentsOf(client, item.references, planned);
  return { schema: jsonSchemaFormat.bundle({ schema, dialect: 'draft-2020-12', documents }), dialect: 'draft-2020-12' };
}

function filesOf({ label, beside = {} }: SourceFile): readonly string[] {
  return [label, ...Object.values(beside).flatMap(filesOf)];
}
