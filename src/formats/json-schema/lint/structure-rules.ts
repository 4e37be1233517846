import { childMap, eachChild, type SchemaNode } from '../../../containment/index.ts';
import { isJsonObject } from '../../../core/json/value.ts';
import { warnOfCost, warnOfDeviations, warnOfPatterns } from '../warnings.ts';
import { nearest } from '../../../core/nearest.ts';
import type { Places } from './places.ts';
import type { LintProblem, LintRule, LintSubject } from './rule.ts';

const missingDescription: LintRule = {
  name: 'missing_description',
  severity: 'warn',
  summary: 'the event, or a property, that no description explains',
  check: ({ graph: { root }, nodes, places }) => [
    ...(typeof root.written === 'object' && !isDescribed(root)
      ? [{ pointer: '', message: 'the event has no description', remedy: 'say when it happens' }]
      : []),
    ...nodes.flatMap((node) => undescribed(node, places)),
  ],
};

function undescribed(node: SchemaNode, places: Places): LintProblem[] {
  if (places.isCondition(node)) return [];
  return [...childMap(node, 'properties')]
    .filter(([, property]) => property.schema !== false && !explains(property))
    .filter(([name]) => !places.besides(node).some((other) => other !== node && explains(childMap(other, 'properties').get(name))))
    .map(([name, property]) => ({
      pointer: property.location,
      message: `the property ${JSON.stringify(name)} has no description`,
      remedy: 'say what it means',
    }));
}

/** Whether a property is described where it stands, or by what it refers to. */
function explains(node: SchemaNode | undefined): boolean {
  return (
    node !== undefined && (isDescribed(node) || node.references.some(({ target }) => target !== undefined && target !== node && isDescribed(target)))
  );
}

function isDescribed({ written }: SchemaNode): boolean {
  return typeof written === 'object' && typeof written['description'] === 'string' && written['description'].trim() !== '';
}

const undeclaredRequired: LintRule = {
  name: 'undeclared_required',
  severity: 'warn',
  summary: 'a required member that no properties beside it declare',
  check: ({ nodes, places }) =>
    nodes.flatMap((node) => {
      const required = typeof node.schema === 'boolean' ? undefined : node.schema['required'];
      if (!Array.isArray(required) || places.isCondition(node)) return [];
      const known = places.besides(node).flatMap((other) => [...childMap(other, 'properties').keys()]);
      return required.flatMap((name: unknown, index): LintProblem[] => {
        if (typeof name !== 'string' || places.declares(node, name)) return [];
        const meant = nearest(name, known);
        const message = `${JSON.stringify(name)} is required, but no "properties" beside it declare it, so it may be anything`;
        return [
          {
            pointer: `${node.location}/required/${index}`,
            message,
            remedy: meant === undefined ? 'declare it' : `${JSON.stringify(meant)} is declared: write that, or declare it`,
          },
        ];
      });
    }),
};

const emptyBranch: LintRule = {
  name: 'empty_branch',
  severity: 'error',
  summary: 'a schema that no value satisfies, or a branch that none reaches: proved by the engine',
  check: (subject) => (hasDynamicReferences(subject) ? [] : emptyProblems(subject)),
};

// What a dynamic reference means depends on the way to it, and each subschema is asked about by itself.
function hasDynamicReferences({ graph }: LintSubject): boolean {
  return graph.nodes.some(({ references }) => references.some(({ dynamicAnchor }) => dynamicAnchor !== undefined));
}

function emptyProblems({ nodes, places, instances }: LintSubject): LintProblem[] {
  const asked = nodes.filter((node) => !isMeantEmpty(node) && !places.isCondition(node));
  const empty = new Set(asked.filter((node) => instances.isEmpty([node])));
  const causes = causesOf(empty);
  return asked.flatMap((node): LintProblem[] => {
    if (causes.has(node)) {
      const message = 'no value is valid here: what this schema asks for contradicts itself';
      return [{ pointer: node.location, message, remedy: 'loosen one of its keywords, or write false if that is meant' }];
    }
    const parent = places.parentOf(node);
    if (parent === undefined || empty.has(node) || empty.has(parent.node) || !BRANCHES.has(parent.keyword)) return [];
    if (!instances.isEmpty([parent.node, node])) return [];
    const others = parent.keyword === 'oneOf' ? ', or other branches take them as well' : '';
    const message = `no value reaches this branch of "${parent.keyword}": what stands beside it refuses all of its values${others}`;
    return [{ pointer: node.location, message, remedy: 'remove the branch, or loosen what is in its way' }];
  });
}

const BRANCHES: ReadonlySet<string> = new Set(['anyOf', 'oneOf']);

/** The innermost empty schemas, which make others empty; of those that are empty only by leading to each other, the first. */
function causesOf(empty: ReadonlySet<SchemaNode>): ReadonlySet<SchemaNode> {
  const emptyParts = (node: SchemaNode): SchemaNode[] => partsOf(node).filter((part) => empty.has(part));
  const causes = new Set([...empty].filter((node) => emptyParts(node).length === 0));
  const leadsToCause = (node: SchemaNode, seen: Set<SchemaNode>): boolean => {
    if (causes.has(node)) return true;
    if (seen.has(node)) return false;
    seen.add(node);
    return emptyParts(node).some((part) => leadsToCause(part, seen));
  };
  for (const node of empty) if (!leadsToCause(node, new Set())) causes.add(node);
  return causes;
}

function partsOf(node: SchemaNode): readonly SchemaNode[] {
  const below = [...eachChild(node)].map(({ node: child }) => child);
  return [...below, ...node.references.flatMap(({ target }) => (target === undefined ? [] : [target]))];
}

/** `false`, and the older ways to write it. */
function isMeantEmpty({ written }: SchemaNode): boolean {
  if (typeof written === 'boolean') return !written;
  const { not } = written;
  return not === true || (isJsonObject(not) && Object.keys(not).length === 0);
}

const costlyPattern: LintRule = {
  name: 'costly_pattern',
  severity: 'warn',
  summary: 'a pattern that backtracks, or is huge with its repetitions written out',
  check: ({ document }) => warnOfPatterns(document),
};

const costlyBranches: LintRule = {
  name: 'costly_branches',
  severity: 'warn',
  summary: 'branches that lead to the same subschemas again and again',
  check: ({ document }) => warnOfCost(document),
};

/** Those that have a rule of their own, which says more. */
const ELSEWHERE: ReadonlySet<string> = new Set(['reference_siblings', 'nullable', 'id_of_draft_04', 'if_in_draft_06']);

const readOtherwise: LintRule = {
  name: 'read_otherwise',
  severity: 'warn',
  summary: 'a construct that validators made with ajv read otherwise than the standard',
  check: ({ document }) => warnOfDeviations(document).filter(({ code }) => !ELSEWHERE.has(code)),
};

export const STRUCTURE_RULES: readonly LintRule[] = [
  missingDescription,
  undeclaredRequired,
  emptyBranch,
  costlyPattern,
  costlyBranches,
  readOtherwise,
];
