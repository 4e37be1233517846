import { pathOf } from '../../src/client/transport.ts';
import type { SchemaResource } from '../../src/core/resources.ts';
import { DIALECTS } from '../../src/core/version.ts';
import { mapInOrder } from '../map-in-order.ts';
import { isLeftOut, type ImportItem } from './plan-confluent.ts';
import { nameOfVersion, WIRE_DIALECT } from './read-confluent.ts';
import { listed } from './sluice-source.ts';
import type { Wire } from './wire.ts';

const REQUESTS_AT_ONCE = 8;

/**
 * What a Sluice reads as another dialect than Confluent's wire does, since the text has no `$schema` and says nothing; a note for each
 * dialect. One request for each such schema. Only reads.
 */
export async function dialectLosses(source: Wire, items: readonly ImportItem[]): Promise<readonly string[]> {
  const silent = items.filter((item) => !isLeftOut(item) && namesNoDialect(item.source.schema));
  const ids = [...new Set(silent.map((item) => item.source.id))];
  const dialects = new Map<number, string | undefined>();
  const work = async (id: number): Promise<readonly [number, string | undefined]> => [
    id,
    ((await source.find(pathOf`/api/v1/schemas/${id}`)) as SchemaResource | undefined)?.dialect,
  ];
  for await (const [id, dialect] of mapInOrder(ids, { width: REQUESTS_AT_ONCE, work })) dialects.set(id, dialect);
  const others = DIALECTS.filter((dialect) => dialect !== WIRE_DIALECT && [...dialects.values()].includes(dialect));
  return others.map((dialect) => {
    const names = silent.filter((item) => dialects.get(item.source.id) === dialect).map((item) => nameOfVersion(item.source));
    return `${listed(names, 'version')} without $schema: ${dialect} at the source and ${WIRE_DIALECT} at the target, which may take other events`;
  });
}

/** `true` and `false` mean the same in every dialect. */
function namesNoDialect(text: string): boolean {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null && !('$schema' in value);
}
