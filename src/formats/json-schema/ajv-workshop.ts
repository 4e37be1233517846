import type { Ajv, ValidateFunction } from 'ajv';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts';

/** Parts that are kept; beyond, the workshop is to be left for a new one. */
const MAX_PARTS = 2_000;

/**
 * One ajv for many documents: what the definitions of a document say is compiled once, in whatever documents it stands.
 * Two versions of an event differ in a few of their definitions.
 */
export class AjvWorkshop {
  readonly #ajv: Ajv;
  /** Parts by what they say, their own references written as the names of other parts. */
  readonly #names = new Map<string, string>();

  constructor(ajv: Ajv) {
    this.#ajv = ajv;
  }

  get isFull(): boolean {
    return this.#names.size > MAX_PARTS;
  }

  /**
   * Compile a document whose references all lead to its own definitions, none of them in a circle. Undefined for any
   * other document, which has to be compiled as a whole. Throws what ajv throws.
   */
  compile(schema: JsonValue): ValidateFunction | undefined {
    if (!isJsonObject(schema)) return undefined;
    const container = DEFINITIONS.find((keyword) => Object.hasOwn(schema, keyword));
    const definitions = container === undefined ? undefined : schema[container];
    if (container === undefined || !isJsonObject(definitions)) return undefined;
    const { [container]: _, ...root } = schema;
    const document = new DocumentParts(container, definitions, (part) => this.#nameOf(part));
    const name = document.write(root);
    return name === undefined ? undefined : this.#ajv.getSchema(name);
  }

  #nameOf(part: JsonObject): string {
    const text = JSON.stringify(part);
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    const name = `part:${this.#names.size}`;
    this.#names.set(text, name);
    this.#ajv.addSchema(part, name);
    return name;
  }
}

const DEFINITIONS = ['definitions', '$defs'];
/** Whatever makes a reference mean something else than its text says. */
const IDENTIFIERS: ReadonlySet<string> = new Set([
  '$id',
  'id',
  '$anchor',
  '$dynamicAnchor',
  '$recursiveAnchor',
  '$dynamicRef',
  '$recursiveRef',
  ...DEFINITIONS,
]);
/** Their members are named by the author. */
const MAPS: ReadonlySet<string> = new Set(['properties', 'patternProperties', 'dependentSchemas', 'dependencies']);
/** They hold values, in which nothing is a keyword. */
const VALUES: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'examples']);

/** Thrown and caught here only. */
class NotInParts extends Error {}

class DocumentParts {
  readonly #prefix: string;
  readonly #definitions: JsonObject;
  readonly #nameOf: (part: JsonObject) => string;
  /** Null while a definition is being written. */
  readonly #written = new Map<string, string | null>();

  constructor(container: string, definitions: JsonObject, nameOf: (part: JsonObject) => string) {
    this.#prefix = `#/${container}/`;
    this.#definitions = definitions;
    this.#nameOf = nameOf;
  }

  write(root: JsonObject): string | undefined {
    try {
      return this.#nameOf(this.#rewrite(root) as JsonObject);
    } catch (error) {
      if (error instanceof NotInParts || error instanceof RangeError) return undefined;
      throw error;
    }
  }

  #rewrite(value: JsonValue): JsonValue {
    if (Array.isArray(value)) return value.map((item) => this.#rewrite(item));
    if (!isJsonObject(value)) return value;
    return this.#copy(value, (keyword, member) => {
      if (IDENTIFIERS.has(keyword)) throw new NotInParts();
      if (keyword === '$ref') return this.#partAt(member);
      if (VALUES.has(keyword)) return member;
      return MAPS.has(keyword) && isJsonObject(member) ? this.#copy(member, (_, schema) => this.#rewrite(schema)) : this.#rewrite(member);
    });
  }

  #copy(object: JsonObject, rewrite: (name: string, member: JsonValue) => JsonValue): JsonObject {
    const copy: Record<string, JsonValue> = {};
    for (const [name, member] of Object.entries(object)) {
      if (name === '__proto__') throw new NotInParts();
      copy[name] = rewrite(name, member);
    }
    return copy;
  }

  #partAt(reference: JsonValue): string {
    const name = typeof reference === 'string' && reference.startsWith(this.#prefix) ? reference.slice(this.#prefix.length) : undefined;
    if (name === undefined || /[/~%#]/.test(name) || !Object.hasOwn(this.#definitions, name)) throw new NotInParts();
    const known = this.#written.get(name);
    if (known === null) throw new NotInParts();
    if (known !== undefined) return known;
    this.#written.set(name, null);
    const definition = this.#definitions[name] as JsonValue;
    const part = this.#nameOf(isJsonObject(definition) ? (this.#rewrite(definition) as JsonObject) : { allOf: [definition] });
    this.#written.set(name, part);
    return part;
  }
}
