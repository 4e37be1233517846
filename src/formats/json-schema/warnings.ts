import type { SchemaDocument } from '../../core/schema-document.ts';
import type { SchemaWarning } from '../../core/schema-warning.ts';
import { deviationsOf } from './ajv-deviations.ts';
import { graphOf } from './parsed-graph.ts';

const MAX_WARNINGS = 100;

/**
 * The places of a document that validators made with ajv may read otherwise, at most a hundred. Left out: what they misread
 * only on extraordinary values, and what stands in other documents, where it was told when those were registered.
 */
export function warningsOf(document: SchemaDocument): readonly SchemaWarning[] {
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
