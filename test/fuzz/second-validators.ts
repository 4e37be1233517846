import { randomUUID } from 'node:crypto';
import * as draft04 from '@hyperjump/json-schema/draft-04';
import * as draft06 from '@hyperjump/json-schema/draft-06';
import * as draft07 from '@hyperjump/json-schema/draft-07';
import * as draft2019 from '@hyperjump/json-schema/draft-2019-09';
import * as draft2020 from '@hyperjump/json-schema/draft-2020-12';
import { METASCHEMA_URIS } from '../../src/containment/index.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import type { SchemaDocument } from '../../src/core/schema-document.ts';

const VALIDATORS = {
  'draft-04': draft04,
  'draft-06': draft06,
  'draft-07': draft07,
  'draft-2019-09': draft2019,
  'draft-2020-12': draft2020,
} as const;

/** @hyperjump/json-schema, which shares no code with the engine and is exact where ajv is not; undefined where it has no opinion. */
export async function hyperjump({ schema, dialect }: SchemaDocument, instances: readonly JsonValue[]): Promise<readonly boolean[] | undefined> {
  if (dividesRoughly(schema, instances)) return undefined;
  const { registerSchema, unregisterSchema, validate } = VALIDATORS[dialect];
  const uri = `https://example.com/${randomUUID()}`;
  try {
    registerSchema(withoutIdentity(schema) as boolean, uri, METASCHEMA_URIS[dialect]);
  } catch {
    return undefined;
  }
  try {
    const answers: boolean[] = [];
    for (const instance of instances) answers.push((await validate(uri, instance as null)).valid);
    return answers;
  } catch {
    return undefined;
  } finally {
    unregisterSchema(uri);
  }
}

/** What is left of a division counts as nothing below 1.2e-7 to it: 1e-8 is a multiple of 7. */
function dividesRoughly(schema: JsonValue, instances: readonly JsonValue[]): boolean {
  const divisors = JSON.stringify(schema).matchAll(/"multipleOf":([^,}]+)/g);
  const numbers = JSON.stringify(instances).matchAll(/-?\d[\d.e+-]*/gi);
  const isRough = (text: string | undefined): boolean => !Number.isSafeInteger(Number(text));
  const all = [...divisors];
  return all.length > 0 && (all.some(([, divisor]) => isRough(divisor)) || [...numbers].some(([number]) => isRough(number)));
}

/** The root is registered under a name of its own; relative references to its parts still find them. */
function withoutIdentity(schema: JsonValue): JsonValue {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema;
  const { $id: _, id: __, ...others } = schema as JsonObject;
  return others;
}
