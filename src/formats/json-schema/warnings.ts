import type { SchemaDocument } from '../../core/schema-document.ts';
import type { SchemaWarning } from '../../core/schema-warning.ts';
import { isJsonObject } from '../../core/json/value.ts';
import { isKeyword } from '../../containment/index.ts';
import { dialectInForce } from './ajv-judge.ts';
import { deviationsOf } from './ajv-deviations.ts';
import { graphOf } from './parsed-graph.ts';

const MAX_WARNINGS = 100;

/**
 * What whoever registers a document should know: that no keyword is in it, and the places that validators made with ajv may
 * read otherwise, at most a hundred. Left out: what they misread only on extraordinary values, and what stands in other
 * documents, where it was told when those were registered.
 */
export function warningsOf(document: SchemaDocument): readonly SchemaWarning[] {
  return [...warnOfNoKeyword(document), ...warnOfDeviations(document)];
}

/** Members that say nothing about events, in a document that says nothing else. */
const NAMING: ReadonlySet<string> = new Set(['$schema', '$id', 'id', '$anchor', '$comment', 'title', 'description']);

/** @internal The code of the warning about a document without keywords. */
export const NO_KEYWORD = 'no_keyword';

/** To the specification `{ "tpye": "object" }` is a schema that accepts everything. */
function warnOfNoKeyword(document: SchemaDocument): SchemaWarning[] {
  const { schema } = document;
  if (!isJsonObject(schema)) return [];
  const dialect = dialectInForce(document);
  const telling = Object.keys(schema).filter((name) => !NAMING.has(name) && !name.startsWith('x-'));
  if (telling.length === 0 || telling.some((name) => isKeyword(name, dialect))) return [];
  const names = telling.slice(0, 5).map((name) => JSON.stringify(name));
  const more = telling.length > names.length ? ' and others' : '';
  return [
    { code: NO_KEYWORD, message: `no keyword of ${dialect} is in it, so it accepts every event; found ${names.join(', ')}${more}`, pointer: '' },
  ];
}

function warnOfDeviations(document: SchemaDocument): SchemaWarning[] {
  return deviationsOf(graphOf(document))
    .filter(({ deviation, location }) => deviation.instances === undefined && isPointer(location))
    .slice(0, MAX_WARNINGS)
    .map(({ deviation: { id, construct, reason }, location }) => ({
      code: id,
      message: `validators made with ajv may read ${construct} otherwise: ${reason}`,
      pointer: location,
    }));
}

function isPointer(location: string): boolean {
  return location === '' || location.startsWith('/');
}
