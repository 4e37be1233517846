import { constPart, functionPart, typedFunctionPart, typePart, type Part } from './source-file.ts';

const TYPES = `/** Where a value breaks its contract. */
export interface Finding {
  readonly code: string;
  readonly message: string;
  /** A JSON Pointer into the value. */
  readonly instancePointer: string;
  readonly keyword: string;
  /** A JSON Pointer into the schema. */
  readonly keywordLocation: string;
  readonly expected: unknown;
  /** With the branches of a \`oneOf\` that accept the value, where several do. */
  readonly found: { readonly type: string; readonly length?: number; readonly branches?: readonly number[] };
}

export interface Validation {
  readonly valid: boolean;
  readonly findings: readonly Finding[];
}

/** A compiled check: yes or no, and by which rules a no is explained. What it has found of values so far is handed on within a call. */
export interface Check {
  (value: unknown, found?: Found): boolean;
  /** By which it is said where in a schema it stands. */
  readonly key: string;
  readonly rules: () => Rules;
}

/** By test and value the answers. */
export type Found = Map<unknown, Map<unknown, boolean>>;

/** What a schema asks for: rules, each before what its keyword says. */
export type Rules = readonly unknown[];

/** Explains why a keyword refuses a value: by refusals, or true for the one of what the keyword says; with the code and the words of those that have none of their own. */
export type Rule<Said = never, Expected = Said> = readonly [
  keyword: string,
  explain: (said: Said, value: unknown, at: Place, told: readonly Refusal[]) => boolean | readonly Refusal[],
  code?: string,
  words?: (expected: Expected) => string,
];

/** What becomes a finding; words and code are those of the rule, if nothing else is said. */
export type Refusal = readonly [
  at: Place,
  value: unknown,
  expected: unknown,
  wanted?: string,
  code?: string,
  more?: { readonly branches: readonly number[] },
];

export interface Place {
  /** Into the value: names of members, numbers of items. */
  readonly steps: readonly (string | number)[];
  /** A JSON Pointer into the schema. */
  readonly path: string;
  /** Of the keyword that led here. */
  readonly rule: Rule;
  readonly locations: Locations;
  /** So many checks are around it. */
  readonly depth: number;
  /** By check and place the refusals. */
  readonly known: Map<string, readonly Refusal[]>;
}

/** Where in the schema checks stand, by their keys. */
export type Locations = Readonly<Record<string, string>>;
`;

