import { ruleName } from '../validators/runtime-names.ts';
import { constPart, functionPart, type Part } from './source-file.ts';

interface RuleText {
  /** Where it is not the name of the rule. */
  readonly keyword?: string;
  /** What the keyword says, as a type; and what is expected, where that is something else. */
  readonly said: string;
  /** An arrow function. */
  readonly explain: string;
  readonly code?: string;
  /** As code. */
  readonly words?: string;
}

const number = (sign: string, code: string, words: string): RuleText => ({
  said: 'number',
  explain: `(limit, value) => typeof value === "number" && !(value ${sign} limit)`,
  code,
  words: `(limit) => \`${words} \${limit}\``,
});

const count = (unit: 'items' | 'members', sign: string, code: string, words: string): RuleText => ({
  said: 'number',
  explain:
    unit === 'items'
      ? `(limit, value) => Array.isArray(value) && value.length ${sign} limit`
      : `(limit, value) => isObject(value) && Object.keys(value).length ${sign} limit`,
  code,
  words: `(limit) => \`${words} \${limit} ${unit}\``,
});

/** Of a schema that takes nothing: it is told of the keyword that has it. */
const nothing = (code: string, wanted: string): RuleText => ({
  said: 'false',
  keyword: '',
  explain: `(expected, value, at) => [[at, value, expected, ${JSON.stringify(wanted)}, ${JSON.stringify(code)}]]`,
});

const NO_OTHER = 'no member besides those declared';
const MEMBERS = 'isObject(value) ? Object.entries(value) : []';
const ITEMS = 'Array.isArray(value) ? value.entries() : []';
const OF_PRESENT = (at: string, part: string): string =>
  `each(Object.entries(members), ([name, rules]) => (hasMember(value, name) ? explain(rules, ${part}, ${at}) : []))`;
const AFTER_FIRST: Pick<RuleText, 'said' | 'explain'> = {
  said: 'readonly [rules: Rules, from: number]',
  explain: `([rules, from], value, at) => each(${ITEMS}, ([index, item]) => (index < from ? [] : explain(rules, item, below(at, index))))`,
};
const FIRST: Pick<RuleText, 'said' | 'explain'> = {
  said: 'readonly Rules[]',
  explain: `(first, value, at) =>
  each(Array.isArray(value) ? first.slice(0, value.length).entries() : [], ([index, rules]) =>
    explain(rules, Object(value)[index], below(inside(at, index), index)))`,
};
const UNION = {
  said: 'Union',
  explain: '(union, value, at) => explainUnion(union, value, at)',
};

