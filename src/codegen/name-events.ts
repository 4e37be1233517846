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
}

/**
 * Name the contracts by title, else by subject, else by the name given; in the order of their names.
 *
 * Contracts that share a title are named by their subjects; any that still share a name get a digest of the subject, so
 * a name depends on the schema alone and on those that want the same one. Throws `request_invalid` for two of one type.
 */
export function nameEvents(inputs: readonly SchemaInput[]): readonly NamedEvent[] {
  const byTitle = inputs.map((input) => titleOf(input.schema) ?? nameBySubject(input));
  const bySubject = inputs.map((input, index) => (isUnique(byTitle, index) ? (byTitle[index] ?? '') : nameBySubject(input)));
  const names = inputs.map((input, index) => (isUnique(bySubject, index) ? (bySubject[index] ?? '') : `${bySubject[index]}X${identityOf(input)}`));
  const events = inputs.map((input, index) => nameEvent(input, names[index] ?? ''));
  refuseDoubles(events);
  return events.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function nameEvent(input: SchemaInput, name: string): NamedEvent {
  return { input, name, file: fileName(name), method: methodName(name), type: input.subject ?? name };
}

function titleOf(schema: JsonValue): string | undefined {
  const title = isJsonObject(schema) ? schema['title'] : undefined;
  return typeof title === 'string' ? typeName(title) : undefined;
}

function nameBySubject({ subject, name, schema }: SchemaInput): string {
  const given = subject === undefined ? undefined : subjectName(subject);
  return given ?? (name === undefined ? undefined : typeName(name)) ?? `Schema${nameDigest(subject ?? JSON.stringify(schema))}`;
}

// File systems and methods do not tell all cases apart.
function isUnique(names: readonly string[], index: number): boolean {
  const wanted = names[index]?.toLowerCase() ?? '';
  const claims = names.flatMap((name) => [name.toLowerCase(), `${name.toLowerCase()}input`]);
  return claims.filter((claim) => claim === wanted || claim === `${wanted}input`).length === 2;
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
