import type { ImportItem } from './plan-confluent.ts';
import { nameOfVersion, targetOf, type WireVersion } from './read-confluent.ts';
import { contextOf } from './wire.ts';

/**
 * Confluent counts ids in each context, a Sluice in the whole registry. Whatever has an id that another schema of the source has too is no
 * step of an import but `differs`, with the place of that other one; both are, since nobody knows which of them messages mean.
 */
export function withClashes(items: readonly ImportItem[]): readonly ImportItem[] {
  const known = new Map(items.map(({ source }) => [nameOfVersion(source), source]));
  const wanted = items.filter(isWanted).map(({ source }) => source);
  const first = new Map(wanted.toReversed().map((source) => [source.id, source]));
  const isFirst = (source: WireVersion): boolean => isSameSchema(first.get(source.id) ?? source, source, known);
  const others = new Map(wanted.filter((source) => !isFirst(source)).map((source) => [source.id, source]));
  return items.map((item) => {
    const { source } = item;
    const [one, another] = [first.get(source.id), others.get(source.id)];
    if (one === undefined || another === undefined || !isWanted(item)) return item;
    const other = isFirst(source) ? another : one;
    const why = `the source has the id ${source.id} for another schema too, ${nameOfVersion(other)}; here an id is one schema in all contexts`;
    return { source, step: { kind: 'differs', why, wayOut: contextOf(source.subject) } };
  });
}

function isWanted({ step }: ImportItem): boolean {
  return step.kind === 'import' || step.kind === 'there' || step.kind === 'delete' || step.kind === 'differs';
}

type Known = ReadonlyMap<string, WireVersion>;

/** As far as can be seen: a reference that only one of the two has, or whose target is not known, tells nothing apart. */
function isSameSchema(a: WireVersion, b: WireVersion, known: Known): boolean {
  if (a === b) return true;
  if (!isSameText(a.schema, b.schema) || !isSameJson(a.metadata, b.metadata) || !isSameJson(a.ruleSet, b.ruleSet)) return false;
  return a.references.every((reference) => {
    const same = b.references.find(({ name }) => name === reference.name);
    const [one, other] = [known.get(targetOf(a, reference)), same && known.get(targetOf(b, same))];
    return one === undefined || other === undefined || isSameSchema(one, other, known);
  });
}

function isSameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** White space and the like are not what a schema is. */
export function isSameText(a: string, b: string): boolean {
  if (a === b) return true;
  try {
    return isSameJson(JSON.parse(a), JSON.parse(b));
  } catch {
    return false;
  }
}
