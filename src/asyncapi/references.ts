import { parsePointer, appendPointer } from '../core/json/pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts';
import { isMultiFormat, kindOfFormat } from './schema-format.ts';

// Below these members of a schema or a message is data, in which a member named $ref is data as well.
const DATA: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'example', 'examples']);
// Their members are named by the author, so one of them may be named $ref, enum or default. So are those of whatever `components` has.
const MAPS: ReadonlySet<string> = new Set([
  ...['properties', 'patternProperties', 'definitions', '$defs', 'dependentSchemas', 'dependencies'],
  ...['channels', 'operations', 'messages', 'schemas', 'servers', 'parameters', 'variables', 'replies', 'messageTraits', 'operationTraits'],
]);

/** A `$ref` and where its object stands. */
export interface FoundReference {
  readonly reference: string;
  readonly pointer: string;
}

/** What the members of an object are: `fields` of the specification, `names` that the author gave, or `maps` of such names. */
export type Members = 'fields' | 'names' | 'maps';

/** What the members of a member are. */
export function membersBelow(members: Members, name: string): Members {
  if (members !== 'fields') return members === 'maps' ? 'names' : 'fields';
  return name === 'components' ? 'maps' : isMapOf(name) ? 'names' : 'fields';
}

/** Every `$ref` of a document, in its order. Data and extensions have none. */
export function* referencesIn(value: JsonValue, pointer = '', members: Members = 'fields'): Generator<FoundReference> {
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly JsonValue[]).entries()) yield* referencesIn(item, appendPointer(pointer, index));
  }
  if (!isJsonObject(value)) return;
  const opaque = members === 'names' ? undefined : opaqueMember(value);
  for (const [name, member] of Object.entries(value)) {
    if (name === opaque) continue;
    const at = appendPointer(pointer, name);
    if (members !== 'names' && name === '$ref' && typeof member === 'string') yield { reference: member, pointer };
    else if (members === 'names' || !isData(name)) yield* referencesIn(member, at, membersBelow(members, name));
  }
}

/** The member that holds a schema of another language, whose references are whatever they are there: nothing of it is read. */
function opaqueMember(value: JsonObject): 'schema' | 'payload' | undefined {
  const { schemaFormat } = value;
  if (typeof schemaFormat !== 'string' || kindOfFormat(schemaFormat).kind !== 'unsupported') return undefined;
  return isMultiFormat(value) ? 'schema' : 'payload';
}

/** Whether the member of an object is data, or somebody else's. What other files became is the document's own. */
export function isData(name: string): boolean {
  return DATA.has(name) || (name.startsWith('x-') && name !== FILES);
}

/** Whether the members of this member are named by the author; those of other files' member are their paths. */
export function isMapOf(name: string): boolean {
  return MAPS.has(name) || name === FILES;
}

/** The member of a bundled document that holds the other files, by their paths. */
export const FILES = 'x-sluice-files';

/** The same value with other references. */
export function mapReferences(value: JsonValue, change: (reference: string) => string, members: Members = 'fields'): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => mapReferences(item, change));
  if (!isJsonObject(value)) return value;
  const isNamed = members === 'names';
  const opaque = isNamed ? undefined : opaqueMember(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (name === opaque) return [name, member];
      if (!isNamed && name === '$ref' && typeof member === 'string') return [name, change(member)];
      return [name, isNamed || !isData(name) ? mapReferences(member, change, membersBelow(members, name)) : member];
    }),
  );
}

/** The JSON Pointer that a reference into its own document has; undefined where it leads elsewhere, or to an anchor. */
export function pointerOf(reference: string): string | undefined {
  if (!reference.startsWith('#')) return undefined;
  const pointer = decode(reference.slice(1));
  return parsePointer(pointer) === undefined ? undefined : pointer;
}

/** @internal Percent-decoded, where it can be. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Write a pointer as a reference. Half of a surrogate pair has no UTF-8, so it stays as it is. */
export function referenceTo(pointer: string): string {
  return `#${pointer.replace(/[^/\p{Cs}]+/gu, encodeURIComponent)}`;
}

/** A value with the place where it is defined. */
export interface Placed<Value = JsonValue> {
  readonly value: Value;
  readonly pointer: string;
}

/** Reads a bundled document: what stands where, references followed. */
export interface Resolver {
  readonly document: JsonObject;
  /** What stands at a pointer, through references on the way. */
  at(pointer: string): Placed | undefined;
  /** What a value is, if it is a mere reference; itself otherwise. Undefined: it leads nowhere, or in a circle. */
  follow(placed: Placed): Placed | undefined;
}

const MAX_HOPS = 100;

export function createResolver(document: JsonObject): Resolver {
  const known = new Map<string, Placed | undefined>();
  function at(pointer: string, hops = 0): Placed | undefined {
    if (known.has(pointer)) return known.get(pointer);
    const found = look(pointer, hops);
    known.set(pointer, found);
    return found;
  }
  function look(pointer: string, hops: number): Placed | undefined {
    let here: Placed | undefined = { value: document, pointer: '' };
    for (const step of parsePointer(pointer) ?? []) {
      const direct: Placed | undefined = here === undefined ? undefined : child(here, step);
      // A pointer may lead through a reference: the channel of an operation, and its messages.
      const followed: Placed | undefined = direct === undefined && here !== undefined ? follow(here, hops + 1) : undefined;
      here = direct ?? (followed === undefined ? undefined : child(followed, step));
      if (here === undefined) return undefined;
    }
    return here;
  }
  function follow(placed: Placed, hops = 0): Placed | undefined {
    let here = placed;
    for (let hop = hops; hop < MAX_HOPS; hop += 1) {
      const reference = isJsonObject(here.value) ? here.value['$ref'] : undefined;
      if (typeof reference !== 'string') return here;
      const pointer = pointerOf(reference);
      const next = pointer === undefined ? undefined : at(pointer, hop + 1);
      if (next === undefined) return undefined;
      here = next;
    }
    return undefined;
  }
  return { document, at: (pointer) => at(pointer), follow: (placed) => follow(placed) };
}

function child({ value, pointer }: Placed, step: string): Placed | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  if (Array.isArray(value) && !/^(0|[1-9]\d*)$/.test(step)) return undefined;
  const member = (value as Record<string, JsonValue>)[step];
  return member === undefined ? undefined : { value: member, pointer: appendPointer(pointer, step) };
}
