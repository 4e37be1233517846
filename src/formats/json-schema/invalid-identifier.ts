import { identifierKeyword, identifierOf } from '../../containment/index.ts';
import { appendPointer } from '../../core/json/pointer.ts';
import type { SchemaDocument } from '../../core/schema-document.ts';
import type { SchemaWarning } from '../../core/schema-warning.ts';
import { isUriReference } from '../../core/uri.ts';
import { graphOf } from './parsed-graph.ts';

/** @internal The code of the warning about a name that no URI can be, as the lint rule has it. */
export const INVALID_IDENTIFIER = 'invalid_identifier';

/**
 * @internal Where a schema calls itself something that is no URI-reference, which every dialect asks for. It is read as it is written, and so are the
 * references to it; ajv refuses some such names, and does not find what others lead to.
 */
export function warnOfIdentifiers(document: SchemaDocument): SchemaWarning[] {
  return graphOf(document).nodes.flatMap(({ location, schema, written, resource }) => {
    // Up to draft-07, one beside `$ref` is no name.
    const isName = typeof schema === 'object' && typeof schema['$id'] === 'string' && (location === '' || location.startsWith('/'));
    const { dialect } = resource.reading;
    const name = isName ? identifierOf(written, dialect) : undefined;
    if (name === undefined || isUriReference(name)) return [];
    const keyword = identifierKeyword(written, dialect);
    const message = `${JSON.stringify(keyword)} is ${shown(name)}, which is no URI-reference (RFC 3986): other validators may refuse the schema, or not find what its references lead to; write one such as "urn:shop:order" or "https://shop.test/order.json"`;
    return [{ code: INVALID_IDENTIFIER, message, pointer: appendPointer(location, keyword) }];
  });
}

function shown(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}
