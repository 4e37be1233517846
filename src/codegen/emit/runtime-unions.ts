import { functionPart, typedFunctionPart, typePart, type Part } from './source-file.ts';

const TYPES = `/** A member and values for it. */
export type ListedMember = readonly [name: string, values: readonly unknown[]];

/** Of each branch of a union the values that it lists for members. */
export type ListedMembers = readonly Readonly<Record<string, readonly unknown[]>>[];
`;

/** How the gateway's choice among the branches of a union is made of the errors of all of them; brought by the checks that have one. */
export const UNION_PARTS: readonly Part[] = [
  typePart(TYPES),
  typedFunctionPart({
    name: 'ofBranches',
    params: [
      { name: 'ends', type: 'readonly number[]' },
      { name: 'types', type: 'readonly (string | null)[]' },
      { name: 'listed', type: 'ListedMembers', initial: '[]' },
      { name: 'telling', type: 'readonly ListedMember[]', initial: '[]' },
    ],
    returns: 'ErrorDetails',
    doc: 'What the error of a union says of its branches: how many errors there were before the first branch and after each, the types that each may have, the values that each lists for members, and the members that tell objects apart with the values of all, the fewest first.',
    body: [
      'const end = ends[types.length]‹!›;',
      'return {',
      '  size: end - ends[0]‹!›,',
      '  explain(error, errors, at, value, known) {',
      '    const all = [...types.keys()];',
      '    const passing = all.filter((index) => ends[index] === ends[index + 1]);',
      '    if (passing.length > 0) {',
      '      const says = `${KEYWORDS["oneOf"]‹!›[1]‹!›.replace("#", `${types.length}`)} (those at ${passing.join(", ")} do)`;',
      '      return [{ ...error, code: "one_of_ambiguous", says, found: { branches: passing } }];',
      '    }',
      '    const instance = valueAt(value, error.instancePath);',
      '    const { type } = describe(instance);',
      '    const object‹: Readonly<Record<string, unknown>>› = type === "object" ? Object(instance) : {};',
      '    const open = all.filter((index) => types[index]?.includes(type) ?? true);',
      '    const isMisfit = ([name, values]‹: ListedMember›) =>',
      '      hasMember(object, name) && !values.map(keyOf).includes(keyOf(object[name]));',
      '    const told = telling.find(([name]) => hasMember(object, name));',
      '    if (told !== undefined && isMisfit(told)) {',
      '      const [name, expected] = told;',
      '      const says = `one of the ${expected.length} values that the schemas of \\`${keywordOf(error)}\\` take: ${firstTen(expected, keyOf)}`;',
      '      return [error, { ...error, instancePath: `${error.instancePath}/${escapeStep(name)}`, depth: depthOf(error) + 1, code: "discriminator_unmatched", says, expected }];',
      '    }',
      '    const misfits = open.map((index) => Object.entries(listed[index] ?? {}).filter(isMisfit).length);',
      '    const fewest = misfits.reduce((least, count) => Math.min(least, count), Infinity);',
      '    const best = open',
      '      .filter((_, place) => misfits[place] === fewest)',
      '      .slice(0, 100)',
      '      .map((index) => toldOf(errors, ends[index]‹!› + at - end, ends[index + 1]‹!› + at - end, value, known).slice(0, 20))',
      '      .map((told) => ({ told, score: scoreOf(told, depthOf(error)) }))',
      '      .filter(({ score }) => score < Infinity)',
      '      .sort((a, b) => a.score - b.score)[0];',
      '    return [error, ...(best?.told ?? [])];',
      '  },',
      '};',
    ],
  }),
  functionPart({
    name: 'scoreOf',
    isLocal: true,
    params: [
      { name: 'errors', type: 'readonly CheckError[]' },
      { name: 'depth', type: 'number' },
    ],
    returns: 'number',
    doc: 'Lower is closer: values refused that tell branches apart, then members missing or too many, then how many findings. Infinite: refused as a whole.',
    body: [
      'let score = 0;',
      'for (const error of errors) {',
      '  const what = `${depthOf(error) - depth} ${error.code ?? keywordOf(error)}`;',
      '  score += /^0 (type|const|schema_false)$/.test(what) ? Infinity',
      '    : /^1 (const$|enum$|discriminator)/.test(what) ? 10001',
      '    : /^(0 (required$|additionalP|unevaluatedP)|1 property_forbidden)/.test(what) ? 101',
      '    : /Of$/.test(what) ? 0 : 1;',
      '}',
      'return score;',
    ],
  }),
];
