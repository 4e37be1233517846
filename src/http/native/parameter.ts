import { RegistryError } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json/value.ts';
import type { HistoryPoint } from '../../core/resources.ts';
import { isPrefix } from '../../core/subject.ts';

/** A query parameter: how it is read from its text, and how the OpenAPI document shows it. */
export interface Parameter<T> {
  readonly description: string;
  readonly schema: JsonObject;
  read(text: string, name: string): T;
}

export type Parameters = Readonly<Record<string, Parameter<unknown>>>;

/** What a route gets from its parameters; those that the caller left out are absent. */
export type ReadParameters<P extends Parameters> = { readonly [K in keyof P]?: P[K] extends Parameter<infer T> ? T : never };

/** Read a query by its parameters. Throws `request_invalid` for an unknown name or a wrong value. */
export function readParameters<P extends Parameters>(parameters: P, query: ReadonlyMap<string, string>): ReadParameters<P> {
  if (query.size === 0) return {};
  const read = [...query].map(([name, text]) => {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    return [name, (parameter ?? refuseUnknown(name, Object.keys(parameters))).read(text, name)] as const;
  });
  return Object.fromEntries(read) as ReadParameters<P>;
}

function refuseUnknown(name: string, names: readonly string[]): never {
  const known = names.length === 0 ? 'none here' : `only ${names.join(', ')}`;
  throw new RegistryError('request_invalid', `unknown query parameter ${JSON.stringify(name)}; expected ${known}`);
}

export function textParameter(description: string): Parameter<string> {
  return {
    description,
    schema: { type: 'string', minLength: 1 },
    read: (text, name) => (text === '' ? refuseParameter(name, 'a text', text) : text),
  };
}

/** What names begin with, also in the form of a configured prefix: `com.shop.` or `com.shop.*`. */
export function prefixParameter(): Parameter<string> {
  const plain = textParameter('Only subjects that begin with it; `com.shop.` and `com.shop.*` mean the same.');
  return {
    ...plain,
    read: (text, name) => {
      const prefix = plain.read(text, name);
      return isPrefix(prefix) ? prefix.slice(0, -1) : prefix;
    },
  };
}

/** `name=value`, parted at the first `=`. */
export function labelParameter(description: string): Parameter<{ readonly name: string; readonly value: string }> {
  return {
    description,
    schema: { type: 'string', pattern: '^[^=]+=' },
    read: (text, name) => {
      const equals = text.indexOf('=');
      return equals > 0 ? { name: text.slice(0, equals), value: text.slice(equals + 1) } : refuseParameter(name, 'NAME=VALUE', text);
    },
  };
}

export function flagParameter(description: string): Parameter<boolean> {
  return {
    description,
    schema: { type: 'boolean' },
    read: (text, name) => (text === 'true' ? true : text === 'false' ? false : refuseParameter(name, 'true or false', text)),
  };
}

export function choiceParameter<T extends string>(description: string, values: readonly T[]): Parameter<T> {
  return {
    description,
    schema: { type: 'string', enum: values },
    read: (text, name) => values.find((value) => value === text) ?? refuseParameter(name, `one of ${values.join(', ')}`, text),
  };
}

/** @internal A moment as a pattern (RFC 3339). */
export const TIME: string = String.raw`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`;

/** A moment (RFC 3339); read as ISO 8601 in UTC with milliseconds, as times are stored. */
export function timeParameter(description: string): Parameter<string> {
  const pattern = new RegExp(TIME);
  return {
    description,
    schema: { type: 'string', format: 'date-time', pattern: TIME },
    read: (text, name) => (pattern.test(text) ? new Date(text).toISOString() : refuseParameter(name, 'a time such as 2027-01-31T00:00:00Z', text)),
  };
}

export function integerParameter(
  description: string,
  range: { readonly min: number; readonly max: number; readonly default?: number },
): Parameter<number> {
  const { min, max } = range;
  return {
    description,
    schema: { type: 'integer', minimum: min, maximum: max, ...(range.default === undefined ? {} : { default: range.default }) },
    read: (text, name) => readInteger(text, range) ?? refuseParameter(name, `a whole number from ${min} to ${max}`, text),
  };
}

/** @internal A decimal number without sign or leading zeros; undefined if it is none or out of range. */
export function readInteger(text: string, { min, max }: { readonly min: number; readonly max: number }): number | undefined {
  const value = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}

/** Which change the caller has read at a position. */
export function historyParameter(): Parameter<string> {
  return textParameter('The `historyId` of that position, as a snapshot or a change said it: 409 `other_history` where it is another one here.');
}

/** What the caller has read; undefined where they do not say. Throws `request_invalid` for an identity without a position. */
export function historyPoint(position: number | undefined, historyId: string | undefined): HistoryPoint | undefined {
  if (historyId === undefined) return undefined;
  if (position === undefined) throw new RegistryError('request_invalid', 'historyId says which change a position is; expected from beside it');
  return { position, historyId };
}

/** The opaque mark of a page: the name after which it begins. */
export function cursorParameter(): Parameter<string> {
  return {
    description: 'The `cursor` of the page before.',
    schema: { type: 'string', minLength: 1 },
    read: (text, name) => {
      const after = Buffer.from(text, 'base64url').toString('utf8');
      return text !== '' && formatCursor(after) === text ? after : refuseParameter(name, 'the cursor of an earlier answer, unchanged', text);
    },
  };
}

export function formatCursor(after: string): string {
  return Buffer.from(after, 'utf8').toString('base64url');
}

/** @internal Throws `request_invalid` for a parameter of a query. */
export function refuseParameter(name: string, expected: string, found: string): never {
  throw new RegistryError('request_invalid', `query parameter ${name}: expected ${expected}; found ${JSON.stringify(found)}`);
}
