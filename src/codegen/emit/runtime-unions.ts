import { functionPart, typedFunctionPart, typePart, type Part } from './source-file.ts';

const TYPES = `/** A member and values for it. */
export type ListedMember = readonly [name: string, values: readonly unknown[]];

/** The branches of a union, the types that each may have, the values that each lists for members, and the members that tell objects apart with the values of all, the fewest first. */
export type Union = readonly [
  branches: readonly Rules[],
  types: readonly (string | null)[],
  listed?: readonly Readonly<Record<string, readonly unknown[]>>[],
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
    returns: 'readonly Finding[]',
    body: [
      'const [keyword] = at.rule;',
      'const isOne = keyword === "oneOf";',
      'const all = branches.map((branch, index) => explain(branch, value, inside(at, index)));',
      'const passing = [...all.keys()].filter((index) => all[index]‹!›.length === 0);',
      'if (isOne ? passing.length === 1 : passing.length > 0) return [];',
      'const wanted = `a value that ${isOne ? "exactly " : ""}one of the ${all.length} schemas of \\`${keyword}\\` accepts`;',
      'if (passing.length > 0) return [tell(at, value, "one_of_ambiguous", `${wanted} (those at ${passing.join(", ")} do)`, 1, { branches: passing })];',
      'const error = tell(at, value, isOne ? "one_of_unmatched" : "any_of_unmatched", wanted, isOne ? 1 : all.length);',
      'const type = typeOf(value);',
      'const object‹: Readonly<Record<string, unknown>>› = type === "object" ? Object(value) : {};',
      'const isMisfit = ([name, values]‹: ListedMember›) => hasMember(object, name) && !values.map(keyOf).includes(keyOf(object[name]));',
      'const [name, expected] = telling.find(([one]) => hasMember(object, one)) ?? ["", []];',
      'if (isMisfit([name, expected])) {',
      '  const shown = `one of the ${expected.length} values that the schemas of \\`${keyword}\\` take: ${firstTen(expected, keyOf)}`;',
      '  return [error, tell(below(at, name), object[name], "discriminator_unmatched", shown, expected)];',
      '}',
      'const open = [...all.keys()].filter((index) => types[index]?.includes(type) ?? true);',
      'const misfits = open.map((index) => Object.entries(listed[index] ?? {}).filter(isMisfit).length);',
      'const fewest = Math.min(...misfits);',
      'const best = open',
      '  .filter((_, place) => misfits[place] === fewest)',
      '  .slice(0, 100)',
      '  .map((index) => scored(all[index]‹!›.slice(0, 20), at))',
      '  .filter(({ score }) => score < Infinity)',
      '  .sort((a, b) => a.score - b.score)[0];',
      'return [error, ...(best?.told ?? [])];',
    ],
  }),
  functionPart({
    name: 'scored',
    isLocal: true,
    params: [
      { name: 'told', type: 'readonly Finding[]' },
      { name: 'at', type: 'Place' },
    ],
    returns: '{ told: readonly Finding[]; score: number }',
    doc: 'Lower is closer: values refused that tell branches apart, then members missing or too many, then how many findings. Infinite: refused as a whole.',
    body: [
      'let score = 0;',
      'for (const { code, instancePointer } of told) {',
      '  const what = `${instancePointer.slice(at.pointer.length).split("/").length} ${code}`;',
      '  score += /^1 (type|const|schema)_/.test(what) ? Infinity',
      '    : /^2 (const_|enum_|disc)/.test(what) ? 10001',
      '    : /^(1 required|2 (additional_p|unevaluated_p|property_f))/.test(what) ? 101',
      '    : /_of_unm/.test(what) ? 0 : 1;',
      '}',
      'return { told, score };',
    ],
  }),
];
