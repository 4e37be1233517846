import { RegistryError } from '../core/errors.ts';
import { isJsonObject, type JsonValue } from '../core/json/value.ts';
import type { SchemaInput } from './generate.ts';
import { fileName, methodName, nameDigest, subjectName, typeName } from './naming.ts';

/** A contract with all the names that its code gets. */
export interface NamedEvent {
  readonly input: SchemaInput;
  /** Of the root type. */
  readonly name: string;
  /** Of the files, without extension. */
  readonly file: string;
  /** Of the producer's method. */
  readonly method: string;
  /** The CloudEvents type. */
  readonly type: string;
  /** Of an older version. */
  readonly major?: string;
  /** Older versions, the newest major first. */
  readonly older: readonly NamedEvent[];
}

/**
 * Name the contracts by the root name given, else by title, else by subject, else by the name given; in the order of their names.
 *
 * Contracts that share a title are named by their subjects; any that still share a name get a digest of the subject, so
 * a name depends on the schema alone and on those that want the same one. An older version has the name of the newest and
 * its major. Throws `request_invalid` for two of one type, or of one major, and `subject_invalid` for what no type can be.
 */
export function nameEvents(inputs: readonly SchemaInput[]): readonly NamedEvent[] {
  for (const { subject } of inputs) requireWhole(subject ?? '');
  const byTitle = inputs.map((input) => typeName(input.rootName ?? '') ?? titleOf(input.schema) ?? nameBySubject(input));
  const bySubject = whereUnique(byTitle, (index) => nameBySubject(inputs[index] as SchemaInput));
  const names = whereUnique(bySubject, (index) => `${bySubject[index]}X${identityOf(inputs[index] as SchemaInput)}`);
  const claimed = new Set(names.flatMap((name) => [name.toLowerCase(), `${name.toLowerCase()}input`]));
  const events = inputs.map((input, index) => nameEvent(input, names[index] ?? '', claimed));
  refuseDoubles(events);
  return events.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Half of a surrogate pair has no UTF-8: it can stand in no header, no URN and no event that is sent. */
function requireWhole(subject: string): void {
  const position = subject.search(/\p{Cs}/u);
  if (position === -1) return;
  const message = `schemas: subject ${JSON.stringify(subject)}: expected a CloudEvents type; found half of a surrogate pair at position ${position}`;
  throw new RegistryError('subject_invalid', message, { data: { subject } });
}

function nameEvent(input: SchemaInput, name: string, claimed: ReadonlySet<string>): NamedEvent {
  const event: NamedEvent = { input, name, file: fileName(name), method: methodName(name), type: input.subject ?? name, older: [] };
  const older = (input.older ?? []).map((one) => nameOlder(event, one, claimed));
  requireOtherMajors(event, older);
  return { ...event, older: older.toSorted((a, b) => Number(b.major) - Number(a.major)) };
}

function nameOlder({ input: newest, name, file, method, type }: NamedEvent, input: SchemaInput, claimed: ReadonlySet<string>): NamedEvent {
  const major = majorOf(input) ?? '';
  const wanted = `${name}V${major}`;
  const isTaken = [wanted, `${wanted}Input`].some((one) => claimed.has(one.toLowerCase()));
  const own = isTaken ? `${wanted}X${identityOf(newest)}` : wanted;
  return { input: { ...input, subject: type }, name: own, file: `${file}.v${major}`, method, type, major, older: [] };
}

/** Of the semver; without one, the number of the version. */
function majorOf({ semver, version }: SchemaInput): string | undefined {
  return /^(\d{1,9})\.\d+\.\d+/.exec(semver ?? '')?.[1] ?? (Number.isSafeInteger(version) ? String(version) : undefined);
}

function requireOtherMajors({ input, type }: NamedEvent, older: readonly NamedEvent[]): void {
  const seen = new Set([majorOf(input)]);
  for (const { major = '' } of older) {
    if (major !== '' && !seen.has(major)) seen.add(major);
    else throw wrongMajor(type, major);
  }
}

function wrongMajor(type: string, major: string): RegistryError {
  const found = major === '' ? 'one without semver and version' : `two of major ${major}`;
  const message = `schemas: expected the older versions of ${JSON.stringify(type)} to be of a major each, other than the newest one's; found ${found}`;
  return new RegistryError('request_invalid', message, { data: { subject: type } });
}

function titleOf(schema: JsonValue): string | undefined {
  const title = isJsonObject(schema) ? schema['title'] : undefined;
  return typeof title === 'string' ? typeName(title) : undefined;
}

function nameBySubject({ subject, name, schema }: SchemaInput): string {
  const given = subject === undefined ? undefined : subjectName(subject);
  return given ?? (name === undefined ? undefined : typeName(name)) ?? `Schema${nameDigest(subject ?? JSON.stringify(schema))}`;
}

/** The names, with another where one has or claims what this one claims: a name claims itself and that of what a writer sends. */
function whereUnique(names: readonly string[], otherName: (index: number) => string): readonly string[] {
  // File systems and methods do not tell all cases apart.
  const claims = names.map((name) => [name.toLowerCase(), `${name.toLowerCase()}input`]);
  const counts = new Map<string, number>();
  for (const claim of claims.flat()) counts.set(claim, (counts.get(claim) ?? 0) + 1);
  return names.map((name, index) => (claims[index]?.every((claim) => counts.get(claim) === 1) === true ? name : otherName(index)));
}

function identityOf({ subject, schema }: SchemaInput): string {
  return nameDigest(subject ?? JSON.stringify(schema));
}

function refuseDoubles(events: readonly NamedEvent[]): void {
  const seen = new Map<string, NamedEvent>();
  for (const event of events) {
    const other = seen.get(event.type);
    if (other !== undefined) {
      const message = `schemas: expected one schema for each event type; found two for ${JSON.stringify(event.type)}: give each its own subject`;
      throw new RegistryError('request_invalid', message, { data: { subject: event.type } });
    }
    seen.set(event.type, event);
  }
}
