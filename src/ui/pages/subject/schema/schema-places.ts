import { valueAtPointer, parsePointer, appendPointer } from '../../../../core/json/pointer.ts';
import { isJsonObject, type JsonValue } from '../../../../core/json/value.ts';
import type { Dialect } from '../../../../core/version.ts';

/** A document or a part of it that has a URI of its own, which references within it are about. */
export interface Resource {
  readonly uri: string;
  readonly pointer: string;
}

/** A subschema and where it stands: a JSON Pointer into the whole document. */
export interface Place {
  readonly schema: JsonValue;
  readonly pointer: string;
  readonly resource: Resource;
}

/** A document with the names that references in it may use. */
export interface SchemaPlaces {
  readonly root: Place;
  /** Whether keywords beside `$ref` count: from 2019-09 on. */
  readonly readsSiblings: boolean;
  /** The subschema at a step below another one. */
  readonly below: (place: Place, schema: JsonValue, ...steps: readonly (string | number)[]) => Place;
  /** Where a reference leads; undefined where that is outside of the document, or nowhere. */
  readonly follow: (place: Place, reference: string) => Place | undefined;
}

/** Values that look like schemas and are none. */
const NO_SCHEMAS = new Set(['enum', 'const', 'default', 'examples', 'example']);

/** A URI for documents that have none, so that relative ones resolve. */
const HERE = 'document://here/';

/** Read the names of a document; linear in its size. A dialect that is not known is taken for a new one. */
export function schemaPlaces(document: JsonValue, dialect?: Dialect): SchemaPlaces {
  const [byUri, byPointer, anchors] = [new Map<string, Resource>(), new Map<string, Resource>(), new Map<string, string>()];
  const visit = (value: JsonValue, pointer: string, outer: Resource): void => {
    if (typeof value !== 'object' || value === null) return;
    let resource = outer;
    if (isJsonObject(value)) {
      const id = value['$id'] ?? (dialect === 'draft-04' ? value['id'] : undefined);
      if (typeof id === 'string' && id.startsWith('#')) anchors.set(resource.uri + id, pointer);
      else if (typeof id === 'string' && pointer !== '') resource = { uri: withoutFragment(resolve(id, outer.uri)), pointer };
      for (const name of ['$anchor', '$dynamicAnchor']) if (typeof value[name] === 'string') anchors.set(`${resource.uri}#${value[name]}`, pointer);
    }
    if (resource !== outer || pointer === '') {
      byUri.set(resource.uri, resource);
      byPointer.set(pointer, resource);
    }
    for (const [name, member] of Object.entries(value)) if (!NO_SCHEMAS.has(name)) visit(member, appendPointer(pointer, name), resource);
  };
  const own = isJsonObject(document) ? (document['$id'] ?? document['id']) : undefined;
  const whole: Resource = { uri: withoutFragment(resolve(typeof own === 'string' ? own : '', HERE)), pointer: '' };
  visit(document, '', whole);
  const placeAt = (pointer: string, resource: Resource): Place | undefined => {
    const schema = valueAtPointer(document, pointer);
    return schema === undefined ? undefined : { schema, pointer, resource: nearest(byPointer, pointer) ?? resource };
  };
  return {
    root: { schema: document, pointer: '', resource: whole },
    readsSiblings: dialect === undefined || !['draft-04', 'draft-06', 'draft-07'].includes(dialect),
    below: (place, schema, ...steps) => {
      const pointer = steps.reduce<string>(appendPointer, place.pointer);
      return { schema, pointer, resource: byPointer.get(pointer) ?? place.resource };
    },
    follow: ({ resource }, reference) => {
      const uri = resolve(reference, resource.uri);
      const target = byUri.get(withoutFragment(uri));
      if (target === undefined) return undefined;
      const fragment = decode(uri.slice(withoutFragment(uri).length + 1));
      if (fragment === '' || fragment.startsWith('/')) return placeAt(target.pointer + fragment, target);
      const anchored = anchors.get(`${target.uri}#${fragment}`);
      return anchored === undefined ? undefined : placeAt(anchored, target);
    },
  };
}

function nearest(byPointer: ReadonlyMap<string, Resource>, pointer: string): Resource | undefined {
  const steps = parsePointer(pointer) ?? [];
  for (let length = steps.length; length >= 0; length -= 1) {
    const found = byPointer.get(steps.slice(0, length).reduce<string>(appendPointer, ''));
    if (found !== undefined) return found;
  }
  return undefined;
}

function resolve(reference: string, base: string): string {
  try {
    return new URL(reference, base).href;
  } catch {
    return reference;
  }
}

function withoutFragment(uri: string): string {
  const hash = uri.indexOf('#');
  return hash === -1 ? uri : uri.slice(0, hash);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
