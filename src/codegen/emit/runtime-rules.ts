import { ruleName } from '../validators/runtime-names.ts';
import { constPart, functionPart, type Part } from './source-file.ts';

interface RuleText {
  /** What the keyword says, as a type. */
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
  words: `"${words} #"`,
});

const count = (unit: 'items' | 'members', sign: string, code: string, words: string): RuleText => ({
  said: 'number',
  explain:
    unit === 'items'
      ? `(limit, value) => Array.isArray(value) && value.length ${sign} limit`
      : `(limit, value) => isObject(value) && Object.keys(value).length ${sign} limit`,
  code,
  words: `"${words} # ${unit}"`,
});

const EACH_MEMBER = 'each(isObject(value) ? Object.keys(value) : []';
const PRESENT = 'isObject(value) ? Object.keys(members).filter((name) => hasMember(value, name)) : []';
const NO_MEMBER = '"no member besides those declared"';

/** By keyword; the code of a bundle has those that its schemas use. */
const RULES: Readonly<Record<string, RuleText>> = {
  type: {
    said: 'string | readonly string[]',
    explain: '(types, value) => ![types].flat().some((type) => (type === "number" ? typeof value : typeOf(value)) === type)',
    code: 'type_mismatch',
    words: '(types) => `${/,/.test(`${types}`) ? "one of the types" : "type"} ${[types].flat().join(", ")}`',
  },
  const: {
    said: 'unknown',
    explain: '(constant, value) => keyOf(constant) !== keyOf(value)',
    code: 'const_mismatch',
    words: '(constant) => `the constant ${preview(constant)}`',
  },
  enum: {
    said: 'readonly unknown[]',
    explain: '(values, value) => !values.map(keyOf).includes(keyOf(value))',
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
    words: '"a multiple of #"',
  },
  maxLength: {
    said: 'number',
    explain: '(limit, value) => typeof value === "string" && !isShorter(value, limit + 1)',
    code: 'too_long',
    words: '"at most # characters"',
  },
  minLength: {
    said: 'number',
    explain: '(limit, value) => typeof value === "string" && isShorter(value, limit)',
    code: 'too_short',
    words: '"at least # characters"',
  },
  pattern: {
    said: 'string',
    explain: '(source, value) => typeof value === "string" && !new RegExp(source, "u").test(value)',
    code: 'pattern_mismatch',
    words: '"a match of the pattern #"',
  },
  maxItems: count('items', '>', 'too_many_items', 'at most'),
  minItems: count('items', '<', 'too_few_items', 'at least'),
  maxProperties: count('members', '>', 'too_many_properties', 'at most'),
  minProperties: count('members', '<', 'too_few_properties', 'at least'),
  uniqueItems: {
    said: 'true',
    explain: '(_, value) => Array.isArray(value) && !isUnique(value)',
    code: 'items_not_unique',
    words: '"items that all differ"',
  },
  required: {
    said: 'readonly string[]',
    explain: `(names, value, at) =>
  isObject(value) &&
  names
    .filter((name) => !hasMember(value, name))
    .map((name) => tell(at, value, "required_missing", \`the member \${JSON.stringify(name)}\`, name))`,
  },
  dependentRequired: {
    said: 'Readonly<Record<string, readonly string[]>>',
    explain: '(rules, value, at) => explainNames(rules, value, at)',
  },
  properties: {
    said: 'Readonly<Record<string, Rules>>',
    explain: `(members, value, at) =>
  each(${PRESENT}, (name) =>
    explain(members[name] ?? [], memberOf(value, name), below(inside(at, name), name)))`,
    code: 'property_forbidden',
    words: '"no such member"',
  },
  patternProperties: {
    said: 'Readonly<Record<string, Rules>>',
    explain: `(members, value, at) =>
  ${EACH_MEMBER}, (name) =>
    each(Object.keys(members).filter((source) => new RegExp(source, "u").test(name)), (source) =>
      explain(members[source] ?? [], memberOf(value, name), below(inside(at, source), name))))`,
    code: 'property_forbidden',
    words: '"no such member"',
  },
  additionalProperties: {
    said: 'readonly [rules: Rules, names?: ReadonlySet<string> | null, patterns?: readonly RegExp[]]',
    explain: `([rules, names, patterns], value, at) =>
  ${EACH_MEMBER}, (name) =>
    names?.has(name) || patterns?.some((pattern) => pattern.test(name))
      ? []
      : explain(rules, memberOf(value, name), below(at, name)))`,
    code: 'additional_property',
    words: NO_MEMBER,
  },
  propertyNames: {
    said: 'Rules',
    explain: `(rules, value, at) =>
  ${EACH_MEMBER}, (name) =>
    explain(rules, name, { ...at, pointer: \`~\${at.pointer}/\${escapeStep(name)}\` }).length === 0
      ? []
      : [tell(below(at, name), name, "property_name_invalid", \`member names that the schema of names accepts; \${JSON.stringify(name)} is not one\`, false)])`,
  },
  prefixItems: {
    said: 'readonly Rules[]',
    explain: `(items, value, at) =>
  each(Array.isArray(value) ? value.slice(0, items.length).keys() : [], (index) =>
    explain(items[index] ?? [], memberOf(value, index), below(inside(at, index), index)))`,
    code: 'additional_item',
    words: '"no item here"',
  },
  items: {
    said: 'readonly [rules: Rules, from?: number]',
    explain: `([rules, from = 0], value, at) =>
  each(Array.isArray(value) ? value.keys() : [], (index) =>
    index < from ? [] : explain(rules, memberOf(value, index), below(at, index)))`,
    code: 'additional_item',
    words: '"no item here"',
  },
  contains: {
    said: 'readonly [rules: Rules, keyword?: string, min?: number, max?: number]',
    explain: `([rules, keyword = "contains", min = 1, max = Infinity], value, at) => {
  if (!Array.isArray(value)) return false;
  const count = value.filter((item, index) => explain(rules, item, below(at, index)).length === 0).length;
  if (count >= min && count <= max) return false;
  const [by, limit] = count < min ? [keyword, min] : ["maxContains", max];
  const wanted = \`at \${count < min ? "least" : "most"} \${limit} items that the schema of \\\`contains\\\` accepts (\${count} are)\`;
  const path = at.path.replace(/contains$/, by);
  return [tell({ ...at, path, via: path }, value, count < min ? "contains_too_few" : "contains_too_many", wanted, limit)];
}`,
  },
  ref: {
    said: 'Check',
    explain: `(check, value, at) => {
  const place = \`\${check.key}\${at.pointer}\`;
  const told =
    at.known.get(place) ??
    (at.depth < MAX_DEPTH
      ? explain(check.rules(), value, { ...at, path: check.key, depth: at.depth + 1 })
      : check(value) ? [] : [tell(at, value, "unexplained", "a value that the schema takes; it nests too deep to say more", null)]);
  at.known.set(place, told);
  return told;
}`,
  },
  allOf: {
    said: 'readonly Rules[]',
    explain: '(branches, value, at) => each(branches.keys(), (index) => explain(branches[index] ?? [], value, inside(at, index)))',
  },
  anyOf: { said: 'Union', explain: '(union, value, at) => explainUnion(union, value, at)' },
  oneOf: { said: 'Union', explain: '(union, value, at) => explainUnion(union, value, at)' },
  not: {
    said: 'Rules',
    explain: `(rules, value, at) =>
  explain(rules, value, at).length === 0 && [tell(at, value, "not_matched", "a value that the schema of \`not\` refuses", null)]`,
  },
  if: {
    said: 'readonly [condition: Rules, then: Rules, otherwise: Rules]',
    explain: `([condition, then, otherwise], value, at) => {
  const holds = explain(condition, value, at).length === 0;
  const path = at.path.replace(/if$/, holds ? "then" : "else");
  return explain(holds ? then : otherwise, value, { ...at, path, via: path });
}`,
  },
  dependentSchemas: {
    said: 'Readonly<Record<string, Rules>>',
    explain: `(members, value, at) =>
  each(${PRESENT}, (name) => explain(members[name] ?? [], value, inside(at, name)))`,
  },
  dependencies: {
    said: 'readonly [names: Readonly<Record<string, readonly string[]>>, schemas: Readonly<Record<string, Rules>>]',
    explain: `([names, members], value, at) => [
  ...explainNames(names, value, at),
  ...each(${PRESENT}, (name) => explain(members[name] ?? [], value, inside(at, name))),
]`,
  },
  unevaluatedItems: {
    said: 'readonly [rules: Rules, test: (value: unknown) => (key: number) => boolean]',
    explain: `([rules, test], value, at, told) => {
  if (told.length > 0 || !Array.isArray(value)) return false;
  const isEvaluated = test(value);
  return each(value.keys(), (index) => (isEvaluated(index) ? [] : explain(rules, memberOf(value, index), below(at, index))));
}`,
    code: 'unevaluated_item',
    words: '"no item here"',
  },
  unevaluatedProperties: {
    said: 'readonly [rules: Rules, test: (value: unknown) => (key: string) => boolean]',
    explain: `([rules, test], value, at, told) => {
  if (told.length > 0 || !isObject(value)) return false;
  const isEvaluated = test(value);
  return each(Object.keys(value), (name) => (isEvaluated(name) ? [] : explain(rules, memberOf(value, name), below(at, name))));
}`,
    code: 'unevaluated_property',
    words: NO_MEMBER,
  },
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
    returns: 'readonly Finding[]',
    doc: 'Of members that go with others those that are missing.',
    body: [
      'if (!isObject(value)) return [];',
      'const present = Object.keys(rules).filter((name) => hasMember(value, name));',
      'const missing = present.flatMap((name) => rules[name] ?? []).filter((name) => !hasMember(value, name));',
      'return [...new Set(missing)].map((name) => {',
      '  const because = Object.keys(rules).filter((rule) => rules[rule]?.includes(name)).map((rule) => JSON.stringify(rule)).join(" or ");',
      '  return tell(at, value, "dependent_required_missing", `the member ${JSON.stringify(name)}, which goes with ${because}`, name);',
      '});',
    ],
  }),
  functionPart({
    name: 'memberOf',
    isLocal: true,
    params: [
      { name: 'value', type: 'unknown' },
      { name: 'key', type: 'string | number' },
    ],
    returns: 'unknown',
    body: ['return Reflect.get(Object(value), key);'],
  }),
  functionPart({
    name: 'preview',
    isLocal: true,
    params: [{ name: 'value', type: 'unknown' }],
    returns: 'string',
    body: ['const text = `${keyOf(value)}`;', 'return text.length > 60 ? `${text.slice(0, 60)}…` : text;'],
  }),
  functionPart({
    name: 'firstTen',
    isLocal: true,
    params: [
      { name: 'values', type: 'readonly unknown[]' },
      { name: 'show', type: '(value: unknown) => unknown' },
    ],
    returns: 'string',
    body: ['return `${values.slice(0, 10).map((value) => `${show(value)}`).join(", ")}${values.length > 10 ? ", …" : ""}`;'],
  }),
];

function rulePart(keyword: string, { said, explain, code, words }: RuleText): Part {
  const name = keyword === 'ref' ? '$ref' : keyword;
  const parts = [JSON.stringify(name), explain, ...(code === undefined ? [] : [JSON.stringify(code)]), ...(words === undefined ? [] : [words])];
  return constPart(ruleName(keyword), `Rule<${said}>`, `[${parts.join(', ')}]`);
}
