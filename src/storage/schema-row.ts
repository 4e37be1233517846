import type { JsonObject } from '../core/json/value.ts';
import type { SchemaRecord } from '../core/version.ts';

/** @internal A schema as the tables of the drivers hold it. Written by us, so it is read without checking again. */
export interface SchemaRow {
  readonly id: number;
  readonly identity: string;
  readonly guid: string;
  readonly fingerprint: string;
  readonly format: string;
  /** '' for none. */
  readonly dialect: NonNullable<SchemaRecord['dialect']> | '';
  readonly text: string;
  /** JSON, as `jsonOrNull` gives it. */
  readonly metadata: string | null;
  readonly rule_set: string | null;
}

/** @internal */
export function schemaOf({ dialect, metadata, rule_set: ruleSet, ...rest }: SchemaRow): SchemaRecord {
  return {
    ...rest,
    ...(dialect === '' ? {} : { dialect }),
    ...(metadata === null ? {} : { metadata: JSON.parse(metadata) as JsonObject }),
    ...(ruleSet === null ? {} : { ruleSet: JSON.parse(ruleSet) as JsonObject }),
  };
}

/** @internal The text of what is attached, which keeps the order of its members; null for nothing. */
export function jsonOrNull(value: JsonObject | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
