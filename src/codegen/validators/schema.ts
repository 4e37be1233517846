import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts';
import { OUTLINES } from './outlines.ts';
import { LISTED_ITEMS } from './unit.ts';

/** A schema within a unit: what is no object is `true` or `false`. */
export type UnitSchema = JsonValue;

/** Keywords that take nothing away by themselves. */
const SILENT = new Set([OUTLINES, LISTED_ITEMS, 'minContains', 'maxContains', 'then', 'else']);

/** Whether every value passes, as far as that is plain to see. */
export function takesAll(schema: UnitSchema | undefined): boolean {
  return schema === undefined || schema === true || (isJsonObject(schema) && Object.keys(schema).every((keyword) => SILENT.has(keyword)));
}

export function listIn(schema: JsonObject, keyword: string): readonly JsonValue[] {
  return Array.isArray(schema[keyword]) ? (schema[keyword] as readonly JsonValue[]) : [];
}

export function mapIn(schema: JsonObject, keyword: string): readonly (readonly [name: string, value: JsonValue])[] {
  return Object.entries((schema[keyword] ?? {}) as JsonObject);
}

/** The values, all different, where each branch of a union is one and nothing else; undefined otherwise. */
export function constantsOf(branches: readonly JsonValue[]): readonly JsonValue[] | undefined {
  if (!branches.every(isConstant)) return undefined;
  const values = branches.map((branch) => branch['const'] as JsonValue);
  const isDistinct = values.every((value) => typeof value !== 'object') && new Set(values).size === values.length;
  return isDistinct ? values : undefined;
}

function isConstant(branch: JsonValue): branch is JsonObject {
  if (!isJsonObject(branch) || !Object.hasOwn(branch, 'const')) return false;
  const { type, const: value, ...others } = branch;
  return Object.keys(others).length === 0 && (type === undefined || type === typeof value);
}
