import { isJsonObject, type JsonObject } from '../../../../core/json/value.ts';
import { listOf, textsOf } from './keyword-values.ts';
import type { Place, SchemaPlaces } from './schema-places.ts';

/** What a node is made of, once references and `allOf` were followed. */
export interface Expanded {
  readonly parts: readonly Place[];
  readonly seen: ReadonlySet<string>;
  readonly refersTo: readonly string[];
  readonly again: string | undefined;
  readonly outside: readonly string[];
}

// `allOf` and references may multiply; nobody reads so many at one place.
const MAX_PARTS = 500;

/** Follow the references and the `allOf` of schemas that hold together; `seen` has the pointers that references on the way to here led to. */
export function expand(places: SchemaPlaces, from: Pick<Expanded, 'parts' | 'seen'>): Expanded {
  const seen = new Set(from.seen);
  const [parts, refersTo, outside]: [Place[], string[], string[]] = [[], [], []];
  let again: string | undefined;
  const waiting = [...from.parts];
  for (const part of waiting) {
    if (parts.length >= MAX_PARTS) break;
    if (!isJsonObject(part.schema)) {
      parts.push(part);
      continue;
    }
    const references = ['$ref', '$dynamicRef', '$recursiveRef'].flatMap((name) => textsOf([part.schema as JsonObject], name));
    const isBare = references.length > 0 && !places.readsSiblings;
    parts.push(isBare ? { ...part, schema: annotationsOf(part.schema) } : part);
    if (!isBare) waiting.push(...listOf(part.schema['allOf']).map((branch, at) => places.below(part, branch, 'allOf', at)));
    for (const reference of references) {
      const target = places.follow(part, reference);
      if (target === undefined) outside.push(reference);
      else if (seen.has(target.pointer)) again = nameOf(target);
      else {
        seen.add(target.pointer);
        refersTo.push(nameOf(target));
        waiting.push(target);
      }
    }
  }
  return { parts, seen: parts.some(({ pointer }) => pointer === '') ? seen.add('') : seen, refersTo, again, outside };
}

/** What is said beside a `$ref` to people still helps them where it means nothing to validators. */
function annotationsOf(schema: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).filter(([name]) => ['title', 'description', 'deprecated', 'default', 'examples', 'x-sensitive'].includes(name)),
  );
}

/** What a schema is called: its title, else the last step to it. */
function nameOf({ schema, pointer }: Place): string {
  const title = isJsonObject(schema) ? schema['title'] : undefined;
  if (typeof title === 'string' && title !== '') return title;
  return pointer === '' ? 'the event' : (pointer.split('/').at(-1) ?? '').replaceAll('~1', '/').replaceAll('~0', '~');
}
