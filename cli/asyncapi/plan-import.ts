import { isSame, type Contract } from '../../src/asyncapi/contracts.ts';
import { descriptionOf, labelsAfter } from '../../src/asyncapi/labels.ts';
import type { AsyncApiModel } from '../../src/asyncapi/model.ts';
import type { Client } from '../../src/client/client.ts';
import type { ChangeKind, Check } from '../../src/core/compatibility.ts';
import { ERRORS, RegistryError } from '../../src/core/errors.ts';
import { valueAtPointer } from '../../src/core/json/pointer.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { CompatRequest, CompatResource, SubjectPatch, SubjectResource } from '../../src/core/resources.ts';
import type { SchemaWarning } from '../../src/core/schema-warning.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import type { Consent } from '../consent-flags.ts';
import { readAllPages } from '../all-pages.ts';
import { findSubject } from '../find-subject.ts';
import { mapInOrder } from '../map-in-order.ts';
import { REGISTERED_TOGETHER, registerTogether } from '../register-together.ts';
import { documentsOf } from './check-contracts.ts';
import type { CheckedDocument, PlacedFinding } from './check-document.ts';

/** What becomes of a contract, or would. */
export type ImportStep =
  | { readonly kind: 'new'; readonly warnings?: readonly SchemaWarning[] }
  | {
      readonly kind: 'next';
      /** Absent where only a registration would say it. */
      readonly semver?: string;
      readonly changeKind: ChangeKind | null;
      /** What registering it warns of. Absent: nothing. */
      readonly warnings?: readonly SchemaWarning[];
    }
  | { readonly kind: 'there'; readonly version: number; readonly isRetired: boolean }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly checks: readonly Check[] }
  | { readonly kind: 'imported'; readonly version: number; readonly semver: string };

/** A contract of one document, or the same one of several. */
export interface PlannedContract {
  readonly contract: Contract;
  readonly document: CheckedDocument;
  readonly step: ImportStep;
  /** What of its subject beside its schemas is to be written; undefined: nothing. */
  readonly patch?: SubjectPatch;
  /** The same for the subject as it is by then: somebody else may have written to it since. */
  readonly patchOn: (now: SubjectResource | undefined) => SubjectPatch | undefined;
  /** Of the subject as the plan saw it; 0: there was none. */
  readonly epoch: number;
  /** Of the subject then; null: none of its versions was live, or there was no subject. */
  readonly latestBefore: number | null;
  /** Of the subject then. */
  readonly labelsBefore: Readonly<Record<string, string>>;
  readonly uses: Merged['uses'];
}

export interface ImportOptions {
  readonly owner?: string;
  /** For every subject, over what the document says. */
  readonly labels: Readonly<Record<string, string>>;
  /** To whatever of it is refused without. */
  readonly consent: Consent;
  /** Nothing is to be registered, so a key that may not do that is no hindrance. Default false. */
  readonly isQuestion?: boolean;
}

/** Above it one list of all subjects costs less than asking for each. */
const MANY = 50;

interface Merged {
  readonly contract: Contract;
  readonly document: CheckedDocument;
  /** The contract as each document has it. */
  readonly uses: readonly { readonly model: AsyncApiModel; readonly contract: Contract }[];
}

/** The contracts of several documents, a subject once; what one document says otherwise than another is a finding. */
export function mergeContracts(documents: readonly CheckedDocument[]): {
  readonly merged: readonly Merged[];
  readonly findings: readonly PlacedFinding[];
} {
  const merged = new Map<string, Merged>();
  const findings: PlacedFinding[] = [];
  for (const document of documents) {
    const { model, contracts, source } = document;
    for (const contract of contracts?.contracts ?? []) {
      if (model === undefined) continue;
      const before = merged.get(contract.subject);
      if (before === undefined) merged.set(contract.subject, { contract, document, uses: [{ model, contract }] });
      else if (isSame(before.contract.schema, contract.schema))
        merged.set(contract.subject, { ...before, uses: [...before.uses, { model, contract }] });
      else findings.push(collision(contract, before, source.locate(contract.pointer)));
    }
  }
  return { merged: [...merged.values()], findings };
}

