import { appendPointer } from '../core/json/pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts';
import { FILES, pointerOf, type Resolver } from './references.ts';
import { shapesOf, type Shape } from './shapes.ts';

const MAX_DEPTH = 200;

/**
 * A document without its schemas, which we check ourselves, for the official validator: what it costs and what it can be made to do then
 * depends on the form of the document alone. What other files hold stands in its place.
 */
export function skeletonOf(resolver: Resolver, major: 2 | 3): JsonObject {
  const skeleton = new Skeleton(resolver, shapesOf(major)).object(resolver.document, '', 'Document', 0);
  const { [FILES]: files, ...own } = skeleton;
  // An operation may name a channel of another file, which no copy can stand for.
  return files !== undefined && JSON.stringify(own).includes(`"#/${FILES}/`) ? skeleton : own;
}

class Skeleton {
  readonly #resolver: Resolver;
  readonly #shapes: ReadonlyMap<string, Shape>;

  constructor(resolver: Resolver, shapes: ReadonlyMap<string, Shape>) {
    this.#resolver = resolver;
    this.#shapes = shapes;
  }

  object(value: JsonObject, pointer: string, type: string, depth: number): JsonObject {
    const shape = this.#shapes.get(type === 'OneOrMore' && !Object.hasOwn(value, 'oneOf') ? 'Message' : type);
    if (shape === undefined) return value;
    const members = Object.entries(value).flatMap(([name, member]): (readonly [string, JsonValue])[] => {
      const field = shape.fields.get(name);
      // An extension is nobody's business, and what it refers to neither.
      if (field === undefined) return name.startsWith('x-') && name !== FILES ? [] : [[name, member]];
      if (field === 'schema' || field === 'payload' || name === 'schemaFormat' || (name === 'examples' && field === '[MessageExample]')) return [];
      return [[name, this.#value(member, appendPointer(pointer, name), field, depth + 1)]];
    });
    return Object.fromEntries(members);
  }

  #value(value: JsonValue, pointer: string, type: string, depth: number): JsonValue {
    if (type === 'schema') return {};
    if (type.startsWith('[') && Array.isArray(value)) {
      return (value as readonly JsonValue[]).map((item, index) => this.#value(item, appendPointer(pointer, index), type.slice(1, -1), depth));
    }
    if (!isJsonObject(value)) return value;
    if (type.startsWith('{')) {
      return Object.fromEntries(
        Object.entries(value).map(([name, member]) => [name, this.#value(member, appendPointer(pointer, name), type.slice(1, -1), depth)]),
      );
    }
    if (typeof value['$ref'] === 'string' && type !== 'ref') return this.#reference(value, value['$ref'], type, depth);
    return this.object(value, pointer, type, depth);
  }

  #reference(value: JsonObject, reference: string, type: string, depth: number): JsonValue {
    const pointer = pointerOf(reference);
    if (pointer === undefined || !pointer.startsWith(`/${FILES}/`) || depth > MAX_DEPTH) return value;
    const found = this.#resolver.follow({ value, pointer: '' });
    if (found === undefined || !isJsonObject(found.value)) return value;
    return this.object(found.value, found.pointer, type, depth + 1);
  }
}
