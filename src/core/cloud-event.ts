import { RegistryError } from './errors.ts';
import { isJsonObject, type ExactValue, type JsonValue } from './json/value.ts';

/** The context attributes of a CloudEvent 1.0; `subject` of the specification is kept under its own name here. */
export interface CloudEventAttributes {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time?: string;
  readonly subject?: string;
  readonly datacontenttype?: string;
  readonly dataschema?: string;
  readonly [extension: string]: string | number | boolean | undefined;
}

const ATTRIBUTE_NAME = /^[a-z0-9]+$/;
const REQUIRED = ['id', 'source', 'specversion', 'type'] as const;
const CORE_STRINGS = new Set(['id', 'source', 'specversion', 'type', 'time', 'subject', 'datacontenttype', 'dataschema']);
// RFC 3339, with the ranges of its fields; leap seconds are allowed at any minute.
const TIMESTAMP = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
// oxlint-disable-next-line no-control-regex -- CloudEvents 1.0, "String": these are what must not occur
const FORBIDDEN_CHARACTER = /[\u0000-\u001f\u007f-\u009f]|\p{Cs}|\p{Noncharacter_Code_Point}/u;

/**
 * Check the context attributes of an event (CloudEvents 1.0.2, "Context Attributes"): the four required ones are
 * non-empty strings, `specversion` is 1.0, names are lower-case letters and digits, values are strings, booleans or
 * 32-bit integers, `time` is RFC 3339. Null counts as absent. Throws `envelope_invalid`, naming the attribute.
 */
export function parseAttributes(raw: Readonly<Record<string, ExactValue | undefined>>): CloudEventAttributes {
  const attributes: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (value === undefined || value === null) continue;
    attributes[name] = parseAttribute(name, value);
  }
  for (const name of REQUIRED) {
    if (!Object.hasOwn(attributes, name)) throw invalid(name, 'is required', 'nothing');
  }
  if (attributes['specversion'] !== '1.0') throw invalid('specversion', 'must be "1.0"', JSON.stringify(attributes['specversion']));
  return attributes as unknown as CloudEventAttributes;
}

function parseAttribute(name: string, value: ExactValue): string | number | boolean {
  if (!ATTRIBUTE_NAME.test(name)) throw invalid(name, 'is no attribute name: those consist of lower-case letters and digits', JSON.stringify(name));
  if (name === 'data') throw invalid(name, 'is none: event formats reserve the name', 'it');
  if (CORE_STRINGS.has(name)) return parseString(name, value);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31) return value;
  if (typeof value === 'string') return parseString(name, value);
  throw invalid(name, 'must be a string, a boolean or a 32-bit integer', typeName(value));
}

function parseString(name: string, value: ExactValue): string {
  if (typeof value !== 'string') throw invalid(name, 'must be a string', typeName(value));
  if (value === '' && CORE_STRINGS.has(name)) throw invalid(name, 'must not be empty', '""');
  if (FORBIDDEN_CHARACTER.test(value)) throw invalid(name, 'must have no control characters, surrogates or noncharacters', 'one');
  if (name === 'time' && !TIMESTAMP.test(value))
    throw invalid(name, 'must be an RFC 3339 timestamp such as 2026-11-24T09:00:00Z', JSON.stringify(value));
  return value;
}

function typeName(value: ExactValue): string {
  if (Array.isArray(value)) return 'an array';
  return isJsonObject(value as JsonValue) ? 'an object or a number out of range' : `a ${typeof value}`;
}

function invalid(name: string, rule: string, found: string): RegistryError {
  return new RegistryError('envelope_invalid', `the CloudEvents attribute ${name} ${rule}; found ${found}`, { data: { attribute: name } });
}
