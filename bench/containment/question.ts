import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';

/** Is every event of the writer an event of the reader? */
export interface BenchQuestion {
  readonly name: string;
  readonly writer: JsonValue;
  readonly reader: JsonValue;
  readonly documents?: JsonObject;
}

/** Both directions of a change: the new one reads the old one's events, and the other way round. */
export function bothWays(name: string, older: JsonValue, newer: JsonValue, documents?: JsonObject): BenchQuestion[] {
  const rest = documents === undefined ? {} : { documents };
  return [
    { name: `${name} BACKWARD`, writer: older, reader: newer, ...rest },
    { name: `${name} FORWARD`, writer: newer, reader: older, ...rest },
  ];
}

/** `count` of them, evenly spread. */
export function sample<T>(all: readonly T[], count: number): T[] {
  const step = Math.max(1, all.length / count);
  return all.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
}
