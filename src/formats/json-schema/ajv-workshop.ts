import type { Ajv, ValidateFunction } from 'ajv';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts';

/** Parts that are kept; beyond, the workshop is to be left for a new one. */
const MAX_PARTS = 2_000;

/** The keyword that stands in parts where the author wrote `$ref`. */
const PART = '$part';

/** Options of the ajv that a workshop is given. */
export const WORKSHOP_OPTIONS = { passContext: true } as const;

/**
 * One ajv for many documents: what a definition says is compiled once, in whatever documents it stands, and when an instance
 * first reaches it. Two versions of an event differ in a few of their definitions, and an event reaches few of them.
 */
export class AjvWorkshop {
  readonly #ajv: Ajv;
  /** Parts by what they say, and by where the definitions of their documents stand. */
  readonly #parts = new Map<string, Part | undefined>();

  constructor(ajv: Ajv) {
    this.#ajv = ajv.addKeyword({ keyword: PART, schemaType: 'string', errors: false, validate: judgeByPart });
  }

  get isFull(): boolean {
    return this.#parts.size > MAX_PARTS;
  }

  /**
   * The judge of a document whose references all lead to its own definitions, or that has none. Undefined for any other document,
   * which has to be compiled as a whole. Throws what ajv throws of the document but its definitions; of those, which are compiled when an
   * instance first reaches them, the judge does.
   */
  compile(schema: JsonValue): ((instance: JsonValue) => boolean) | undefined {
    if (!isJsonObject(schema)) return undefined;
    const container = DEFINITIONS.find((keyword) => Object.hasOwn(schema, keyword)) ?? DEFINITIONS[0];
    // Nothing refers to it by its name: what does is no part.
    const { [container]: definitions = {}, $id: _, ...root } = schema;
    if (!isJsonObject(definitions)) return undefined;
    const main = this.#partOf(root, container);
    const parts = main && this.#reached(main, definitions, container);
    if (main === undefined || parts === undefined) return undefined;
    main.compile();
    return (instance) => main.judge.call(parts, instance);
  }

  /** The parts that references lead to, by the names of the definitions. */
  #reached(main: Part, definitions: JsonObject, container: string): Parts | undefined {
    const parts = new Map<string, Part>();
    const names = new Set(main.references);
    for (const name of names) {
      const part = Object.hasOwn(definitions, name) ? this.#partOf(definitions[name] as JsonValue, container) : undefined;
      if (part === undefined) return undefined;
      parts.set(name, part);
      for (const next of part.references) names.add(next);
    }
    return parts;
  }

  #partOf(written: JsonValue, container: string): Part | undefined {
    const text = `${container} ${JSON.stringify(written)}`;
    if (this.#parts.has(text)) return this.#parts.get(text);
    const part = this.#makePart(written, container);
    this.#parts.set(text, part);
    return part;
  }

  #makePart(written: JsonValue, container: string): Part | undefined {
    const rewriting = new Rewriting(container);
    const schema = rewriting.write(written);
    if (schema === undefined) return undefined;
    let validate: ValidateFunction | undefined;
    const compile = (): ValidateFunction => (validate ??= this.#ajv.compile(schema));
    const judge = function (this: Parts, instance: JsonValue): boolean {
      return compile().call(this, instance);
    };
    return { references: rewriting.references, compile, judge };
  }
}

/** One definition, whatever its references lead to. */
interface Part {
  /** The names of definitions that it refers to. */
  readonly references: ReadonlySet<string>;
  /** Once; what is judged first does so as well. */
  readonly compile: () => void;
  readonly judge: (this: Parts, instance: JsonValue) => boolean;
}

/** What the names of definitions mean in one document. */
type Parts = ReadonlyMap<string, Part>;

function judgeByPart(this: Parts, name: string, instance: JsonValue): boolean {
  return (this.get(name) as Part).judge.call(this, instance);
}

const DEFINITIONS = ['definitions', '$defs'] as const;
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
  PART,
  '__proto__',
]);
/** Their members are named by the author. */
const MAPS: ReadonlySet<string> = new Set(['properties', 'patternProperties', 'dependentSchemas', 'dependencies']);
/** They hold values, in which nothing is a keyword. */
const VALUES: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'examples']);

/** Thrown and caught here only. */
class NotInParts extends Error {}

/** Writes one definition as a part. */
class Rewriting {
  readonly references = new Set<string>();
  readonly #prefix: string;

  constructor(container: string) {
    this.#prefix = `#/${container}/`;
  }

  write(schema: JsonValue): JsonObject | boolean | undefined {
    try {
      return this.#rewrite(schema) as JsonObject | boolean;
    } catch (error) {
      if (error instanceof NotInParts || error instanceof RangeError) return undefined;
      throw error;
    }
  }

  #rewrite(value: JsonValue): JsonValue {
    if (Array.isArray(value)) return value.map((item) => this.#rewrite(item));
    if (!isJsonObject(value)) return value;
    const copy: Record<string, JsonValue> = {};
    for (const [keyword, member] of Object.entries(value)) {
      if (IDENTIFIERS.has(keyword)) throw new NotInParts();
      if (keyword === '$ref') copy[PART] = this.#nameIn(member);
      else
        copy[keyword] = VALUES.has(keyword) ? member : MAPS.has(keyword) && isJsonObject(member) ? this.#rewriteMap(member) : this.#rewrite(member);
    }
    return copy;
  }

  #rewriteMap(map: JsonObject): JsonObject {
    if (Object.hasOwn(map, '__proto__')) throw new NotInParts();
    return Object.fromEntries(Object.entries(map).map(([name, schema]) => [name, this.#rewrite(schema)]));
  }

  #nameIn(reference: JsonValue): string {
    const name = typeof reference === 'string' && reference.startsWith(this.#prefix) ? reference.slice(this.#prefix.length) : undefined;
    if (name === undefined || /[/~%#]/.test(name)) throw new NotInParts();
    this.references.add(name);
    return name;
  }
}
