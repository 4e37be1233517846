/**
 * What a generated type says, in no particular language. What several schemas say about one place is merged while the
 * model is built, so that there are no intersections.
 */
export type Type =
  | { readonly kind: 'unknown' }
  /** Only beside others, for members that may be absent. */
  | { readonly kind: 'undefined' }
  | ScalarType
  | { readonly kind: 'literal'; readonly value: Literal }
  | ObjectType
  | { readonly kind: 'array'; readonly items: Type }
  | { readonly kind: 'tuple'; readonly prefix: readonly Type[]; /** How many must be there. */ readonly required: number; readonly rest?: Type }
  /** Of no members: never. Literals beside `string` are names that a writer knows of an open list. */
  | { readonly kind: 'union'; readonly members: readonly Type[] }
  | {
      readonly kind: 'named';
      readonly name: string;
      /** Members that are not there, though the named type may not say so. */ readonly absent?: readonly string[];
    };

export interface ScalarType {
  readonly kind: 'scalar';
  readonly name: ScalarName;
  /** Of a string: the name of the branded type for its format. */
  readonly brand?: string;
}

export interface ObjectType {
  readonly kind: 'object';
  readonly properties: readonly Property[];
  /** Of all members whose names begin so; narrower than `rest`. */
  readonly prefixes?: readonly { readonly prefix: string; readonly type: Type }[];
  /** Of all other members; absent: there are none. */
  readonly rest?: Type;
  /** Set where other members are only tolerated: what a writer may send instead of `prefixes` and `rest`. */
  readonly sent?: Others;
}

export type Others = Pick<ObjectType, 'prefixes' | 'rest'>;

export type ScalarName = 'null' | 'boolean' | 'number' | 'string';
export type Literal = null | boolean | number | string;

export interface Property {
  readonly name: string;
  readonly type: Type;
  readonly required: boolean;
  readonly doc: Doc;
}

/** What a schema says to people. */
export interface Doc {
  readonly description?: string;
  /** Limits and facts, one a line: `@minimum 1`. */
  readonly tags?: readonly string[];
  readonly deprecated?: boolean;
}

/** A named type. */
export interface Declaration {
  readonly name: string;
  readonly type: Type;
  readonly doc: Doc;
  /** Where its schema stands: a JSON Pointer into the root document, or `uri#pointer`. */
  readonly location: string;
}

export const UNKNOWN: Type = { kind: 'unknown' };
export const NEVER: Type = { kind: 'union', members: [] };

/** The types that a type is made of; none for a name. */
export function partsOf(type: Type): readonly Type[] {
  switch (type.kind) {
    case 'array':
      return [type.items];
    case 'tuple':
      return [...type.prefix, ...optional(type.rest)];
    case 'union':
      return type.members;
    case 'object':
      return [...type.properties, ...(type.prefixes ?? [])].map((member) => member.type).concat(optional(type.rest));
    case 'named':
    case 'unknown':
    case 'undefined':
    case 'scalar':
    case 'literal':
      return [];
  }
}

/** The names that a type refers to, doubles included. */
export function namesIn(type: Type): readonly string[] {
  const names: string[] = [];
  visit(type, (part) => {
    if (part.kind === 'named') names.push(part.name);
  });
  return names;
}

/** A type, and all that it is made of. */
function visit(type: Type, meet: (type: Type) => void): void {
  meet(type);
  if (!IS_WHOLE.has(type.kind)) for (const part of partsOf(type)) visit(part, meet);
}

const IS_WHOLE: ReadonlySet<Type['kind']> = new Set(['named', 'unknown', 'undefined', 'scalar', 'literal']);

const USES = new WeakMap<Declaration, readonly string[]>();

/** The names that a declaration refers to, each once; found once. */
export function usesOf(declaration: Declaration): readonly string[] {
  const uses = USES.get(declaration) ?? [...new Set(namesIn(declaration.type))];
  USES.set(declaration, uses);
  return uses;
}

/** The branded types in a type, doubles included. */
export function brandsIn(type: Type): readonly string[] {
  const brands: string[] = [];
  visit(type, (part) => {
    if (part.kind === 'scalar' && part.brand !== undefined) brands.push(part.brand);
  });
  return brands;
}

function optional(type: Type | undefined): readonly Type[] {
  return type === undefined ? [] : [type];
}