/** By name, which is the keyword if nothing else is said; the code of a bundle has those that its schemas use. */
const RULES: Readonly<Record<string, RuleText>> = {
  type: {
    said: 'string | readonly string[]',
    explain: '(types, value) => ![types].flat().some((type) => (type === "number" ? typeof value : typeOf(value)) === type)',
    code: 'type_mismatch',
    words: '(types) => `${/,/.test(`${types}`) ? "one of the types" : "type"} ${[types].flat().join(", ")}`',
  },
  const: {
    said: 'unknown',
    explain: '(constant, value) => isNone([constant], value)',
    code: 'const_mismatch',
    words: '(constant) => `the constant ${preview(constant)}`',
  },
  enum: {
    said: 'readonly unknown[]',
    explain: '(values, value) => isNone(values, value)',
    code: 'enum_mismatch',
    words: '(values) => `one of ${values.length} values: ${firstTen(values, preview)}`',
  },
  maximum: number('<=', 'above_maximum', 'at most'),
  minimum: number('>=', 'below_minimum', 'at least'),
  exclusiveMaximum: number('<', 'above_exclusive_maximum', 'less than'),
  exclusiveMinimum: number('>', 'below_exclusive_minimum', 'more than'),
  multipleOf: {
    said: 'number',
    explain: '(divisor, value) => typeof value === "number" && !isMultipleOf(value, divisor)',
    code: 'not_multiple',
    words: '(divisor) => `a multiple of ${divisor}`',
  },
  maxLength: {
    said: 'number',
    explain: '(limit, value) => typeof value === "string" && !isShorter(value, limit + 1)',
    code: 'too_long',
    words: '(limit) => `at most ${limit} characters`',
  },
  minLength: {
    said: 'number',
    explain: '(limit, value) => typeof value === "string" && isShorter(value, limit)',
    code: 'too_short',
    words: '(limit) => `at least ${limit} characters`',
  },
  pattern: {
    said: 'string',
    explain: '(source, value) => typeof value === "string" && !new RegExp(source, "u").test(value)',
    code: 'pattern_mismatch',
    words: '(source) => `a match of the pattern ${JSON.stringify(source)}`',
  },
  maxItems: count('items', '>', 'too_many_items', 'at most'),
  minItems: count('items', '<', 'too_few_items', 'at least'),
  maxProperties: count('members', '>', 'too_many_properties', 'at most'),
  minProperties: count('members', '<', 'too_few_properties', 'at least'),
  uniqueItems: {
    said: 'true',
    explain: '(_, value) => Array.isArray(value) && !isUnique(value)',
    code: 'items_not_unique',
    words: '() => "items that all differ"',
  },
  required: {
    said: 'readonly string[], string',
    explain: `(names, value, at) =>
  isObject(value) && names.filter((name) => !hasMember(value, name)).map((expected) => [at, value, expected])`,
    code: 'required_missing',
    words: '(name) => `the member ${JSON.stringify(name)}`',
  },
  dependentRequired: {
    said: 'Readonly<Record<string, readonly string[]>>',
    explain: '(rules, value, at) => explainNames(rules, value, at)',
  },
  properties: {
    said: 'Readonly<Record<string, Rules>>',
    explain: `(members, value, at) =>
  ${OF_PRESENT('below(inside(at, name), name)', 'value[name]')}`,
  },
  patternProperties: {
    said: 'Readonly<Record<string, Rules>>',
    explain: `(sources, value, at) =>
  each(${MEMBERS}, ([name, member]) =>
    each(Object.entries(sources), ([source, rules]) =>
      new RegExp(source, "u").test(name) ? explain(rules, member, below(inside(at, source), name)) : []))`,
  },
  additionalProperties: {
    said: 'readonly [rules: Rules, names?: ReadonlySet<string> | null, patterns?: readonly RegExp[]]',
    explain: `([rules, names, patterns], value, at) =>
  each(${MEMBERS}, ([name, member]) =>
    names?.has(name) || patterns?.some((pattern) => pattern.test(name)) ? [] : explain(rules, member, below(at, name)))`,
  },
  propertyNames: {
    said: 'Rules',
    explain: `(rules, value, at) =>
  each(${MEMBERS}, ([name]) => {
    const wanted = \`member names that the schema of names accepts; \${JSON.stringify(name)} is not one\`;
    const here = below(at, name);
    return explain(rules, name, { ...here, known: new Map() })[0] ? [[here, name, false, wanted, "property_name_invalid"]] : [];
  })`,
  },
  prefixItems: FIRST,
  listedItems: { keyword: 'items', ...FIRST },
  items: { said: 'Rules', explain: `(rules, value, at) => each(${ITEMS}, ([index, item]) => explain(rules, item, below(at, index)))` },
  otherItems: { keyword: 'items', ...AFTER_FIRST },
  additionalItems: AFTER_FIRST,
  contains: {
    said: 'readonly [rules: Rules, keyword?: string, min?: number, max?: number]',
    explain: `([rules, keyword = "contains", min = 1, max = Infinity], value, at) => {
  if (!Array.isArray(value)) return false;
  const count = value.filter((item, index) => !explain(rules, item, below(at, index))[0]).length;
  if (count >= min && count <= max) return false;
  const isFew = count < min;
  const [by, expected] = [isFew ? keyword : "maxContains", isFew ? min : max];
  const wanted = \`at \${isFew ? "least" : "most"} \${expected} items that the schema of \\\`contains\\\` accepts (\${count} are)\`;
  return [[{ ...at, path: at.path.replace(/contains$/, by), rule: [by, explain] }, value, expected, wanted, isFew ? "contains_too_few" : "contains_too_many"]];
}`,
  },
  ref: {
    keyword: '$ref',
    said: 'Check, null',
    explain: `(check, value, at) => {
  const place = check.key + pointerOf(at.steps);
  const told =
    at.known.get(place) ??
    (at.depth < MAX_DEPTH
      ? explain(check.rules(), value, { ...at, path: at.locations[check.key] ?? "", depth: at.depth + 1 })
      : check(value) ? [] : [[at, value, null]]);
  at.known.set(place, told);
  return told;
}`,
    code: 'unexplained',
    words: '() => "a value that the schema takes; it nests too deep to say more"',
  },
  allOf: {
    said: 'readonly Rules[]',
    explain: '(branches, value, at) => each(branches.entries(), ([index, rules]) => explain(rules, value, inside(at, index)))',
  },
  anyOf: { ...UNION, code: 'any_of_unmatched' },
  oneOf: { ...UNION, code: 'one_of_unmatched' },
  not: {
    said: 'Rules, null',
    explain: '(rules, value, at) => !explain(rules, value, at)[0] && [[at, value, null]]',
    code: 'not_matched',
    words: '() => "a value that the schema of `not` refuses"',
  },
  if: {
    said: 'readonly [condition: Rules, then: Rules, otherwise: Rules]',
    explain: `([condition, then, otherwise], value, at) => {
  const keyword = explain(condition, value, at)[0] ? "else" : "then";
  return explain(keyword === "then" ? then : otherwise, value, { ...at, path: at.path.replace(/if$/, keyword), rule: [keyword, explain] });
}`,
  },
  dependentSchemas: {
    said: 'Readonly<Record<string, Rules>>',
    explain: `(members, value, at) => ${OF_PRESENT('inside(at, name)', 'value')}`,
  },
  dependencies: {
    said: 'readonly [names: Readonly<Record<string, readonly string[]>>, schemas: Readonly<Record<string, Rules>>]',
    explain: `([names, members], value, at) => [
  ...explainNames(names, value, at),
  ...${OF_PRESENT('inside(at, name)', 'value')},
]`,
  },
  unevaluatedItems: {
    said: 'readonly [rules: Rules, test: (value: unknown) => (key: number) => boolean]',
    explain: `([rules, test], value, at, told) => {
  if (told.length > 0 || !Array.isArray(value)) return false;
  const isEvaluated = test(value);
  return each(value.entries(), ([index, item]) => (isEvaluated(index) ? [] : explain(rules, item, below(at, index))));
}`,
  },
  unevaluatedProperties: {
    said: 'readonly [rules: Rules, test: (value: unknown) => (key: string) => boolean]',
    explain: `([rules, test], value, at, told) => {
  if (told.length > 0 || !isObject(value)) return false;
  const isEvaluated = test(value);
  return each(Object.entries(value), ([name, member]) => (isEvaluated(name) ? [] : explain(rules, member, below(at, name))));
}`,
  },
  noValue: nothing('schema_false', 'no value at all'),
  noMember: nothing('property_forbidden', 'no such member'),
  noOtherMember: nothing('additional_property', NO_OTHER),
  noUnevaluatedMember: nothing('unevaluated_property', NO_OTHER),
  noItem: nothing('additional_item', 'no item here'),
  noUnevaluatedItem: nothing('unevaluated_item', 'no item here'),
};

