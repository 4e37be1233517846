/**
 * What a generated type says, in no particular language. There is no intersection: what several schemas say about one
 * place is merged while the model is built.
 */
export type Type =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'scalar'; readonly name: ScalarName }
  | { readonly kind: 'literal'; readonly value: Literal }
  | { readonly kind: 'object'; readonly properties: readonly Property[]; /** Of all other members; absent: there are none. */ readonly rest?: Type }
  | { readonly kind: 'array'; readonly items: Type }
  | { readonly kind: 'tuple'; readonly prefix: readonly Type[]; /** How many must be there. */ readonly required: number; readonly rest?: Type }
  /** Of no members: never. */
  | { readonly kind: 'union'; readonly members: readonly Type[] }
  | { readonly kind: 'named'; readonly name: string };

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
  readonly deprecated?: boolean;
}

/** A named type. */
export interface Declaration {
  readonly name: string;
  readonly type: Type;
  readonly doc: Doc;
}

export const UNKNOWN: Type = { kind: 'unknown' };
export const NEVER: Type = { kind: 'union', members: [] };
