import { RegistryError } from './errors.ts';
import { isJsonObject, type ExactValue, type JsonValue } from './json/value.ts';
import { isTimestamp } from './timestamp.ts';
import { isUri, isUriReference } from './uri.ts';

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
// An event of 64 KiB, which intermediaries forward (CloudEvents, "Size Limits"), has fewer; reading many more of different names takes long.
const MAX_MEMBERS = 10_000;
/** The attributes that every event has (CloudEvents 1.0.2, "Required Attributes"). */
export const REQUIRED_ATTRIBUTES = ['id', 'source', 'specversion', 'type'] as const;

/** What an attribute must be beyond a string that is not empty. */
interface Form {
  readonly isValid: (text: string) => boolean;
  readonly expected: string;
}

const TEXT: Form = { isValid: (text) => text !== '', expected: 'not empty' };
const ANY_TEXT: Form = { isValid: () => true, expected: 'a string' };
/** The attributes of the specification, and those of its extensions that it says something about. */
const FORMS: ReadonlyMap<string, Form> = new Map<string, Form>([
  ['id', TEXT],
  ['source', { isValid: isUriReference, expected: 'a URI-reference such as /orders or https://shop.test/orders, other characters percent-encoded' }],
  ['specversion', TEXT],
  ['type', TEXT],
  ['time', { isValid: isTimestamp, expected: 'an RFC 3339 timestamp such as 2026-11-24T09:00:00Z' }],
  ['subject', TEXT],
  ['datacontenttype', { isValid: isMediaType, expected: 'a media type such as application/json' }],
  ['dataschema', { isValid: isUri, expected: 'a URI with its scheme, such as urn:sluice:… or https://…' }],
  ['traceparent', TEXT],
  ['tracestate', ANY_TEXT],
  ['partitionkey', TEXT],
]);
// oxlint-disable-next-line no-control-regex -- CloudEvents 1.0, "String": these are what must not occur
const FORBIDDEN_CHARACTER = /[\u0000-\u001f\u007f-\u009f]|\p{Cs}|\p{Noncharacter_Code_Point}/u;

/**
 * Check the context attributes of an event (CloudEvents 1.0.2, "Context Attributes"): the four required ones are
 * non-empty strings, `specversion` is 1.0, names are lower-case letters and digits, values are strings, booleans or
 * 32-bit integers, `time` is RFC 3339, `source` a URI-reference, `dataschema` a URI, `datacontenttype` a media type. Null
 * counts as absent. `beside`: members of `raw` that are none. Throws `envelope_invalid`, naming the attribute, and for more than
 * 10,000 members.
 */
export function parseAttributes(
  raw: Readonly<Record<string, ExactValue | undefined>>,
  { beside = NONE }: { readonly beside?: ReadonlySet<string> } = {},
): CloudEventAttributes {
  const names = Object.keys(raw);
  if (names.length > MAX_MEMBERS)
    throw new RegistryError('envelope_invalid', `an envelope has at most ${MAX_MEMBERS} members; found ${names.length}`);
  const attributes: Record<string, string | number | boolean> = {};
  for (const name of names) {
    const value = raw[name];
    if (value === undefined || value === null || beside.has(name)) continue;
    attributes[name] = parseAttribute(name, value);
  }
  for (const name of REQUIRED_ATTRIBUTES) {
    if (!Object.hasOwn(attributes, name)) throw invalid(name, 'is required', 'nothing');
  }
  if (attributes['specversion'] !== '1.0') throw invalid('specversion', 'must be "1.0"', JSON.stringify(attributes['specversion']));
  return attributes as unknown as CloudEventAttributes;
}

const NONE: ReadonlySet<string> = new Set();

function parseAttribute(name: string, value: ExactValue): string | number | boolean {
  if (!ATTRIBUTE_NAME.test(name)) throw invalid(name, 'is no attribute name: those consist of lower-case letters and digits', JSON.stringify(name));
  if (name === 'data') throw invalid(name, 'is none: event formats reserve the name', 'it');
  const form = FORMS.get(name);
  if (form !== undefined) return parseForm(name, form, value);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31) return value;
  if (typeof value === 'string') return parseString(name, value);
  throw invalid(name, 'must be a string, a boolean or a 32-bit integer', typeName(value));
}

function parseForm(name: string, { isValid, expected }: Form, value: ExactValue): string {
  if (typeof value !== 'string') throw invalid(name, 'must be a string', typeName(value));
  if (value === '' && isValid !== ANY_TEXT.isValid) throw invalid(name, 'must not be empty', '""');
  parseString(name, value);
  if (!isValid(value)) throw invalid(name, `must be ${expected}`, JSON.stringify(value));
  return value;
}

function parseString(name: string, value: string): string {
  if (FORBIDDEN_CHARACTER.test(value)) throw invalid(name, 'must have no control characters, surrogates or noncharacters', 'one');
  return value;
}

// Type and subtype; parameters are read by whoever needs them.
function isMediaType(text: string): boolean {
  return /^[!#$%&'*+.^_`|~\w-]+\/[!#$%&'*+.^_`|~\w-]+[ \t]*(?:;|$)/.test(text);
}

function typeName(value: ExactValue): string {
  if (Array.isArray(value)) return 'an array';
  return isJsonObject(value as JsonValue) ? 'an object or a number out of range' : `a ${typeof value}`;
}

function invalid(name: string, rule: string, found: string): RegistryError {
  return new RegistryError('envelope_invalid', `the CloudEvents attribute ${name} ${rule}; found ${found}`, { data: { attribute: name } });
}