function collision({ subject }: Contract, before: Merged, place: PlacedFinding['place']): PlacedFinding {
  const other = before.document.source.locate(before.contract.pointer);
  const message = `${JSON.stringify(subject)} has another schema here than at ${other.file}:${other.line ?? 1}: make them one, or give one a name of its own (x-sluice-subject, --schema-template "{app}.schemas.{name}")`;
  return { code: 'subject_collision', message, place };
}

/** Ask the registry what importing would come to, each contract after those that it refers to; nothing is written. */
export async function planImport(
  client: Client,
  merged: readonly Merged[],
  options: ImportOptions,
  onDone: (done: number) => void,
): Promise<readonly PlannedContract[]> {
  const subjects = await readSubjects(client, merged);
  const contracts = merged.map(({ contract }) => contract);
  const begun = new Map<string, Promise<PlannedContract>>();
  const register = registerTogether(client);
  const work = (item: Merged): Promise<PlannedContract> => {
    const planned = planContract({ client, register, contracts, begun, options }, item, subjects.get(item.contract.subject));
    begun.set(item.contract.subject, planned);
    return planned;
  };
  const items: PlannedContract[] = [];
  for await (const item of mapInOrder(merged, { width: REGISTERED_TOGETHER, work })) onDone(items.push(item));
  return items;
}

async function readSubjects(client: Client, merged: readonly Merged[]): Promise<ReadonlyMap<string, SubjectResource>> {
  const wanted = new Set(merged.map(({ contract }) => contract.subject));
  if (wanted.size > MANY) {
    const all = await readAllPages((cursor) => client.listSubjects({ limit: 1_000, ...(cursor === undefined ? {} : { cursor }) }));
    return new Map(all.filter(({ subject }) => wanted.has(subject)).map((found) => [found.subject, found]));
  }
  const found = await Promise.all([...wanted].map((subject) => findSubject(client, subject)));
  return new Map(found.flatMap((subject) => (subject === undefined ? [] : [[subject.subject, subject] as const])));
}

interface PlanContext {
  readonly client: Client;
  readonly register: Client['register'];
  readonly contracts: readonly Contract[];
  readonly begun: ReadonlyMap<string, Promise<PlannedContract>>;
  readonly options: ImportOptions;
}

async function planContract(
  context: PlanContext,
  { contract, document, uses }: Merged,
  before: SubjectResource | undefined,
): Promise<PlannedContract> {
  const patchOn = (now: SubjectResource | undefined): SubjectPatch | undefined => patchOf(now, uses, context.options);
  const patch = patchOn(before);
  const step = await stepOf(context, contract, before !== undefined);
  const seen = { epoch: before?.epoch ?? 0, latestBefore: before?.latest ?? null, labelsBefore: before?.labels ?? {} };
  return { contract, document, uses, step, patchOn, ...seen, ...(patch === undefined ? {} : { patch }) };
}

async function stepOf(context: PlanContext, contract: Contract, isKnown: boolean): Promise<ImportStep> {
  const { client, register, contracts, begun, options } = context;
  const targets = await Promise.all(contract.references.map(async ({ subject }) => (await begun.get(subject))?.step));
  const versions = targets.map((step) => (step?.kind === 'there' ? step.version : undefined));
  const { subject, schema, dialect } = contract;
  const areThere = versions.every((version) => version !== undefined);
  const references = contract.references.map(({ name, subject: target }, index) => ({ name, subject: target, version: versions[index] ?? 0 }));
  const found = isKnown && areThere ? await lookUp(client, contract, references) : undefined;
  if (found !== undefined) return found;
  // What it refers to is not registered yet, so the question carries it; the answer is the same.
  const whole = areThere ? schema : jsonSchemaFormat.bundle({ schema, dialect, documents: documentsOf(contract, contracts) });
  try {
    const request = { schema: whole, dialect, ...(areThere ? { references } : {}) };
    const answer = await register(subject, { ...request, dryRun: true, ...options.consent }).catch((thrown: unknown) => {
      if (options.isQuestion === true && thrown instanceof RegistryError && thrown.code === 'forbidden') return { request };
      throw thrown;
    });
    if ('request' in answer) return await judge(client, contract, { request, isKnown });
    const warned = ownWarnings(answer, schema);
    if (!isKnown) return { kind: 'new', ...warned };
    return { kind: 'next', semver: answer.semver, changeKind: answer.changeKind, ...warned };
  } catch (thrown) {
    return refusalOf(thrown);
  }
}

