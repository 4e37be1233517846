import { appendPointer } from '../../core/json/pointer.ts';
import type { JsonObject } from '../../core/json/value.ts';
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

/** The location of a keyword. */
export function keywordAt(site: Site, keyword: string): string {
  return appendPointer(site.node.location, keyword);
}
