import { isKeyword, keywordsIn, SUPPORTED_DIALECTS, type SchemaNode } from '../../containment/index.ts';
import { nearest } from '../../core/nearest.ts';

/** The members of a subschema, as written, that are no keyword of its dialect and do not say that they are extensions (`x-…`). */
export function unknownWords({ written, resource }: SchemaNode): string[] {
  if (typeof written === 'boolean') return [];
  const { dialect } = resource.reading;
  return Object.keys(written).filter((word) => !isKeyword(word, dialect) && !/^x-/i.test(word));
}

/** Whether some dialect has the word as a keyword. */
export function isKeywordSomewhere(word: string): boolean {
  return SUPPORTED_DIALECTS.some((dialect) => isKeyword(word, dialect));
}

/** The keyword of the node's dialect that a word is nearest to; undefined where none is near. */
export function nearestKeyword(word: string, { resource }: SchemaNode): string | undefined {
  return nearest(word, keywordsIn(resource.reading.dialect));
}
