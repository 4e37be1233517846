import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts';
import type { Dialect } from '../core/version.ts';
import { isData, isMapOf, pointerOf, referenceTo } from './references.ts';

/** A schema of the registry, to be written into a document. */
export interface StoredSchema {
  readonly schema: JsonValue;
  readonly dialect: Dialect;
  /** By the names that its references write, where those schemas stand in the document. */
  readonly targets: ReadonlyMap<string, string>;
}

export interface WrittenSchema {
  readonly schema: JsonValue;
  /** What cannot be said in a document: references by an embedded `$id`, and to what the registry has no name for. */
  readonly problem?: string;
}

/**
 * A schema with its references as the document has them: into itself from where it stands, `at`, and to others where those stand. In
 * AsyncAPI a reference goes by where a schema is, so schemas inside that have an `$id` of their own cannot be referred to, and are a problem.
 */
export function writeSchema({ schema, targets }: StoredSchema, at: string): WrittenSchema {
  let problem: string | undefined;
  const base = isJsonObject(schema) && typeof schema['$id'] === 'string' ? schema['$id'] : '';

  function reference(text: string): string {
    const own = pointerOf(text);
    if (own !== undefined) return referenceTo(`${at}${own}`);
    if (text.startsWith('#')) return text;
    const [, document = '', fragment = ''] = /^([^#]*)#?(.*)$/s.exec(text) ?? [];
    const target = [...targets].find(([name]) => name === document || resolve(base, name) === resolve(base, document))?.[1];
    const inside = pointerOf(`#${fragment}`);
    if (target !== undefined && inside !== undefined) return referenceTo(`${target}${inside}`);
    if (document !== '' && resolve(base, document) === base.replace(/#$/, '') && inside !== undefined) return referenceTo(`${at}${inside}`);
    problem ??= `the reference ${JSON.stringify(text)} goes by an $id or an anchor, which a document cannot say`;
    return text;
  }

  function write(value: JsonValue, isRoot: boolean, isMap: boolean): JsonValue {
    if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => write(item, false, false));
    if (!isJsonObject(value)) return value;
    if (!isMap && !isRoot && typeof value['$id'] === 'string' && !value['$id'].startsWith('#'))
      problem ??= `a schema inside has the $id ${JSON.stringify(value['$id'])}, which a document cannot say`;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]): [string, JsonValue] => {
        if (isMap) return [name, write(member, false, false)];
        if (name === '$ref' && typeof member === 'string') return [name, reference(member)];
        return [name, isData(name) ? member : write(member, false, isMapOf(name))];
      }),
    );
  }

  const written = write(schema, true, false);
  return { schema: written, ...(problem === undefined ? {} : { problem }) };
}

// RFC 2606 keeps this name free, and nothing is ever fetched.
const NOWHERE = 'https://nowhere.invalid/';

function resolve(base: string, reference: string): string {
  const start = URL.canParse(base, NOWHERE) ? new URL(base, NOWHERE).href : NOWHERE;
  return URL.canParse(reference, start) ? new URL(reference, start).href : reference;
}

/** How a document says which language a schema is in; undefined: its own, a superset of draft-07. */
function schemaFormatOf(dialect: Dialect): string | undefined {
  if (dialect === 'draft-07') return undefined;
  const version = dialect.replace(/^draft-(?=\d{4}-)/, '');
  return `application/schema+json;version=${version}`;
}

/** A schema as a member of a message or of `components.schemas`, and where the schema itself then stands below it. */
export function wrapSchema(schema: JsonValue, dialect: Dialect): JsonValue {
  const schemaFormat = schemaFormatOf(dialect);
  return schemaFormat === undefined ? schema : ({ schemaFormat, schema } satisfies JsonObject);
}

/** Below the place of what `wrapSchema` gives. */
export function wrapped(pointer: string, dialect: Dialect): string {
  return schemaFormatOf(dialect) === undefined ? pointer : `${pointer}/schema`;
}
