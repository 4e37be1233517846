import type { Declaration } from '../model/type.ts';

/** Where the schema of a type stands. */
export interface Place {
  /** A JSON Pointer into the root document, or `uri#pointer` for another one. */
  readonly location: string;
  /** The URN of the root document, where it came from a registry. */
  readonly dataschema: string | undefined;
}

/**
 * A declaration whose comment leads to its schema; of several places to the first, with the number of the others. The root of a document
 * that came from no registry has no name to lead to.
 */
export function withPlaces(declaration: Declaration, places: readonly Place[]): Declaration {
  const [first, ...others] = [...new Set(places.map(placeText))].filter((text) => text !== '#');
  if (first === undefined) return declaration;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return { ...declaration, doc: { ...declaration.doc, tags: [...(declaration.doc.tags ?? []), `@see ${first}${more}`] } };
}

function placeText({ location, dataschema = '' }: Place): string {
  return location.includes('#') ? location : `${dataschema}#${location}`;
}
