import { quote } from '../quote.ts';
import { constPart, functionPart, type Part } from './source-file.ts';

const UNKNOWN_PARAMS = [
  { name: 'a', type: 'unknown' },
  { name: 'b', type: 'unknown' },
];

/** What the code of validators calls: lengths, equality and multiples as JSON Schema means them. */
export const VALUE_PARTS: readonly Part[] = [
  functionPart({
    name: 'isShorter',
    params: [
      { name: 'text', type: 'string' },
      { name: 'limit', type: 'number' },
    ],
    returns: 'boolean',
    doc: 'Whether a text has fewer code points than the limit.',
    body: ['return text.length < 2 * limit && (text.length < limit || [...text].length < limit);'],
  }),
  functionPart({
    name: 'equal',
    params: UNKNOWN_PARAMS,
    returns: 'boolean',
    doc: 'Whether two JSON values are one.',
    body: [
      'if (a === b) return true;',
      "if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;",
      'if (Array.isArray(a) !== Array.isArray(b)) return false;',
      'const names = Object.keys(a);',
      'if (names.length !== Object.keys(b).length) return false;',
      'return names.every((name) => Object.prototype.hasOwnProperty.call(b, name) && equal(Reflect.get(a, name), Reflect.get(b, name)));',
    ],
  }),
  functionPart({
    name: 'hasMember',
    params: [
      { name: 'value', type: 'unknown' },
      { name: 'name', type: 'string | symbol' },
    ],
    returns: 'value is Readonly<Record<string, unknown>>',
    doc: 'Whether an object has a member of its own; one that is undefined is none.',
    body: ['return isObject(value) && {}.hasOwnProperty.call(value, name) && Reflect.get(value, name) !== undefined;'],
  }),
  functionPart({
    name: 'objectOf',
    params: [{ name: 'value', type: 'unknown' }],
    returns: 'object | undefined',
    doc: 'An object whose members are read by name: the value itself, unless it may have inherited some, which are none. Undefined for what is no object.',
    body: [
      'if (!isObject(value)) return undefined;',
      'const prototype = Object.getPrototypeOf(value);',
      'return prototype === null || (prototype === Object.prototype && !ALL_OBJECTS.inherit) ? value : new Proxy(value, ALL_OBJECTS);',
    ],
  }),
  constPart(
    'ALL_OBJECTS',
    'ProxyHandler<object> & { inherit: boolean }',
    '{ inherit: false, get: (object, name) => (hasMember(object, name) ? Reflect.get(object, name) : undefined) }',
    { isLocal: true },
  ),
  functionPart({
    name: 'isObject',
    params: [{ name: 'value', type: 'unknown' }],
    returns: 'value is Readonly<Record<string, unknown>>',
    doc: 'Neither an array nor null.',
    body: ['return typeof value === "object" && value !== null && !Array.isArray(value);'],
  }),
  functionPart({
    name: 'isUnique',
    params: [{ name: 'items', type: 'readonly unknown[]' }],
    returns: 'boolean',
    doc: 'Whether no two items are one.',
    body: [
      "const keys = items.some((item) => typeof item === 'object') ? items.map(keyOf) : items;",
      'return keys.length < 9 ? keys.every((key, at) => !keys.includes(key, at + 1)) : new Set(keys).size === keys.length;',
    ],
  }),
  functionPart({
    name: 'keyOf',
    isLocal: true,
    params: [{ name: 'value', type: 'unknown' }],
    returns: 'string',
    doc: 'Equal for values that are one.',
    body: [
      'if (isObject(value)) return `{${Object.keys(value).sort().map((name) => `${keyOf(name)}:${keyOf(value[name])}`)}}`;',
      'return Array.isArray(value) ? `[${value.map(keyOf)}]` : typeof value === "string" ? JSON.stringify(value) : String(value);',
    ],
  }),
  functionPart({
    name: 'isMultipleOf',
    params: [
      { name: 'value', type: 'number' },
      { name: 'divisor', type: 'number' },
    ],
    returns: 'boolean',
    doc: 'Of the decimal numbers that are written, not of the nearest doubles: 0.3 is a multiple of 0.1.',
    body: [
      'if (Number.isSafeInteger(value) && Number.isSafeInteger(divisor)) return value % divisor === 0;',
      'const [left, right] = [decimalOf(value), decimalOf(divisor)];',
      'if (left === undefined || right === undefined) return false;',
      'const exponent = Math.min(left.exponent, right.exponent);',
      'return scaled(left, exponent) % scaled(right, exponent) === BigInt(0);',
    ],
  }),
  functionPart({
    name: 'decimalOf',
    isLocal: true,
    params: [{ name: 'value', type: 'number' }],
    returns: '{ digits: bigint; exponent: number } | undefined',
    body: [
      'const match = /^(-?\\d+)(?:\\.(\\d+))?(?:e([+-]\\d+))?$/.exec(String(value));',
      'if (match === null) return undefined;',
      "const fraction = match[2] ?? '';",
      'return { digits: BigInt(`${match[1]}${fraction}`), exponent: Number(match[3] ?? 0) - fraction.length };',
    ],
  }),
  functionPart({
    name: 'scaled',
    isLocal: true,
    params: [
      { name: 'decimal', type: '{ digits: bigint; exponent: number }' },
      { name: 'exponent', type: 'number' },
    ],
    returns: 'bigint',
    body: ["return decimal.digits * BigInt(`1${'0'.repeat(decimal.exponent - exponent)}`);"],
  }),
];

/** The formats that the validators assert, as data: nothing runs when the module is loaded, so bundlers may leave it out. */
export function formatParts(formats: readonly NamedFormat[]): readonly Part[] {
  const rows = formats.map(({ name, pattern, maxLength = 0 }) => `  ${quote(name)}: [${quote(pattern)}, ${maxLength}],\n`);
  const table = constPart('FORMATS', 'Readonly<Record<string, readonly [pattern: string, maxLength: number]>>', `{\n${rows.join('')}}`, {
    isLocal: true,
  });
  return formats.length === 0 ? [] : [table, FORMAT_OF];
}

export interface NamedFormat {
  readonly name: string;
  readonly pattern: string;
  readonly maxLength?: number;
}

const FORMAT_OF: Part = functionPart({
  name: 'formatOf',
  params: [{ name: 'name', type: 'string' }],
  returns: '(text: string) => boolean',
  doc: 'The test of a format.',
  body: [
    'const [pattern = "", maxLength = 0] = FORMATS[name] ?? [];',
    'const expression = new RegExp(pattern, "u");',
    'return (text) => (maxLength === 0 || text.length <= maxLength) && expression.test(text);',
  ],
});