const FORMAT: RuleText = {
  said: 'string',
  explain: '(name, value) => typeof value === "string" && !formatOf(name)(value)',
  code: 'format_mismatch',
  words: '(name) => `the format ${name}`',
};

/** The rule of `format`, for code that asserts one. */
export const FORMAT_RULE: Part = rulePart('format', FORMAT);

/** Why a keyword refuses a value, each as a constant, so that bundlers leave out what no schema of theirs needs. */
export const RULE_PARTS: readonly Part[] = [
  ...Object.entries(RULES).map(([keyword, text]) => rulePart(keyword, text)),
  functionPart({
    name: 'explainNames',
    isLocal: true,
    params: [
      { name: 'rules', type: 'Readonly<Record<string, readonly string[]>>' },
      { name: 'value', type: 'unknown' },
      { name: 'at', type: 'Place' },
    ],
    returns: 'readonly Refusal[]',
    doc: 'Of members that go with others those that are missing.',
    body: [
      'const present = Object.keys(rules).filter((name) => hasMember(value, name));',
      'const missing = present.flatMap((name) => rules[name] ?? []).filter((name) => !hasMember(value, name));',
      'return [...new Set(missing)].map((expected) => {',
      '  const because = Object.keys(rules).filter((rule) => rules[rule]?.includes(expected)).map((rule) => JSON.stringify(rule)).join(" or ");',
      '  const wanted = `the member ${JSON.stringify(expected)}, which goes with ${because}`;',
      '  return [at, value, expected, wanted, "dependent_required_missing"];',
      '});',
    ],
  }),
  functionPart({
    name: 'isNone',
    isLocal: true,
    params: [
      { name: 'values', type: 'readonly unknown[]' },
      { name: 'value', type: 'unknown' },
    ],
    returns: 'boolean',
    body: ['return !values.map(keyOf).includes(keyOf(value));'],
  }),
  functionPart({
    name: 'preview',
    isLocal: true,
    params: [{ name: 'value', type: 'unknown' }],
    returns: 'string',
    body: ['const text = keyOf(value);', 'return text.length > 60 ? `${text.slice(0, 60)}…` : text;'],
  }),
  functionPart({
    name: 'firstTen',
    isLocal: true,
    params: [
      { name: 'values', type: 'readonly unknown[]' },
      { name: 'show', type: '(value: unknown) => string' },
    ],
    returns: 'string',
    body: ['return `${values.slice(0, 10).map(show).join(", ")}${values.length > 10 ? ", …" : ""}`;'],
  }),
];

function rulePart(name: string, { keyword = name, said, explain, code, words }: RuleText): Part {
  const parts = [JSON.stringify(keyword), explain, ...(code === undefined ? [] : [JSON.stringify(code)]), ...(words === undefined ? [] : [words])];
  return constPart(ruleName(name), `Rule<${said}>`, `[${parts.join(', ')}]`);
}
