import { childList, childSchema, type SchemaGraph, type SchemaNode } from '../../containment/index.ts';
import { NamePatterns } from './name-pattern.ts';
import type { Scope } from './scope.ts';
import type { Conjunction, Shape } from './shape.ts';
import { isPlainRequirement, MAX_EXCLUSIVE, shapesOf, shapesOfAll } from './shapes-of.ts';

// Branches of a `oneOf` that are held against each other, to say whether they exclude each other.
const MAX_COMPARED = 48;

// Keywords that say of a value what a type may not, the likeliest first.
const LOOSENED = ['not', 'if', 'const', 'enum', 'oneOf', 'anyOf', 'allOf', '$ref', '$dynamicRef', '$recursiveRef', 'properties', 'items', 'type'];

function isLoose({ kind, isLoose: loose }: Shape): boolean {
  return kind === 'others' || loose === true;
}

/** The keywords that were widened, by the schema where they stand. */
export type Widened = ReadonlyMap<SchemaNode, ReadonlySet<string>>;

const NOTHING: Widened = new Map();

/** What was read of some schemas, and what was widened on the way. */
interface Read {
  readonly shapes: readonly Shape[];
  readonly widened: Widened;
}

/** Reads the schemas of one graph as alternatives, each once, and tells which keywords were widened. */
export class ShapeReader {
  readonly #scope: Scope;
  readonly #known = new Map<number, Read>();
  readonly #joined = new Map<string, Read>();
  readonly #severalBranches = new Map<SchemaNode, boolean>();
  /** By what is being read. */
  #widened: Map<SchemaNode, Set<string>> | undefined;

  constructor(graph: SchemaGraph) {
    this.#scope = {
      graph,
      depth: 0,
      patterns: new NamePatterns(),
      read: (node, scope) => this.#readOne(node, scope),
      onLoss: (node, keyword) => this.#lose(node, keyword),
    };
  }

  /** What a place holds where all these schemas hold. */
  read(schemas: Conjunction): readonly Shape[] {
    return this.#once(this.#joined, keyOf(schemas), () => {
      const shapes = shapesOfAll(schemas, this.#scope);
      if (shapes.some(isLoose)) for (const node of schemas) this.#loseAll(node);
      return shapes;
    });
  }

  /** What is read within, and what was widened for it, be it read before or now. */
  noting<Result>(read: () => Result): { readonly result: Result; readonly widened: Widened } {
    const outer = this.#widened;
    this.#widened = undefined;
    const result = read();
    const widened = this.#widened ?? NOTHING;
    this.#widened = outer;
    return { result, widened };
  }

  /** Whether some value may fit two branches of a `oneOf`, as far as shapes tell. */
  mayFitSeveral(node: SchemaNode): boolean {
    const known = this.#severalBranches.get(node);
    if (known !== undefined) return known;
    // No value stands where two branches hold, so nothing is lost there.
    const { result } = this.noting(() => this.#compareBranches(node));
    this.#severalBranches.set(node, result);
    return result;
  }

  #compareBranches(node: SchemaNode): boolean {
    const branches = childList(node, 'oneOf');
    if (branches.length > MAX_COMPARED) return true;
    if (branches.every(isPlainRequirement) && branches.length <= MAX_EXCLUSIVE) return false;
    return branches.some((one, index) => branches.slice(index + 1).some((other) => this.read([one, other]).length > 0));
  }

  #readOne(node: SchemaNode, scope: Scope): readonly Shape[] {
    return this.#once(this.#known, node.id, () => shapesOf(node, scope));
  }

  #once<Key>(known: Map<Key, Read>, key: Key, make: () => readonly Shape[]): readonly Shape[] {
    let read = known.get(key);
    if (read === undefined) {
      const { result, widened } = this.noting(make);
      read = { shapes: result, widened };
      known.set(key, read);
    }
    for (const [node, keywords] of read.widened) for (const keyword of keywords) this.#note(node, keyword);
    return read.shapes;
  }

  /** What a schema says that stands nowhere, being the opposite of another, is lost where the other stands. */
  #loseAll(node: SchemaNode): void {
    const place = node.id < 0 ? childSchema(node, 'not') : node;
    if (place === undefined || typeof place.schema === 'boolean') return;
    const keyword = LOOSENED.find((one) => Object.hasOwn(place.schema as object, one));
    if (keyword !== undefined) this.#lose(place, keyword);
  }

  #lose(lost: SchemaNode, keyword: string): void {
    this.#note(lost.id < 0 ? (childSchema(lost, 'not') ?? lost) : lost, keyword);
  }

  #note(node: SchemaNode, keyword: string): void {
    this.#widened ??= new Map();
    const keywords = this.#widened.get(node);
    if (keywords === undefined) this.#widened.set(node, new Set([keyword]));
    else keywords.add(keyword);
  }
}

/** Equal for the same schemas in whatever order. */
export function keyOf(schemas: Conjunction): string {
  const [first, second] = schemas;
  if (first !== undefined && second === undefined) return `${first.id}`;
  return schemas
    .map(({ id }) => id)
    .toSorted((a, b) => a - b)
    .join('&');
}
