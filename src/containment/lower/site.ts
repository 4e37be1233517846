import { appendPointer } from '../../core/json/pointer.ts';
import type { JsonObject } from '../../core/json/value.ts';
import type { Term } from '../form/term.ts';
import type { Terms } from '../form/terms.ts';
import type { Resource, SchemaNode } from '../resolve/node.ts';
import type { Lowering } from './lower.ts';

/** A subschema in work. */
export interface Site {
  readonly lowering: Lowering;
  readonly node: SchemaNode;
  readonly schema: JsonObject;
  readonly scope: readonly Resource[];
  readonly terms: Terms;
}

/** Most subschemas have none of most keywords. */
export const NOTHING: readonly Term[] = [];

/** Where a term comes from: a subschema, or one keyword of it. Written out only for reasons, which are rare. */
export interface Origin {
  readonly node: SchemaNode;
  readonly keyword: string | undefined;
}

export function locationOf({ node, keyword }: Origin): string {
  return keyword === undefined ? node.location : appendPointer(node.location, keyword);
}
