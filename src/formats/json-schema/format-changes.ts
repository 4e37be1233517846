import { appendPointer } from '../../core/json/pointer.ts';
import { isJsonObject, type JsonValue } from '../../core/json/value.ts';
import type { FormatChange } from '../format.ts';

/** Keywords whose value is data, and those whose members are named by whoever wrote the schema. */
const DATA: ReadonlySet<string> = new Set(['const', 'enum', 'default', 'examples', 'example']);
const NAMED: ReadonlySet<string> = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'dependencies']);

/**
 * Where a schema that both documents have says another `format`, or one says none. What only one of them has is a change of its own. Schemas are told apart by
 * their place, so branches that changed places may be taken for changed. Linear.
 */
export function formatChanges(before: JsonValue, after: JsonValue): readonly FormatChange[] {
  const found: FormatChange[] = [];
  const pending = [{ a: before, b: after, pointer: '', isNamed: false }];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const { a, b, pointer, isNamed } = at;
    if (Array.isArray(a) && Array.isArray(b)) {
      for (const [index, value] of [...b.entries()].toReversed())
        if (index < a.length)
          pending.push({ a: a[index] as JsonValue, b: value as JsonValue, pointer: appendPointer(pointer, index), isNamed: false });
    }
    if (!isJsonObject(a) || !isJsonObject(b)) continue;
    if (!isNamed) found.push(...changeOf(formatIn(a), formatIn(b), pointer));
    for (const name of Object.keys(b).toReversed()) {
      const [inA, inB] = [Object.hasOwn(a, name) ? a[name] : undefined, b[name]];
      if (inA === undefined || inB === undefined || (!isNamed && DATA.has(name))) continue;
      pending.push({ a: inA, b: inB, pointer: appendPointer(pointer, name), isNamed: !isNamed && NAMED.has(name) });
    }
  }
  return found;
}

/** Whether some schema of a document says a `format`. Linear. */
export function hasFormat(schema: JsonValue): boolean {
  const pending = [{ value: schema, isNamed: false }];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const { value, isNamed } = at;
    if (Array.isArray(value)) for (const item of value as readonly JsonValue[]) pending.push({ value: item, isNamed: false });
    if (!isJsonObject(value)) continue;
    if (!isNamed && formatIn(value) !== undefined) return true;
    for (const [name, member] of Object.entries(value)) {
      if (member !== undefined && (isNamed || !DATA.has(name))) pending.push({ value: member, isNamed: !isNamed && NAMED.has(name) });
    }
  }
  return false;
}

function formatIn(schema: { readonly [name: string]: JsonValue | undefined }): string | undefined {
  const format = Object.hasOwn(schema, 'format') ? schema['format'] : undefined;
  return typeof format === 'string' ? format : undefined;
}

function changeOf(before: string | undefined, after: string | undefined, pointer: string): readonly FormatChange[] {
  if (before === after) return [];
  const place = after === undefined ? pointer : appendPointer(pointer, 'format');
  return [{ pointer: place, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}
