import { checkShape, majorOf, type DocumentFinding } from '../../src/asyncapi/check-shape.ts';
import { buildContracts, type ContractOptions, type Contracts } from '../../src/asyncapi/contracts.ts';
import { refuseExplosion } from '../../src/asyncapi/expansion.ts';
import type { AsyncApiModel } from '../../src/asyncapi/model.ts';
import { readModel, type ReadOptions } from '../../src/asyncapi/read-model.ts';
import { createResolver, type Resolver } from '../../src/asyncapi/references.ts';
import { skeletonOf } from '../../src/asyncapi/skeleton.ts';
import type { Io } from '../io.ts';
import { checkContracts } from './check-contracts.ts';
import type { OfficialCheck, ParserDiagnostic } from './official-check.ts';
import { atPlace, readAsyncApi, type DocumentPlace, type DocumentSource } from './read-document.ts';

/** Something wrong with a document, at its place. */
export interface PlacedFinding {
  readonly code: string;
  readonly message: string;
  readonly place: DocumentPlace;
}

/** A document that was read; its model and its contracts as far as it has the form for them. */
export interface CheckedDocument {
  readonly source: DocumentSource;
  readonly model?: AsyncApiModel;
  readonly contracts?: Contracts;
  /** Why it is refused; empty: it is fine. */
  readonly findings: readonly PlacedFinding[];
  /** What the official parser says, in its own words: errors and advice. Absent: it is not installed, or was not asked. */
  readonly details?: readonly ParserDiagnostic[];
  /** It is not installed, so nobody else looked at the document. */
  readonly isParserMissing?: true;
}

/** The same with the official parser still at work. */
export interface ReadDocument extends CheckedDocument {
  /** With what it says, as findings where nothing else is wrong. Throws `asyncapi_unsafe`. */
  readonly judged: Promise<CheckedDocument>;
}

export interface CheckOptions extends ContractOptions, ReadOptions {
  /** Ask the official parser also about what is refused without it, for its words. Default false: loading it takes half a second. */
  readonly details?: boolean;
}

/**
 * Read a document and say what is wrong with it: what is unsafe first, before anything is made of it, then its form, then its schemas;
 * where nothing is, the official parser judges its form as well. Throws what cannot be read or must not be: `asyncapi_unsafe`,
 * `file_unreadable`, and what is wrong with a text.
 */
export async function checkDocument(io: Io, file: string, official: OfficialCheck, options: CheckOptions): Promise<ReadDocument> {
  const source = await readAsyncApi(io, file);
  const resolver = createResolver(source.document);
  return atPlace(source, () => {
    refuseExplosion(resolver);
    const major = majorOf(source.document);
    if (typeof major !== 'number') return unjudged({ source, findings: [placed(source, major)] });
    const findings = checkShape(resolver, major).map((finding) => placed(source, finding));
    const own =
      findings.length > 0 ? { source, findings } : { source, ...readContracts(source, resolver, readModel(resolver, major, options), options) };
    if (own.findings.length > 0 && options.details !== true) return unjudged(own);
    const judged = official.check(skeletonOf(resolver, major)).then((diagnostics) => judge(own, diagnostics));
    judged.catch(() => {}); // Thrown where it is waited for, if it is.
    return { ...own, judged };
  });
}

function unjudged(own: CheckedDocument): ReadDocument {
  return { ...own, judged: Promise.resolve(own) };
}

function judge(own: CheckedDocument, diagnostics: Awaited<ReturnType<OfficialCheck['check']>>): CheckedDocument {
  if (diagnostics === undefined) return { ...own, isParserMissing: true };
  const details = diagnostics.map(({ code, message, path, isError }) => ({ code, message, path, isError }));
  if (own.findings.length > 0) return { ...own, details };
  const theirs = diagnostics.filter(({ isError }) => isError);
  return { ...own, details, findings: theirs.map(({ code, message, pointer }) => ({ code, message, place: own.source.locate(pointer) })) };
}

/** The contracts of a document that has its form, and what is wrong with their schemas and names. */
export function readContracts(
  source: DocumentSource,
  resolver: Resolver,
  model: AsyncApiModel,
  options: ContractOptions,
): Required<Pick<CheckedDocument, 'model' | 'contracts' | 'findings'>> {
  const contracts = buildContracts(resolver, model, options);
  const wrong = checkContracts(contracts.contracts).map((finding) => placed(source, finding));
  const collisions = contracts.collisions.map(({ subject, pointers }) => {
    const [first, second] = pointers.map((pointer) => source.locate(pointer));
    const other = first === undefined ? '' : ` (the other is at ${first.file}:${first.line ?? 1})`;
    const message = `two different schemas come to the subject ${JSON.stringify(subject)}${other}: give one a name of its own, or x-sluice-subject`;
    return { code: 'subject_collision', message, place: second ?? { file: source.file, pointer: '' } };
  });
  return { model, contracts, findings: [...wrong, ...collisions] };
}

/** @internal A finding at its place; that of a name which is not known is where the name stands. */
export function placed(source: DocumentSource, { code, message, pointer }: DocumentFinding): PlacedFinding {
  return { code, message, place: code === 'unknown_field' ? source.locateName(pointer) : source.locate(pointer) };
}
