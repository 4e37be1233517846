import type { SchemaDocument } from '../../core/schema-document.ts';
import type { SchemaWarning } from '../../core/schema-warning.ts';
import { isJsonObject } from '../../core/json/value.ts';
import { costliestNode, isBacktracking, isKeyword, patternSize, type SchemaGraph } from '../../containment/index.ts';
import { appendPointer } from '../../core/json/pointer.ts';
import { deviationsOf } from './ajv-deviations.ts';
import { dialectInForce } from './dialect-in-force.ts';
import { warnOfIdentifiers } from './invalid-identifier.ts';
import { misspeltKeyword, warnOfMisspelt } from './misspelt.ts';
import { graphOf } from './parsed-graph.ts';

const MAX_WARNINGS = 100;

/**
 * What whoever registers a document should know: that no keyword is in it, or one misspelt, names that are no URIs, what costs gates too
 * much, and the places that validators made with ajv may read otherwise, at most a hundred of each. Left out: what they misread only on
 * extraordinary values, and what stands in other documents, where it was told when those were registered.
 */
export function warningsOf(document: SchemaDocument): readonly SchemaWarning[] {
  const noKeyword = warnOfNoKeyword(document);
  return [
    ...(noKeyword.length > 0 ? noKeyword : warnOfMisspelt(document).slice(0, MAX_WARNINGS)),
    ...warnOfIdentifiers(document).slice(0, MAX_WARNINGS),
    ...warnOfCost(document),
    ...warnOfPatterns(document),
    ...warnOfDeviations(document),
  ];
}

/** @internal The code of the warning about branches that multiply. */
export const OVERLAPPING_BRANCHES = 'overlapping_branches';

// Ordinary schemas ask a value of a few dozen; a union of all GitHub events of some hundreds.
const MAX_COST = 10_000;

/** @internal */
export function warnOfCost(document: SchemaDocument): SchemaWarning[] {
  const worst = costliestNode(graphOf(document));
  if (worst === undefined || worst.cost <= MAX_COST || !isPointer(worst.node.location)) return [];
  const message = `one value may be asked of ${worst.cost >= Number.MAX_SAFE_INTEGER ? 'more than 2^53' : worst.cost} subschemas here, since branches lead to the same ones again and again; let each lead to them once. Gates refuse events that take too long to judge`;
  return [{ code: OVERLAPPING_BRANCHES, message, pointer: worst.node.location }];
}

/** @internal The code of the warning about back references. */
export const PATTERN_BACKTRACKS = 'pattern_backtracks';

/** @internal The code of the warning about repetitions that make a pattern huge. */
export const PATTERN_LARGE = 'pattern_large';

// Formats written as patterns, such as that of a URI, have some hundreds.
const MAX_PATTERN_SIZE = 1_000;

/** @internal */
export function warnOfPatterns(document: SchemaDocument): SchemaWarning[] {
  const warnings: SchemaWarning[] = [];
  for (const node of graphOf(document).nodes) {
    if (!isPointer(node.location)) continue;
    for (const [pointer, source] of patternsOf(node)) {
      warnings.push(...warnOfPattern(source, node.location + pointer));
      if (warnings.length === MAX_WARNINGS) return warnings; // Each of those that follow would be read first.
    }
  }
  return warnings;
}

function warnOfPattern(source: string, pointer: string): SchemaWarning[] {
  if (source.length < MAX_PATTERN_SIZE && !MAY_BE_COSTLY.test(source)) return [];
  const shown = JSON.stringify(source.length > 80 ? `${source.slice(0, 80)}…` : source);
  if (isBacktracking(source)) {
    const message = `the pattern ${shown} has a back reference, counts too far, or names too many Unicode properties, which may take exponential time for some texts; write it without. Until then gates judge its events one at a time, and refuse those that take longer than a second`;
    return [{ code: PATTERN_BACKTRACKS, message, pointer }];
  }
  const size = patternSize(source);
  if (size <= MAX_PATTERN_SIZE) return [];
  const message = `the pattern ${shown} has ${size} parts with its repetitions written out, and each character of a text may take as many steps; say lengths by minLength and maxLength, or repeat less. Gates judge long texts under it one at a time, and refuse those that take longer than a second`;
  return [{ code: PATTERN_LARGE, message, pointer }];
}

// A back reference, or a count.
const MAY_BE_COSTLY = /\\[1-9k]|\{/;

function patternsOf({ schema, children }: SchemaGraph['nodes'][number]): (readonly [pointer: string, source: string])[] {
  const own = isJsonObject(schema) && typeof schema['pattern'] === 'string' ? [['/pattern', schema['pattern']] as const] : [];
  const named = children.get('patternProperties');
  if (named?.kind !== 'map') return own;
  return [...own, ...[...named.nodes.keys()].map((source) => [appendPointer('/patternProperties', source), source] as const)];
}

/** Members that say nothing about events, in a document that says nothing else. */
const NAMING: ReadonlySet<string> = new Set(['$schema', '$id', 'id', '$anchor', '$comment', 'title', 'description']);

/** @internal The code of the warning about a document without keywords. */
export const NO_KEYWORD = 'no_keyword';

/** To the specification `{ "tpye": "object" }` is a schema that accepts everything. */
export function warnOfNoKeyword(document: SchemaDocument): SchemaWarning[] {
  const { schema } = document;
  if (!isJsonObject(schema)) return [];
  const dialect = dialectInForce(document);
  const telling = Object.keys(schema).filter((name) => !NAMING.has(name) && !name.startsWith('x-'));
  if (telling.length === 0 || telling.some((name) => isKeyword(name, dialect))) return [];
  const names = telling.slice(0, 5).map((name) => JSON.stringify(name));
  const more = telling.length > names.length ? ' and others' : '';
  const { root } = graphOf(document);
  const meant = telling.slice(0, 5).map((name) => misspeltKeyword(name, schema[name] ?? null, root));
  const hints = [...new Set(meant.filter((name) => name !== undefined))].map((name) => JSON.stringify(name));
  const hint = hints.length === 0 ? '' : `; ${hints.join(', ')} ${hints.length === 1 ? 'is one' : 'are some'}`;
  const message = `no keyword of ${dialect} is in it, so it accepts every event; found ${names.join(', ')}${more}${hint}`;
  return [{ code: NO_KEYWORD, message, pointer: '' }];
}

/** @internal */
export function warnOfDeviations(document: SchemaDocument): SchemaWarning[] {
  return deviationsOf(graphOf(document))
    .filter(({ deviation, location }) => (deviation.instances === undefined || deviation.isOrdinary === true) && isPointer(location))
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
