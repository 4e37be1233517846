import type { JsonValue } from './json/value.ts';

export const CHANGED_THINGS = [
  'property',
  'definition',
  'branch',
  'item',
  'required',
  'value',
  'type',
  'constraint',
  'annotation',
  'identity',
  'schema',
] as const;
/** What kind of thing changed. `value` is one of an `enum`; `identity` what names or reads the document: `$id`, `$schema`; `annotation` asserts nothing. */
export type ChangedThing = (typeof CHANGED_THINGS)[number];

/** One difference between two documents, at its place. */
export interface SchemaChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly thing: ChangedThing;
  /** The member, branch or keyword: `currency`, `oneOf 2`, `minimum`. */
  readonly name: string;
  /** A JSON Pointer into the newer document; of what was removed, into the older. */
  readonly pointer: string;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

/** The same with where it stands in each document; where it is absent, where it would stand, `-` for the end of an array. */
export interface PlacedChange extends SchemaChange {
  readonly places: { readonly before: string; readonly after: string };
}

/** One operation of a JSON Patch (RFC 6902). */
export type PatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: JsonValue }
  | { readonly op: 'remove'; readonly path: string };
