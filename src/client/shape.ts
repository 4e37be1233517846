/** What an answer must have for this client to work on it: members with their kind; of a list the shape of its items, of an object its own. */
export interface Shape {
  readonly [member: string]: 'string' | 'number' | 'boolean' | 'object' | 'list' | Shape | readonly [Shape];
}

/**
 * The first place where an answer is not of this shape, as a JSON Pointer; undefined where it is. Only what every registry of the API has
 * is in a shape: an earlier one leaves out what came later.
 */
export function misshapen(value: unknown, shape: Shape, at = ''): string | undefined {
  if (!isObject(value)) return at;
  for (const [member, kind] of Object.entries(shape)) {
    const place = `${at}/${member}`;
    const found = Object.hasOwn(value, member) ? value[member] : undefined;
    const wrong = typeof kind === 'string' ? (kindOf(found) === kind ? undefined : place) : misshapenPart(found, kind, place);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function misshapenPart(value: unknown, shape: Shape | readonly [Shape], place: string): string | undefined {
  if (!isListShape(shape)) return misshapen(value, shape, place);
  if (!Array.isArray(value)) return place;
  for (const [index, item] of value.entries()) {
    const wrong = misshapen(item, shape[0], `${place}/${index}`);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function isListShape(shape: Shape | readonly [Shape]): shape is readonly [Shape] {
  return Array.isArray(shape);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return kindOf(value) === 'object';
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  return value === null ? 'null' : typeof value;
}
