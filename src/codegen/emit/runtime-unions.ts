import { constPart, functionPart, typedFunctionPart, typePart, type Part } from './source-file.ts';

const TYPES = `/** A member and values for it. */
export type ListedMember = readonly [name: string, values: readonly unknown[]];

/** The branches of a union, the types that each may have, the values that each lists for members, and the members that tell objects apart with the values of all, the fewest first. */
export type Union = readonly [
  branches: readonly Rules[],
  types: readonly (string | null)[],
  listed?: readonly (readonly ListedMember[])[],
  telling?: readonly ListedMember[],
];
`;

/** The gateway's choice among the branches of a union; brought by the checks that have one. */
export const UNION_PARTS: readonly Part[] = [
  typePart(TYPES),
  typedFunctionPart({
    name: 'explainUnion',
    isLocal: true,
    params: [
      { name: '[branches, types, listed = [], telling = []]', type: 'Union' },
      { name: 'value', type: 'unknown' },
      { name: 'at', type: 'Place' },
    ],
    returns: 'readonly Refusal[]',
    body: [
      'const [keyword] = at.rule;',
      'const isOne = keyword === "oneOf";',
      'const all = branches.map((branch, index) => explain(branch, value, inside(at, index)));',
      'const passing = all.flatMap((told, index) => (told[0] ? [] : [index]));',
      'if (isOne ? passing.length === 1 : passing.length > 0) return [];',
      'const wanted = `a value that ${isOne ? "exactly " : ""}one of the ${all.length} schemas of \\`${keyword}\\` accepts`;',
      'const expected = isOne ? 1 : all.length;',
      'if (passing[0] !== undefined)',
      '  return [[at, value, expected, `${wanted} (those at ${passing.join(", ")} do)`, "one_of_ambiguous", { branches: passing }]];',
      'const error = [at, value, expected, wanted]‹ as const›;',
      'const isMisfit = ([name, values]‹: ListedMember›) => hasMember(value, name) && isNone(values, value[name]);',
      'for (const [name, values] of telling) {',
      '  if (!hasMember(value, name)) continue;',
      '  if (!isNone(values, value[name])) break;',
      '  const shown = `one of the ${values.length} values that the schemas of \\`${keyword}\\` take: ${firstTen(values, keyOf)}`;',
      '  return [error, [below(at, name), value[name], values, shown, "discriminator_unmatched"]];',
      '}',
      'const type = typeOf(value);',
      'const open = all',
      '  .map((told, index) => [listed[index]?.filter(isMisfit).length ?? 0, told.slice(0, 20)]‹ as const›)',
      '  .filter((_, index) => (types[index] ?? type).includes(type))',
      '  .sort(([a], [b]) => a - b);',
      'let least = Infinity;',
      'let best‹: readonly Refusal[]› = [];',
      'for (const [misfits, told] of open.slice(0, MAX_BRANCHES)) {',
      '  const score = misfits === open[0]‹!›[0] ? distance(told, at) : Infinity;',
      '  if (score < least) [least, best] = [score, told];',
      '}',
      'return [error, ...best];',
    ],
  }),
  constPart('MAX_BRANCHES', 'number', '100', { isLocal: true }),
  functionPart({
    name: 'distance',
    isLocal: true,
    params: [
      { name: 'told', type: 'readonly Refusal[]' },
      { name: 'union', type: 'Place' },
    ],
    returns: 'number',
    doc: 'Values refused that tell branches apart, then members missing or too many, then how many findings. Infinite: refused as a whole.',
    body: [
      'let score = 0;',
      'for (const [at, , , , code = at.rule[2]] of told) {',
      '  const what = `${at.steps.length - union.steps.length} ${code}`;',
      '  score += /^0 (type|const|schema)_/.test(what) ? Infinity',
      '    : /^1 (const_|enum_|disc)/.test(what) ? 10001',
      '    : /^(0 required|1 (additional_p|unevaluated_p|property_f))/.test(what) ? 101',
      '    : /_of_unm/.test(what) ? 0 : 1;',
      '}',
      'return score;',
    ],
  }),
];
