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
  /** Where the parts of a schema stand is said below it. */
  readonly key: string;
  readonly rules: () => Rules;
}

/** By test and value the answers. */
export type Found = Map<unknown, Map<unknown, boolean>>;

/** What a schema asks for: rules, each before what its keyword says; or that there is no value. */
export type Rules = false | readonly unknown[];

/** Explains why a keyword refuses a value: by findings, or true for the one with this code and these words (# is what the keyword says). Of a keyword with schemas, code and words are for what is refused by \`false\`. */
export type Rule<Said = never> = readonly [
  keyword: string,
  explain: (said: Said, value: unknown, at: Place, told: readonly Finding[]) => boolean | readonly Finding[],
  code?: string,
  words?: string | ((said: Said) => string),
];

export interface Place {
  readonly pointer: string;
  /** In the schema: the key of a check, and the steps from there. */
  readonly path: string;
  /** The path of the keyword that led here, and its rule. */
  readonly via: string;
  readonly rule: Rule;
  readonly locations: Locations;
  /** So many checks are around it. */
  readonly depth: number;
  /** By check and place the findings. */
  readonly known: Map<string, readonly Finding[]>;
}

/** Where in the schema the parts of a check stand. */
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
  functionPart({
    name: 'judge',
    params: [
      { name: 'check', type: 'Check' },
      { name: 'locations', type: 'Locations' },
      { name: 'value', type: 'unknown' },
    ],
    returns: 'Validation',
    doc: 'Run a check; at most a hundred findings are told.',
    body: [
      'ALL_OBJECTS.inherit = false;',
      'for (const _ in Object.prototype) ALL_OBJECTS.inherit = true;',
      'const valid = check(value);',
      'const at = { pointer: "", path: check.key, via: "", rule: onRef, locations, depth: 0, known: new Map() };',
      'return { valid, findings: valid ? [] : explain(check.rules(), value, at).slice(0, MAX_FINDINGS) };',
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
    returns: 'readonly Finding[]',
    doc: 'Why a value is refused: no finding where it is not.',
    body: [
      'if (!rules) return [tell(at, value, at.rule[2] ?? "schema_false", `${at.rule[3] ?? "no value at all"}`, false)];',
      'const told‹: Finding[]› = [];',
      'for (let index = 0; index < rules.length && told.length < MAX_FINDINGS; index += 2) {',
      '  const rule = rules[index]‹ as Rule›;',
      '  const said = rules[index + 1];',
      '  const here = reach(at, rule[0], rule);',
      '  const found = rule[1](said‹ as never›, value, here, told);',
      '  const words = rule[3] ?? "";',
      '  const wanted = typeof words === "string" ? words.replace("#", () => JSON.stringify(said)) : words(said‹ as never›);',
      '  told.push(...(found === true ? [tell(here, value, rule[2] ?? "", wanted, said)] : found || []));',
      '}',
      'return told;',
    ],
  }),
  functionPart({
    name: 'reach',
    isLocal: true,
    params: [
      { name: 'at', type: 'Place' },
      { name: 'keyword', type: 'string' },
      { name: 'rule', type: 'Rule' },
    ],
    returns: 'Place',
    doc: 'The place of a keyword.',
    body: ['const path = `${at.path}/${keyword}`;', 'return { ...at, path, via: path, rule };'],
  }),
  typedFunctionPart({
    name: 'each',
    generics: '<Key>',
    isLocal: true,
    params: [
      { name: 'keys', type: 'Iterable<Key>' },
      { name: 'explained', type: '(key: Key) => readonly Finding[]' },
    ],
    returns: 'readonly Finding[]',
    body: ['const told‹: Finding[]› = [];', 'for (const key of keys) if (told.length < MAX_FINDINGS) told.push(...explained(key));', 'return told;'],
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
    body: ['return { ...at, path: `${at.path}/${escapeStep(step)}` };'],
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
    body: ['return { ...at, pointer: `${at.pointer}/${escapeStep(step)}` };'],
  }),
  typedFunctionPart({
    name: 'tell',
    isLocal: true,
    params: [
      { name: 'at', type: 'Place' },
      { name: 'value', type: 'unknown' },
      { name: 'code', type: 'string' },
      { name: 'wanted', type: 'string' },
      { name: 'expected', type: 'unknown' },
      { name: 'more?', type: '{ branches: readonly number[] }' },
    ],
    returns: 'Finding',
    body: [
      'const type = typeOf(value);',
      'const unit = UNITS[type];',
      'const length = unit === undefined ? 0 : (isObject(value) ? Object.keys(value) : [...(value‹ as string›)]).length;',
      'const size = unit === undefined ? "" : ` of ${length} ${unit}${length === 1 ? "" : "s"}`;',
      'const shown = type === "null" ? type : `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}${size}`;',
      'return {',
      '  code,',
      '  message: `${at.pointer || "the value"}: expected ${wanted}, found ${shown}`,',
      '  instancePointer: at.pointer,',
      '  keyword: locate(at.via, at.locations).split("/").pop()‹!›,',
      '  keywordLocation: locate(at.path, at.locations),',
      '  expected,',
      '  found: { type, ...(unit && { length }), ...more },',
      '};',
    ],
  }),
  constPart('UNITS', 'Readonly<Record<string, string>>', '{ string: "character", array: "item", object: "member" }', { isLocal: true }),
  functionPart({
    name: 'escapeStep',
    isLocal: true,
    params: [{ name: 'step', type: 'string | number' }],
    returns: 'string',
    body: ['return `${step}`.replace(/~/g, "~0").replace(/\\//g, "~1");'],
  }),
  functionPart({
    name: 'locate',
    isLocal: true,
    params: [
      { name: 'path', type: 'string' },
      { name: 'locations', type: 'Locations' },
    ],
    returns: 'string',
    doc: 'The place in the schema, by the longest beginning of the path whose place is known.',
    body: [
      'const end = path.lastIndexOf("/");',
      'return locations[path] ?? (end < 0 ? "" : locate(path.slice(0, end), locations) + path.slice(end));',
    ],
  }),
  functionPart({
    name: 'typeOf',
    isLocal: true,
    params: [{ name: 'value', type: 'unknown' }],
    returns: 'string',
    body: ['return value === null ? "null" : Array.isArray(value) ? "array" : Number.isInteger(value) ? "integer" : typeof value;'],
  }),
];
