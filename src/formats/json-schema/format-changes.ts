import { isJsonObject, type JsonValue } from '../../core/json/value.ts';
import type { SchemaChange } from '../../core/schema-change.ts';
import type { FormatChange } from '../format.ts';
import { placedChanges } from './schema-changes.ts';

const FORMAT = '/format';

/** Keywords whose value is data, and those whose members are named by whoever wrote the schema. */
const DATA: ReadonlySet<string> = new Set(['const', 'enum', 'default', 'examples', 'example']);
const NAMED: ReadonlySet<string> = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'dependencies']);

/** Whether a change is one of what a schema says as its `format`. */
export function isFormatChange({ thing, name }: Pick<SchemaChange, 'thing' | 'name'>): boolean {
  return thing === 'constraint' && name === 'format';
}

/** Where a schema that both documents have says another `format`, or one says none, as `placedChanges` finds schemas again. Linear. */
export function formatChanges(before: JsonValue, after: JsonValue): readonly FormatChange[] {
  return placedChanges(before, after)
    .filter(isFormatChange)
    .map(({ places, ...change }) => ({
      pointer: change.after === undefined ? places.after.slice(0, -FORMAT.length) : places.after,
      ...(typeof change.before === 'string' ? { before: change.before } : {}),
      ...(typeof change.after === 'string' ? { after: change.after } : {}),
    }));
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
