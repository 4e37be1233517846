import type { Client } from '../../src/client/client.ts';
import { RegistryError, isErrorCode } from '../../src/core/errors.ts';
import type { ApplicationRule } from '../../src/project/config.ts';
import type { CheckedDocument, PlacedFinding } from '../asyncapi/check-document.ts';
import type { ImportStep, PlannedContract } from '../asyncapi/plan-import.ts';
import type { Io } from '../io.ts';
import type { Project } from './project.ts';
import type { JudgedFile, Verdict } from './publish-plan.ts';

/** What `sluice import asyncapi` makes of a document, read from it alone. */
export interface ProjectDocument extends CheckedDocument {
  readonly rule: ApplicationRule;
}

/** A message of a document, or a schema that messages share. */
export interface JudgedContract extends JudgedFile {
  /** The document, as the user would name it. */
  readonly document: string;
  readonly rule: ApplicationRule;
}

/** Read the contracts of a document. Throws what is wrong with its form, at its place; of its schemas and names that is in `findings`. */
export function readProjectDocument(io: Io, project: Project, rule: ApplicationRule): Promise<ProjectDocument> {
  return readContractsOf(io, project.label(rule.file), rule);
}

/** The same by the name of the document, at a git revision where one is given. */
export async function readContractsOf(io: Io, file: string, rule: ApplicationRule, revision?: string): Promise<ProjectDocument> {
  const [{ loadDocument }, { readContracts }, { atPlace }] = await Promise.all([
    import('../asyncapi/load-document.ts'),
    import('../asyncapi/check-document.ts'),
    import('../asyncapi/read-document.ts'),
  ]);
  const { naming, envelope, pointOfView } = rule;
  const { source, resolver, model } = await loadDocument(io, file, { pointOfView, revision });
  return { rule, source, ...atPlace(source, () => readContracts(source, resolver, model, { ...naming, envelope })) };
}

/** What two documents say otherwise of one subject. */
export async function collisionsOf(documents: readonly ProjectDocument[]): Promise<readonly PlacedFinding[]> {
  const { mergeContracts } = await import('../asyncapi/plan-import.ts');
  return mergeContracts(documents).findings;
}

/** Ask the registry what importing the documents would come to; nothing is written, and a key that reads is enough. */
export async function judgeMessages(client: Client, documents: readonly ProjectDocument[]): Promise<readonly JudgedContract[]> {
  const [{ mergeContracts, planImport }, { contractFile }] = await Promise.all([
    import('../asyncapi/plan-import.ts'),
    import('../asyncapi/contract-file.ts'),
  ]);
  const { merged } = mergeContracts(documents);
  const plan = await planImport(client, merged, { labels: {}, consent: {}, isQuestion: true }, () => {});
  return plan.map((item) => {
    const document = documents.find(({ source }) => source === item.document.source);
    if (document === undefined) throw new Error('a contract is of a document that was read');
    const { rule, source } = document;
    const file = contractFile(item.contract, item.document);
    return { file, subject: item.contract.subject, verdict: verdictOf(item), document: source.file, rule };
  });
}

function verdictOf({ step, contract, document, latestBefore }: PlannedContract): Verdict {
  switch (step.kind) {
    case 'new':
      return step;
    case 'next':
      return { ...step, checks: [] };
    case 'imported': // Of what was carried out.
    case 'there':
      return step.kind === 'there' && step.isRetired
        ? { kind: 'retired', version: step.version }
        : { kind: 'unchanged', version: step.version, latest: latestBefore };
    case 'refused':
      return refused(step, document.source.locate(contract.pointer));
  }
}

function refused({ code, message, checks }: Extract<ImportStep, { readonly kind: 'refused' }>, place: PlacedFinding['place']): Verdict {
  if (code === 'incompatible' || code === 'undecided') return { kind: 'refused', code, message, checks };
  return { kind: 'invalid', error: new RegistryError(isErrorCode(code) ? code : 'schema_invalid', message, { data: { ...place } }) };
}
