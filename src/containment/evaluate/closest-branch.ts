import type { ExactValue } from '../../core/json/value.ts';
import type { EventFinding } from '../../core/verdict.ts';
import type { SchemaNode } from '../resolve/node.ts';
import type { Plan } from './check.ts';
import { isObject, valueKey } from './equality.ts';
import { joinMaps, type Outlines, type Values } from './outline.ts';
import { below, typeName, type Place, type Report } from './report.ts';

const MAX_BRANCHES = 100;
const MAX_FINDINGS_PER_BRANCH = 20;

/** A union with the plans of its branches. */
export interface Union {
  readonly node: SchemaNode;
  readonly keyword: 'anyOf' | 'oneOf';
  readonly plans: readonly Plan[];
  readonly outlines: Outlines;
}

/**
 * Add the findings of the branch of a union that the instance was most likely meant for: first one whose type and
 * constants fit, then the one with the fewest findings. Where no branch takes the value of a member that tells them
 * apart, that alone is said. Nothing for a union without a branch that stands out. Only branches whose constants fit
 * best are looked into.
 */
export function closestBranch(union: Union, instance: ExactValue, report: Report, at: Place): void {
  const { plans, outlines } = union;
  const type = typeName(instance);
  const open = plans.filter(({ node }) => outlines.types(node)?.has(type) !== false);
  const fits = open.map((plan) => ({ plan, misfits: misfitsOf(plan.node, instance, outlines) }));
  const unknown = unknownName(fits.map(({ misfits }) => misfits));
  if (unknown !== undefined) return explainUnknown({ ...union, name: unknown.name, values: unknown.values }, instance, report, at);
  const fewest = Math.min(...fits.map(({ misfits }) => misfits.size));
  const closest = fits.filter(({ misfits }) => misfits.size === fewest);
  explainBest(
    closest.map(({ plan }) => plan),
    instance,
    report,
    { ...at, via: union.keyword },
  );
}

/** The members whose values a branch does not list, with those that it does. */
function misfitsOf(node: SchemaNode, instance: ExactValue, outlines: Outlines): ReadonlyMap<string, Values> {
  if (!isObject(instance)) return new Map();
  const fits = (name: string, values: Values): boolean => !Object.hasOwn(instance, name) || values.has(valueKey(instance[name] as ExactValue));
  return new Map([...outlines.members(node)].filter(([name, values]) => !fits(name, values)));
}

/** A member that no branch takes the value of, though they tell each other apart by it; with all values that they take. */
function unknownName(misfits: readonly ReadonlyMap<string, Values>[]): { readonly name: string; readonly values: Values } | undefined {
  const [first, ...others] = misfits;
  if (first === undefined || others.length === 0) return undefined;
  for (const [name, values] of first) {
    const lists = others.flatMap((other) => other.get(name) ?? []);
    const areTold = lists.some((list) => list.size !== values.size || [...list.keys()].some((key) => !values.has(key)));
    if (lists.length === others.length && areTold) return { name, values: joinMaps([values, ...lists]) };
  }
  return undefined;
}

function explainUnknown(
  { node, keyword, name, values }: Union & { readonly name: string; readonly values: Values },
  instance: ExactValue,
  report: Report,
  at: Place,
): void {
  const expected = [...values.values()];
  const shown = `${[...values.keys()].slice(0, 10).join(', ')}${values.size > 10 ? ', …' : ''}`;
  const says = `one of the ${values.size} values that the schemas of \`${keyword}\` take: ${shown}`;
  const value = isObject(instance) ? (instance[name] as ExactValue) : instance;
  report.add({ node, keyword, code: 'discriminator_unmatched', says, expected }, value, below(at, name, keyword));
}

function explainBest(plans: readonly Plan[], instance: ExactValue, report: Report, at: Place): void {
  const candidates: { readonly findings: readonly EventFinding[]; readonly score: readonly number[] }[] = [];
  for (const plan of plans.slice(0, MAX_BRANCHES)) {
    if (!report.spend()) break;
    const branch = report.branch(MAX_FINDINGS_PER_BRANCH);
    plan.explain(instance, branch, at);
    candidates.push({ findings: branch.findings, score: scoreOf(branch.findings, at.pointer) });
  }
  const [best] = candidates.toSorted((a, b) => compareScores(a.score, b.score));
  if (best !== undefined && best.score[0] === 0) report.addAll(best.findings);
}

/** Lower is closer: refused as a whole, discriminating members refused, how many findings. */
function scoreOf(findings: readonly EventFinding[], pointer: string): readonly number[] {
  const own = findings.filter(({ instancePointer }) => instancePointer === pointer);
  const isRefused = own.some(({ code }) => code === 'type_mismatch' || code === 'schema_false' || code === 'const_mismatch');
  const constants = findings.filter((finding) => isConstant(finding) && depthBelow(finding.instancePointer, pointer) === 1);
  return [isRefused ? 1 : 0, constants.length, findings.length];
}

function isConstant({ code }: EventFinding): boolean {
  return code === 'const_mismatch' || code === 'enum_mismatch' || code === 'discriminator_unmatched';
}

function depthBelow(pointer: string, ancestor: string): number {
  return pointer.slice(ancestor.length).split('/').length - 1;
}

function compareScores(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((part, at) => part !== b[at]);
  return index === -1 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