/** How checks judge, and how what they refuse is explained, worded as the registry and the gateway word it. The rules are in `runtime-rules.ts`. */
export const FINDING_PARTS: readonly Part[] = [
  typePart(TYPES),
  constPart('MAX_FINDINGS', 'number', '100', { isLocal: true }),
  // So that explaining needs no more of the stack than judging does.
  constPart('MAX_DEPTH', 'number', '100', { isLocal: true }),
  functionPart({
    name: 'check',
    params: [
      { name: 'key', type: 'string' },
      { name: 'test', type: '(value: unknown, found?: Found) => boolean' },
      { name: 'rules', type: '() => Rules' },
    ],
    returns: 'Check',
    body: ['return Object.assign(test, { key, rules });'],
  }),
  typedFunctionPart({
    name: 'kept',
    params: [{ name: 'test', type: '(value: unknown, found: Found) => boolean' }],
    returns: '(value: unknown, found?: Found) => boolean',
    doc: 'A test that judges no object twice within a call: of a deep one that several ways lead into, each level would double the work.',
    body: [
      'return (value, found = new Map()) => {',
      '  const known‹: Map<unknown, boolean>› = found.get(test) ?? new Map();',
      '  found.set(test, known);',
      '  const answer = known.get(value) ?? test(value, found);',
      '  known.set(value, answer);',
      '  return answer;',
      '};',
    ],
  }),
  typedFunctionPart({
    name: 'explain',
    isLocal: true,
    params: [
      { name: 'rules', type: 'Rules' },
      { name: 'value', type: 'unknown' },
      { name: 'at', type: 'Place' },
    ],
    returns: 'readonly Refusal[]',
    doc: 'Why a value is refused: nothing where it is not. A rule without a keyword is one of the keyword around it.',
    body: [
      'const told‹: Refusal[]› = [];',
      'for (let index = 0; index < rules.length && told.length < MAX_FINDINGS; index += 2) {',
      '  const rule = rules[index]‹ as Rule›;',
      '  const expected = rules[index + 1];',
      '  const here = rule[0] ? { ...inside(at, rule[0]), rule } : at;',
      '  const found = rule[1](expected‹ as never›, value, here, told);',
      '  told.push(...(found === true ? [[here, value, expected]‹ as const›] : found || []));',
      '}',
      'return told;',
    ],
  }),
  typedFunctionPart({
    name: 'each',
    generics: '<Part>',
    isLocal: true,
    params: [
      { name: 'parts', type: 'Iterable<Part>' },
      { name: 'explained', type: '(part: Part) => readonly Refusal[]' },
    ],
    returns: 'readonly Refusal[]',
    body: [
      'const told‹: Refusal[]› = [];',
      'for (const part of parts) if (told.length < MAX_FINDINGS) told.push(...explained(part));',
      'return told;',
    ],
  }),
  functionPart({
    name: 'inside',
    isLocal: true,
    params: [
      { name: 'at', type: 'Place' },
      { name: 'step', type: 'string | number' },
    ],
    returns: 'Place',
    doc: 'A step further in the schema.',
    body: ['return { ...at, path: at.path + pointerOf([step]) };'],
  }),
  functionPart({
    name: 'below',
    isLocal: true,
    params: [
      { name: 'at', type: 'Place' },
      { name: 'step', type: 'string | number' },
    ],
    returns: 'Place',
    doc: 'A step further in the value.',
    body: ['return { ...at, steps: [...at.steps, step] };'],
  }),
  typedFunctionPart({
    name: 'findingOf',
    isLocal: true,
    params: [{ name: '[at, value, expected, wanted, code, more]', type: 'Refusal' }],
    returns: 'Finding',
    body: [
      'const [keyword, , usual, words] = at.rule;',
      'const instancePointer = pointerOf(at.steps);',
      'const type = typeOf(value);',
      'const unit = UNITS[type];',
      'const { length } = isObject(value) ? Object.keys(value) : unit ? [...(value‹ as string›)] : "";',
      'const size = unit ? ` of ${length} ${unit}${length === 1 ? "" : "s"}` : "";',
      'const shown = value === null ? type : `${/^[aio]/.test(type) ? "an" : "a"} ${type}${size}`;',
      'return {',
      '  code: code ?? usual‹!›,',
      '  message: `${instancePointer || "the value"}: expected ${wanted ?? words‹!›(expected‹ as never›)}, found ${shown}`,',
      '  instancePointer,',
      '  keyword,',
      '  keywordLocation: at.path,',
      '  expected,',
      '  found: { type, ...(unit && { length }), ...more },',
      '};',
    ],
  }),
  constPart('UNITS', 'Readonly<Record<string, string>>', '{ string: "character", array: "item", object: "member" }', { isLocal: true }),
  functionPart({
    name: 'pointerOf',
    isLocal: true,
    params: [{ name: 'steps', type: 'readonly (string | number)[]' }],
    returns: 'string',
    body: ['return steps.map((step) => `/${step}`.replace(/~/g, "~0").replace(/(?!^)\\//g, "~1")).join("");'],
  }),
  functionPart({
    name: 'typeOf',
    isLocal: true,
    params: [{ name: 'value', type: 'unknown' }],
    returns: 'string',
    body: ['return value === null ? "null" : Array.isArray(value) ? "array" : Number.isInteger(value) ? "integer" : typeof value;'],
  }),
];