/** What a key that only reads can ask: whether it would be taken. */
async function judge(
  client: Client,
  { subject, schema }: Contract,
  { request, isKnown }: { readonly request: Pick<CompatRequest, 'schema' | 'dialect' | 'references'>; readonly isKnown: boolean },
): Promise<ImportStep> {
  if (!isKnown) return { kind: 'new', ...ownWarnings(await client.compat({ ...request, against: { schema: true }, level: 'NONE' }), schema) };
  const answer = await client.compat({ ...request, against: { subject } });
  const { existing, compatible, checks } = answer;
  if (existing !== undefined) return { kind: 'there', version: existing.version, isRetired: existing.state === 'retired' };
  if (compatible) return { kind: 'next', changeKind: null, ...ownWarnings(answer, schema) };
  const isBroken = checks.some(({ verdict }) => verdict.kind === 'not_contained');
  return { kind: 'refused', code: isBroken ? 'incompatible' : 'undecided', message: 'the schema does not hold at the level of the subject', checks };
}

/** What is to be said of a schema that went along is said where that one is asked about. */
function ownWarnings({ warnings = [] }: Pick<CompatResource, 'warnings'>, schema: JsonValue): { readonly warnings?: readonly SchemaWarning[] } {
  const own = warnings.filter(({ pointer }) => valueAtPointer(schema, pointer) !== undefined);
  return own.length === 0 ? {} : { warnings: own };
}

async function lookUp(
  client: Client,
  { subject, schema, dialect }: Contract,
  references: readonly { name: string; subject: string; version: number }[],
): Promise<ImportStep | undefined> {
  try {
    const { version, state } = await client.lookUpContent(subject, { schema, dialect, references });
    return { kind: 'there', version, isRetired: state === 'retired' };
  } catch (thrown) {
    if (thrown instanceof RegistryError && (thrown.code === 'subject_not_found' || thrown.code === 'schema_not_found')) return undefined;
    throw thrown;
  }
}

/** What is wrong with one contract; what is wrong with the registry, or with who asks, is thrown. */
export function refusalOf(thrown: unknown): Extract<ImportStep, { readonly kind: 'refused' }> {
  if (!(thrown instanceof RegistryError)) throw thrown;
  const { code, message, data } = thrown;
  const isOfContract = ERRORS[code].fault === 'schema' || ['incompatible', 'undecided', 'subject_invalid', 'mode_forbids', 'too_deep'].includes(code);
  if (!isOfContract) throw thrown;
  return { kind: 'refused', code, message, checks: (data['checks'] ?? []) as readonly Check[] };
}

/** Labels and words of the document; an owner and a description that somebody wrote stay. */
function patchOf(before: SubjectResource | undefined, uses: Merged['uses'], { owner, labels }: ImportOptions): SubjectPatch | undefined {
  const old = before?.labels ?? {};
  const after = { ...uses.reduce((merged, { model, contract }) => labelsAfter(merged, model, contract), old), ...labels };
  const description =
    before?.description === undefined ? uses.map(({ contract }) => descriptionOf(contract)).find((text) => text !== undefined) : undefined;
  const patch: SubjectPatch = {
    ...(isSame(old, after) ? {} : { labels: after }),
    ...(owner === undefined || owner === before?.owner ? {} : { owner }),
    ...(description === undefined ? {} : { description }),
  };
  return Object.keys(patch).length === 0 ? undefined : patch;
}
