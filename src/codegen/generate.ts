import type { FormatMode } from '../core/compatibility.ts';
import { unreachable } from '../core/errors.ts';
import type { JsonValue } from '../core/json/value.ts';
import type { ReferencedDocument } from '../core/schema-document.ts';
import type { Dialect } from '../core/version.ts';
import type { AdapterName } from '../core/adapter-names.ts';
import { adapterFiles } from './emit/adapters/adapters.ts';
import { eventFile, type EventPlan } from './emit/event-file.ts';
import type { Origin } from './emit/header.ts';
import { formatTypesFile } from './emit/format-types-file.ts';
import { indexFile, type IndexedEvent } from './emit/index-file.ts';
import { runtimeFile } from './emit/runtime-file.ts';
import { sharedTypesFile } from './emit/shared-types-file.ts';
import type { GeneratedFile, Language, SourceFile } from './emit/source-file.ts';
import { validatorFile } from './emit/validator-file.ts';
import type { Loss } from './model/losses.ts';
import { shareTypes } from './model/share-types.ts';
import { brandsIn } from './model/type.ts';
import { dataschemaOf } from './dataschema.ts';
import { nameEvents, type NamedEvent } from './name-events.ts';
import { readEvents, type Event } from './read-events.ts';
import { compileFunctions } from './validators/compile.ts';
import { shareUnits, type SharedUnits } from './validators/share.ts';
import type { Unit } from './validators/unit.ts';

/** A contract to generate code for. */
export interface SchemaInput {
  readonly schema: JsonValue;
  /** The CloudEvents type of its events. Default: the name of the root type. */
  readonly subject?: string;
  readonly version?: number;
  readonly semver?: string;
  readonly fingerprint?: string;
  readonly schemaId?: number;
  /** What references lead to, by the URI that a `$ref` writes. */
  readonly documents?: Readonly<Record<string, ReferencedDocument>>;
  /** For a document without `$schema`. Default draft-2020-12. */
  readonly dialect?: Dialect;
  /**
   * Of the event's older versions that may still come in: the newest of each older major. A consumer needs an upcaster from
   * each. They need semver or version; `subject` is that of the newest, whatever they say.
   */
  readonly older?: readonly SchemaInput[];
  /** The end that this code is for; the other one gets no method, or no handler, for it. Default: both. */
  readonly use?: 'produce' | 'consume';
  /** Names the root type where the schema has neither title nor subject: a file's name. */
  readonly name?: string;
  /** Names the root type before title and subject do: what a document calls its message. Where two have one, their subjects name them. */
  readonly rootName?: string;
}

export interface GenerateOptions {
  /** `js` gives JavaScript with declarations, to run without a compiler. Default `ts`. */
  readonly language?: Language;
  /** Whether the validators assert `format`. Default `annotate`: they do not. */
  readonly formats?: FormatMode;
  /** Strings of a known format get a type of their own, to which no other string is assigned. Default false. */
  readonly brands?: boolean;
  /** What consumers and producers are plugged into: a module each. Default: none. */
  readonly adapters?: readonly AdapterName[];
}

export interface GenerateRequest {
  readonly schemas: readonly SchemaInput[];
  readonly options?: GenerateOptions;
}

/**
 * Generate types, validators, a producer and a consumer. Writes nothing, reads nothing, fetches nothing; the order of
 * the schemas does not matter, and equal input gives equal bytes.
 *
 * For a root type `X`, `index` exports the types `X` (what a reader gets) and `XInput` (what a writer sends) and
 * `validateX(value): { valid, findings }`. Types never exclude a valid value; what they cannot say the validators do.
 * Throws `schema_invalid`, `dialect_unknown` and `reference_unresolved` as a registration would, `request_invalid`
 * for two schemas of one event type, or two of its older versions of one major, and `subject_invalid` for half of a surrogate pair in a subject.
 */
export async function generate(request: GenerateRequest): Promise<readonly GeneratedFile[]> {
  return (await generateWithLosses(request)).files;
}

/** What the types of one contract leave to its validator. */
export interface EventLosses {
  /** The CloudEvents type. */
  readonly type: string;
  /** Of the root type. */
  readonly name: string;
  readonly losses: readonly Loss[];
}

