import { childSchema, type SchemaNode } from '../../containment/index.ts';
import { isJsonObject, type JsonValue } from '../../core/json/value.ts';

/**
 * Whether the types and values that schemas list leave nothing in common: enough to tell the variants of a union apart
 * by what their discriminators say. References are not followed. False says nothing.
 */
export function arePlainlyEmpty(schemas: readonly SchemaNode[]): boolean {
  let values: readonly JsonValue[] | undefined;
  for (const { schema } of schemas) {
    if (schema === false) return true;
    const listed = schema === true ? undefined : listedValues(schema);
    if (listed !== undefined) values = values === undefined ? listed : values.filter((value) => listed.some((other) => mayEqual(value, other)));
  }
  const left = values?.filter((value) => schemas.every((schema) => mayHold(schema, value)));
  return left === undefined ? false : left.length === 0;
}

function listedValues(schema: object): readonly JsonValue[] | undefined {
  if ('const' in schema) return [schema.const as JsonValue];
  return 'enum' in schema && Array.isArray(schema.enum) ? (schema.enum as readonly JsonValue[]) : undefined;
}

/** Whether a value is of the types and values that a schema lists; what else it says is not looked at. */
export function mayHold(node: SchemaNode, value: JsonValue): boolean {
  const { schema } = node;
  if (typeof schema === 'boolean') return schema;
  const listed = listedValues(schema);
  if (listed !== undefined && !listed.some((other) => mayEqual(value, other))) return false;
  const types = schema['type'] === undefined ? undefined : [schema['type']].flat();
  if (types !== undefined && !types.some((type) => isOfType(value, type))) return false;
  const negated = childSchema(node, 'not');
  return negated === undefined || !isRefusedBy(negated, value);
}

/** Whether a negated schema is nothing but a list that has the value. */
function isRefusedBy({ schema }: SchemaNode, value: JsonValue): boolean {
  if (typeof schema === 'boolean') return schema;
  const listed = listedValues(schema);
  const isPlain = Object.keys(schema).every((keyword) => keyword === 'const' || keyword === 'enum');
  return isPlain && Object.keys(schema).length === 1 && listed !== undefined && isScalar(value) && listed.includes(value);
}

function isOfType(value: JsonValue, type: JsonValue): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isJsonObject(value);
  return type === 'integer' ? typeof value === 'number' : typeof value === type;
}

function mayEqual(a: JsonValue, b: JsonValue): boolean {
  return isScalar(a) || isScalar(b) ? a === b : Array.isArray(a) === Array.isArray(b);
}

function isScalar(value: JsonValue): boolean {
  return typeof value !== 'object' || value === null;
}
