import { isJsonObject, type JsonValue } from '../../core/json/value.ts';
import { valueAtPointer } from '../../core/json/pointer.ts';

/** A member that a schema declares. */
export interface Field {
  /** `lines[].sku`. */
  readonly path: string;
  /** `string`, `array of object`, `"card" | "cash"`. */
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string;
}

const MAX_FIELDS = 300;
const MAX_DEPTH = 8;
// Parts of `allOf` declare no member by themselves, and each may refer to many others.
const MAX_PARTS = 5_000;
const MAX_TEXT = 200;
const MAX_DESCRIPTION = 1_000;
const MAX_VALUES = 50;

/**
 * The members that a bundled schema declares, in its order, for a person: what `allOf` and references hold is there as well. Ends after 300
 * members, 8 levels and 5,000 parts, with texts cut: what one reference leads to may be shown many times.
 */
export function fieldsOf(schema: JsonValue): { readonly fields: readonly Field[]; readonly isCut: boolean } {
  const fields: Field[] = [];
  const root: Resource = { value: schema, uri: uriOf(idOf(schema) ?? '', NOWHERE) };
  const context: Context = { resources: resourcesOf(root), fields, texts: new Map(), parts: 0, isDeep: false };
  walk(context, { value: schema, resource: root, path: '', depth: 0 });
  return { fields: fields.slice(0, MAX_FIELDS), isCut: fields.length > MAX_FIELDS || context.parts > MAX_PARTS || context.isDeep };
}

interface Context {
  /** By their URIs. */
  readonly resources: ReadonlyMap<string, Resource>;
  readonly fields: Field[];
  /** What values are shown as: many fields may share a long one. */
  readonly texts: Map<JsonValue, string>;
  /** How many schemas were looked at. */
  parts: number;
  /** Whether members were left out that are too deep. */
  isDeep: boolean;
}

/** A document, or one that is embedded in it. */
interface Resource {
  readonly value: JsonValue;
  /** Without a fragment; below a made-up place where it has no address of its own. */
  readonly uri: string;
}

interface Here {
  readonly value: JsonValue;
  /** The document that references without an address are about. */
  readonly resource: Resource;
  readonly path: string;
  readonly depth: number;
}

function walk(context: Context, here: Here): void {
  if (context.fields.length > MAX_FIELDS || context.parts > MAX_PARTS) return;
  context.parts += 1;
  const found = follow(context, here);
  if (!isJsonObject(found.value)) return;
  const { properties, items, allOf, required } = found.value;
  if (here.depth > MAX_DEPTH) {
    context.isDeep ||= [properties, items, allOf].some((part) => part !== undefined);
    return;
  }
  const needed = new Set(Array.isArray(required) ? (required as readonly JsonValue[]) : []);
  const declared = isJsonObject(properties) ? properties : {};
  // Not their values as well: of thousands, the first are shown.
  for (const name of Object.keys(declared)) {
    const member = declared[name] as JsonValue;
    const next = { value: member, resource: found.resource, path: here.path === '' ? name : `${here.path}.${name}`, depth: here.depth + 1 };
    const target = follow(context, next).value;
    context.fields.push({
      path: cut(next.path, MAX_DESCRIPTION),
      type: typeOf(context, next),
      isRequired: needed.has(name),
      description: cut(descriptionOf(member, target), MAX_DESCRIPTION),
    });
    if (context.fields.length > MAX_FIELDS) return;
    walk(context, next);
  }
  if (items !== undefined && !Array.isArray(items)) walk(context, { ...found, value: items, path: `${here.path}[]`, depth: here.depth + 1 });
  for (const part of Array.isArray(allOf) ? (allOf as readonly JsonValue[]) : [])
    walk(context, { ...found, value: part, path: here.path, depth: here.depth + 1 });
}

function follow({ resources }: Context, here: Here): Here {
  let found = here;
  for (let hop = 0; hop < MAX_DEPTH; hop += 1) {
    const reference = isJsonObject(found.value) ? found.value['$ref'] : undefined;
    if (typeof reference !== 'string') return found;
    const [document = '', fragment = ''] = reference.split('#', 2);
    // One that is not here, such as a standard metaschema, is not shown.
    const resource = document === '' ? found.resource : resources.get(uriOf(document, found.resource.uri));
    if (resource === undefined || (fragment !== '' && !fragment.startsWith('/'))) return found;
    const target = valueAtPointer(resource.value, decode(fragment));
    if (target === undefined) return found;
    found = { ...found, value: target, resource };
  }
  return found;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A bundle holds what a schema refers to among its definitions. */
function resourcesOf(root: Resource): ReadonlyMap<string, Resource> {
  if (!isJsonObject(root.value)) return new Map();
  const definitions = [root.value['$defs'], root.value['definitions']].filter((value) => value !== undefined).filter(isJsonObject);
  const embedded = definitions
    .flatMap((group) => Object.values(group))
    .flatMap((value) => {
      const id = idOf(value);
      return id === undefined ? [] : [{ value, uri: uriOf(id, root.uri) }];
    });
  return new Map([...embedded, root].map((resource) => [resource.uri, resource]));
}

/** `id` is that of draft-04. */
function idOf(schema: JsonValue): string | undefined {
  const { $id, id } = isJsonObject(schema) ? schema : {};
  const found = typeof $id === 'string' ? $id : id;
  return typeof found === 'string' ? found : undefined;
}

// RFC 2606 keeps it free. Nothing is ever fetched.
const NOWHERE = 'https://document.invalid/';

function uriOf(reference: string, base: string): string {
  const [text = ''] = reference.split('#', 1);
  return URL.canParse(text, base) ? new URL(text, base).href : text;
}

function typeOf(context: Context, here: Here): string {
  const { value, resource } = follow(context, here);
  if (!isJsonObject(value)) return value === false ? 'nothing' : 'anything';
  const { type, enum: values, const: only, items, oneOf, anyOf, format } = value;
  if (only !== undefined) return shownValue(context, only);
  if (Array.isArray(values)) {
    const shown = (values as readonly JsonValue[]).slice(0, MAX_VALUES).map((item) => shownValue(context, item));
    return cut([...shown, ...(values.length > MAX_VALUES ? ['…'] : [])].join(' | '));
  }
  const named = Array.isArray(type) ? type.join(' or ') : typeof type === 'string' ? type : undefined;
  if (named === 'array' && items !== undefined && !Array.isArray(items) && here.depth <= MAX_DEPTH) {
    return `array of ${typeOf(context, { ...here, value: items, resource, depth: here.depth + 1 })}`;
  }
  if (named === undefined)
    return oneOf !== undefined || anyOf !== undefined ? 'one of several' : isJsonObject(value['properties']) ? 'object' : 'anything';
  return cut(typeof format === 'string' ? `${named} (${format})` : named);
}

function shownValue({ texts }: Context, value: JsonValue): string {
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = cut(JSON.stringify(value));
  texts.set(value, text);
  return text;
}

function descriptionOf(...schemas: readonly JsonValue[]): string {
  for (const schema of schemas) {
    const { description, title } = isJsonObject(schema) ? schema : {};
    const text = description ?? title;
    if (typeof text === 'string') return text;
  }
  return '';
}

function cut(text: string, most = MAX_TEXT): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
