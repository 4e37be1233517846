import { quote } from '../quote.ts';
import type { EvaluationPlan } from './evaluated.ts';
import { literal } from './literal.ts';
import { allOf } from './scalars.ts';
import type { WriterContext } from './statements.ts';

/**
 * The constant that holds the test by which `unevaluated*` knows what the keywords beside it have evaluated: for a value it
 * gives the question about a member or an item. Undefined where all are.
 */
export function evaluatedTest(
  plan: EvaluationPlan,
  keyword: 'unevaluatedProperties' | 'unevaluatedItems',
  { module, calls }: WriterContext,
): string | undefined {
  const [isOfItems, holds] = [keyword === 'unevaluatedItems', [] as string[]];
  const conditionOf = (condition: number | string): string => {
    const text = typeof condition === 'number' ? calls.callOf(condition, 'data') : `${module.use('hasMember')}(data, ${quote(condition)})`;
    if (!holds.includes(text)) holds.push(text);
    return `holds${holds.indexOf(text)}`;
  };
  const questions = (of: EvaluationPlan): readonly string[] => {
    if (isOfItems ? of.allItems : of.allMembers) return ['true'];
    const own = isOfItems
      ? [...(of.prefix > 0 ? [`key < ${of.prefix}`] : []), ...of.contained.map((number) => calls.callOf(number, 'data[key]'))]
      : [
          ...(of.names.length === 0 ? [] : [`${module.constant('names', `/* @__PURE__ */ new Set(${literal(of.names)})`)}.has(key)`]),
          ...of.patterns.map((pattern) => `${module.pattern(quote(pattern))}.test(key)`),
        ];
    const ofBranches = of.conditions.flatMap(({ condition, positive, negative }) => [
      ...under(() => conditionOf(condition), questions(positive)),
      ...(negative === null ? [] : under(() => `!${conditionOf(condition)}`, questions(negative))),
    ]);
    return [...own, ...ofBranches];
  };
  const all = questions(plan);
  if (all.includes('true')) return undefined;
  const answer = all.length === 0 ? 'false' : all.join(' || ');
  const known = holds.map((text, index) => `const holds${index} = ${text};\n`);
  return module.constant('evaluated', `(${['data', ...calls.handed].join(', ')}) => {\n${known.join('')}return (key) => ${answer};\n}`);
}

function under(condition: () => string, questions: readonly string[]): readonly string[] {
  if (questions.length === 0) return [];
  return [allOf([condition(), ...(questions.includes('true') ? [] : [`(${questions.join(' || ')})`])])];
}
