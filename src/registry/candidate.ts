import type { RegisterRequest } from '../core/resources.ts';
import type { SchemaWarning } from '../core/schema-warning.ts';
import type { Reference } from '../core/version.ts';
import type { Format, Inspection, ParsedSchema } from '../formats/format.ts';
import type { Context } from './context.ts';
import { identityOf, type Attachments } from './identity.ts';
import type { Party } from './judge.ts';
import type { ResolvedReferences } from './load-schema.ts';

/** A schema that somebody sent, read and named by its fingerprint. */
export interface Candidate {
  readonly format: Format;
  readonly inspection: Inspection;
  readonly parsed: ParsedSchema;
  readonly fingerprint: string;
  readonly identity: string;
  readonly attachments: Attachments;
  readonly references: readonly Reference[];
  readonly targets: ResolvedReferences['targets'];
}

/** What is read of a request; a member that is undefined is as one that is absent. */
export type CandidateRequest = Pick<RegisterRequest, 'schema'> & {
  readonly [Name in 'format' | 'dialect' | 'references' | 'metadata' | 'ruleSet']?: RegisterRequest[Name] | undefined;
};

/** Throws what `Format.inspect` and `SchemaLoader.resolve` throw. */
export async function readCandidate(context: Context, request: CandidateRequest): Promise<Candidate> {
  const format = context.format(request.format);
  const references = request.references ?? [];
  const { documents, targets } = await context.schemas.resolve(references, format.name);
  const inspection = await format.inspect(
    { schema: request.schema, documents, ...(request.dialect === undefined ? {} : { dialect: request.dialect }) },
    targets.map(({ name, version }) => ({ name, fingerprint: version.fingerprint })),
    context.sender,
  );
  const { parsed, fingerprint } = inspection;
  const { metadata, ruleSet } = request;
  const attachments = { ...(metadata === undefined ? {} : { metadata }), ...(ruleSet === undefined ? {} : { ruleSet }) };
  return { format, inspection, parsed, fingerprint, identity: identityOf(fingerprint, attachments), attachments, references, targets };
}

export function candidateParty(candidate: Candidate, label: string): Party {
  return { side: { label, fingerprint: candidate.fingerprint }, document: () => Promise.resolve(candidate.parsed) };
}

/** Warnings as answers have them: absent where there are none. */
export function presentWarnings(warnings: readonly SchemaWarning[]): { readonly warnings?: readonly SchemaWarning[] } {
  return warnings.length === 0 ? {} : { warnings };
}
