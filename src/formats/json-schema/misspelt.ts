import { isAnnotation, isSchemaWith, METASCHEMA_URIS, type SchemaNode } from '../../containment/index.ts';
import { appendPointer } from '../../core/json/pointer.ts';
import { isJsonObject, type JsonValue } from '../../core/json/value.ts';
import type { SchemaDocument } from '../../core/schema-document.ts';
import type { SchemaWarning } from '../../core/schema-warning.ts';
import { graphOf } from './parsed-graph.ts';
import { isKeywordSomewhere, nearestKeyword, unknownWords } from './unknown-words.ts';

/** @internal The code of the warning about a keyword misspelt, as the lint rule has it. */
export const UNKNOWN_KEYWORD = 'unknown_keyword';

// Comparing with every keyword has its price, and nobody misspells as many.
const MAX_UNKNOWN_WORDS = 1_000;

/**
 * @internal Where a keyword that events are judged by is probably misspelt; the lint rule tells every word that is none. Nothing where a schema
 * names a metaschema of its own, which may have words of its own.
 */
export function warnOfMisspelt(document: SchemaDocument): SchemaWarning[] {
  const own = graphOf(document).nodes.filter(({ location }) => location === '' || location.startsWith('/'));
  if (own.some(hasOwnMetaschema)) return [];
  return own
    .flatMap((node) =>
      unknownWords(node)
        .filter((word) => !isKeywordSomewhere(word))
        .map((word) => ({ node, word })),
    )
    .slice(0, MAX_UNKNOWN_WORDS)
    .flatMap(({ node, word }) => warnOfWord(node, word));
}

const STANDARD_METASCHEMAS: ReadonlySet<string> = new Set(Object.values(METASCHEMA_URIS));

function hasOwnMetaschema({ written }: SchemaNode): boolean {
  const named = isJsonObject(written) ? written['$schema'] : undefined;
  return typeof named === 'string' && !STANDARD_METASCHEMAS.has(named.replace(/#$/, ''));
}

function warnOfWord(node: SchemaNode, word: string): SchemaWarning[] {
  const meant = isJsonObject(node.written) ? misspeltKeyword(word, node.written[word] ?? null, node) : undefined;
  if (meant === undefined) return [];
  const message = `${JSON.stringify(word)} is no keyword of ${node.resource.reading.dialect} and says nothing; ${JSON.stringify(meant)} is one`;
  return [{ code: UNKNOWN_KEYWORD, message, pointer: appendPointer(node.location, word) }];
}

/**
 * @internal The keyword that a member of a node was probably meant to be, where events are judged by that and the value would fit it. Undefined for words that another
 * tool may have meant so: what is near to an annotation, has a mark before it or a part that the keyword has not, and some that are known.
 */
export function misspeltKeyword(word: string, value: JsonValue, node: SchemaNode): string | undefined {
  if (!/^\$?[a-z][\w-]*$/i.test(word) || OF_OTHERS.has(word)) return undefined;
  const meant = nearestKeyword(word, node);
  if (meant === undefined || isAnnotation(meant) || isOwnWord(word, meant)) return undefined;
  return isSchemaWith(meant, value, node.resource.reading.dialect) ? meant : undefined;
}

/** Near to `type`, `$ref`, `const`, `contains` and `then`, and words of other vocabularies, or of people. */
const OF_OTHERS: ReadonlySet<string> = new Set(['typeof', 'href', 'cost', 'container', 'when']);

/** `tsType` and `$type` are no misspelt `type`. */
function isOwnWord(word: string, meant: string): boolean {
  return partsOf(word) > partsOf(meant) || (word.startsWith('$') && !meant.startsWith('$'));
}

function partsOf(word: string): number {
  return word.split(/(?<=[a-z])(?=[A-Z])/).length;
}