/** `generate`, and what the types cannot say, contract by contract in the order of their names. */
export async function generateWithLosses({
  schemas,
  options = {},
}: GenerateRequest): Promise<{ readonly files: readonly GeneratedFile[]; readonly losses: readonly EventLosses[] }> {
  const named = nameEvents(schemas);
  const events = readEvents(
    named.flatMap((event) => [event, ...event.older]),
    options,
  );
  const shared = shareUnits(events.map(({ units }) => units));
  const files = validatorFiles(events, shared, options.formats ?? 'annotate');
  const plans = events.map((event) => planEvent(event, shared));
  const { declarations, contracts } = shareTypes(events.map(({ types }) => types.declarations));
  for (const [index, plan] of plans.entries()) {
    files.add(
      eventFile(plan, { ...(contracts[index] ?? unreachable('a contract without types')), hasOneType: events[index]?.types.hasOneType === true }),
    );
  }
  if (declarations.length > 0) files.add(sharedTypesFile(declarations, plans));
  const used =
    options.brands === true ? new Set(events.flatMap(({ types }) => types.declarations.flatMap(({ type }) => brandsIn(type)))) : new Set<string>();
  if (used.size > 0) files.add(formatTypesFile(used));
  files.add(indexFile(indexedEvents(named, plans)));
  files.add(runtimeFile(files.formats));
  for (const file of adapterFiles(options.adapters ?? [])) files.add(file);
  return { files: files.print(options.language ?? 'ts'), losses: plans.map(({ type, name, losses }) => ({ type, name, losses })) };
}

const SHARED_MODULE = '_shared.validator';

/** The files so far, and the formats that their checks assert. */
class Output {
  readonly formats = new Set<string>();
  readonly #files: SourceFile[] = [];

  add(file: SourceFile): void {
    this.#files.push(file);
  }

  print(language: Language): readonly GeneratedFile[] {
    return this.#files.flatMap((file) => file.print(language)).toSorted((a, b) => (a.path < b.path ? -1 : 1));
  }
}

function validatorFiles(events: readonly Event[], { functions, keyOf }: SharedUnits, formats: FormatMode): Output {
  const output = new Output();
  const add = (
    name: string,
    own: typeof functions,
    { origin, passedOn }: { readonly origin: Origin; readonly passedOn: readonly string[] },
  ): void => {
    const compiled = compileFunctions(own, { formats });
    for (const format of compiled.formats) output.formats.add(format);
    output.add(validatorFile(name, compiled, { origin, sharedModule: SHARED_MODULE, exported: own.map(({ key }) => key), passedOn }));
  };
  const shared = functions.filter(({ users }) => users > 1).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  if (shared.length > 0) add(SHARED_MODULE, shared, { origin: {}, passedOn: [] });
  for (const { file, units, input } of events) {
    const keys = new Set(units.map(({ place }) => keyOf(place)));
    const own = functions.filter(({ key, users }) => users === 1 && keys.has(key));
    const root = rootKey(units, keyOf);
    add(`${file}.validator`, own, { origin: input, passedOn: own.some(({ key }) => key === root) ? [] : [root] });
  }
  return output;
}

function indexedEvents(named: readonly NamedEvent[], plans: readonly EventPlan[]): IndexedEvent[] {
  const planOf = new Map(plans.map((plan) => [plan.name, plan]));
  const find = ({ name }: NamedEvent): EventPlan => planOf.get(name) ?? unreachable(`no plan for ${name}`);
  return named.map((event) => ({
    plan: find(event),
    older: event.older.map(find),
    isProduced: event.input.use !== 'consume',
    isConsumed: event.input.use !== 'produce',
  }));
}

function planEvent({ units, types, input, ...named }: Event, { keyOf }: SharedUnits): EventPlan {
  return {
    ...named,
    ...dataschemaOf(input),
    origin: input,
    check: { key: rootKey(units, keyOf), module: `${named.file}.validator` },
    locations: locationsOf(units, keyOf),
    losses: types.losses,
  };
}

function rootKey([root]: readonly Unit[], keyOf: SharedUnits['keyOf']): string {
  return keyOf(root?.place ?? unreachable('a schema without a unit'));
}

function locationsOf(units: readonly Unit[], keyOf: SharedUnits['keyOf']): ReadonlyMap<string, string> {
  const locations = new Map<string, string>();
  for (const { place } of units) {
    const key = keyOf(place);
    if (!locations.has(key)) locations.set(key, place.location);
  }
  return locations;
}
