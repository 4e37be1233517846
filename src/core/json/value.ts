import type { Decimal } from './decimal.ts';

/** A JSON value as JavaScript holds it. A number means its shortest decimal form. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/**
 * A JSON value that keeps numbers exact: a number literal that no double stands for (9007199254740993, 1e400)
 * is a `Decimal`, every other one a plain number. Each `JsonValue` is an `ExactValue`.
 */
export type ExactValue = null | boolean | number | Decimal | string | readonly ExactValue[] | ExactObject;

export interface ExactObject {
  readonly [name: string]: ExactValue;
}

/** @internal Narrow to an object that is neither an array, nor null, nor a `Decimal`. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
