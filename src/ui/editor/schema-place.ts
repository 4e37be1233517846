/** What the object at a place of a schema document is. */
export type PlaceKind = 'schema' | 'map' | 'data';

/** Keywords that hold a schema, a list of them, or a map by name; `items` and `dependencies` may hold either. */
const SCHEMAS: ReadonlySet<string> = new Set(
  'not if then else items additionalItems additionalProperties unevaluatedItems unevaluatedProperties propertyNames contains contentSchema'.split(
    ' ',
  ),
);
const LISTS: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items']);
const MAPS: ReadonlySet<string> = new Set('properties patternProperties $defs definitions dependentSchemas dependencies'.split(' '));

/** Whether what stands at `steps` is a schema, a map of schemas by name, or plain data such as an example. */
export function placeKind(steps: readonly (string | number)[]): PlaceKind {
  let kind: PlaceKind | 'list' = 'schema';
  for (const step of steps) {
    if (kind === 'schema') kind = below(step);
    else if (kind === 'map') kind = 'schema';
    else if (kind === 'list') kind = typeof step === 'number' ? 'schema' : below(step);
    else return 'data';
  }
  return kind === 'list' ? 'schema' : kind;
}

function below(keyword: string | number): PlaceKind | 'list' {
  if (typeof keyword === 'number') return 'data';
  if (LISTS.has(keyword)) return 'list';
  if (SCHEMAS.has(keyword)) return 'schema';
  return MAPS.has(keyword) ? 'map' : 'data';
}
