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

/** Reads the schemas of one document as alternatives, each once, and remembers which keywords were widened. */
export class ShapeReader {
  /** By keyword, where it stands. */
  readonly losses: Map<SchemaNode, Set<string>> = new Map();
  readonly #scope: Scope;
  readonly #known = new Map<number, readonly Shape[]>();
  readonly #joined = new Map<string, readonly Shape[]>();

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
    const key = keyOf(schemas);
    const known = this.#joined.get(key);
    if (known !== undefined) return known;
    const shapes = shapesOfAll(schemas, this.#scope);
    if (shapes.some(isLoose)) for (const node of schemas) this.#loseAll(node);
    this.#joined.set(key, shapes);
    return shapes;
  }

  /** Whether some value may fit two branches of a `oneOf`, as far as shapes tell. */
  mayFitSeveral(node: SchemaNode): boolean {
    const branches = childList(node, 'oneOf');
    if (branches.length > MAX_COMPARED) return true;
    if (branches.every(isPlainRequirement) && branches.length <= MAX_EXCLUSIVE) return false;
    return branches.some((one, index) => branches.slice(index + 1).some((other) => this.read([one, other]).length > 0));
  }

  #readOne(node: SchemaNode, scope: Scope): readonly Shape[] {
    const known = this.#known.get(node.id);
    if (known !== undefined) return known;
    const shapes = shapesOf(node, scope);
    this.#known.set(node.id, shapes);
    return shapes;
  }

  /** What a schema says that stands nowhere, being the opposite of another, is lost where the other stands. */
  #loseAll(node: SchemaNode): void {
    const place = node.id < 0 ? childSchema(node, 'not') : node;
    if (place === undefined || typeof place.schema === 'boolean') return;
    const keyword = LOOSENED.find((one) => Object.hasOwn(place.schema as object, one));
    if (keyword !== undefined) this.#lose(place, keyword);
  }

  #lose(lost: SchemaNode, keyword: string): void {
    const node = lost.id < 0 ? (childSchema(lost, 'not') ?? lost) : lost;
    const keywords = this.losses.get(node) ?? new Set();
    this.losses.set(node, keywords.add(keyword));
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
