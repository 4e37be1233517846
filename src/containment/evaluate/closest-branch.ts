import type { ExactObject, ExactValue } from '../../core/json/value.ts';
import type { Effort } from '../../core/effort.ts';
import type { EventFinding } from '../../core/verdict.ts';
import type { SchemaNode } from '../resolve/node.ts';
import { spendDeep, type Plan } from './check.ts';
import { isObject, valueKey } from './equality.ts';
import { joinMaps, type MemberValues, type Outlines, type Values } from './outline.ts';
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
 * constants fit, then the one with the fewest members missing or too many, then the one with the fewest findings. Where
 * no branch takes the value of a member that tells them apart, that alone is said. Nothing for a union without a branch
 * that stands out. Only branches whose constants fit best are looked into.
 */
export function closestBranch(union: Union, instance: ExactValue, report: Report, at: Place): void {
  const { plans, outlines } = union;
  const { effort } = report.run;
  effort.spend(plans.length * BRANCH_UNITS);
  const type = typeName(instance);
  const open = plans.filter(({ node }) => outlines.types(node)?.has(type) !== false);
  if (isObject(instance)) {
    const told = discriminatorOf(
      open.map(({ node }) => outlines.members(node)),
      instance,
      effort,
    );
    if (told !== undefined && !fits(instance, told.name, told.values, effort)) return explainUnknown({ ...union, ...told }, instance, report, at);
  }
  const fitting = open.map((plan) => ({ plan, misfits: misfitsOf(plan.node, instance, outlines, effort) }));
  const fewest = Math.min(...fitting.map(({ misfits }) => misfits));
  const closest = fitting.filter(({ misfits }) => misfits === fewest);
  explainBest(
    closest.map(({ plan }) => plan),
    instance,
    report,
    { ...at, via: union.keyword },
  );
}

/** How many members have values that a branch does not list. */
function misfitsOf(node: SchemaNode, instance: ExactValue, outlines: Outlines, effort: Effort): number {
  return isObject(instance) ? [...outlines.members(node)].filter(([name, values]) => !fits(instance, name, values, effort)).length : 0;
}

function fits(instance: ExactObject, name: string, values: Values, effort: Effort): boolean {
  effort.spend(BRANCH_UNITS);
  if (!Object.hasOwn(instance, name)) return true;
  const value = instance[name] as ExactValue;
  spendDeep(value, effort);
  return values.has(valueKey(value));
}

// Of a union: what is known of a branch is looked up.
const BRANCH_UNITS = 8;

interface Discriminator {
  readonly name: string;
  /** What it may be in any branch. */
  readonly values: Values;
}

/** The member of the instance for which every branch lists values of its own; of several the one with the fewest, then the first. */
function discriminatorOf(branches: readonly MemberValues[], instance: ExactObject, effort: Effort): Discriminator | undefined {
  const [first, ...others] = branches;
  if (first === undefined || others.length === 0) return undefined;
  const all = [...first].flatMap(([name, values]): readonly Discriminator[] => {
    effort.spend(branches.length * BRANCH_UNITS);
    const lists = [values, ...others.flatMap((other) => other.get(name) ?? [])];
    if (!Object.hasOwn(instance, name) || lists.length < branches.length) return [];
    effort.spend(lists.reduce((sum, { size }) => sum + size, 0) * BRANCH_UNITS);
    const joined = joinMaps(lists);
    return lists.some(({ size }) => size < joined.size) ? [{ name, values: joined }] : [];
  });
  return all.toSorted((a, b) => a.values.size - b.values.size)[0];
}

function explainUnknown({ node, keyword, name, values }: Union & Discriminator, instance: ExactObject, report: Report, at: Place): void {
  const expected = [...values.values()];
  const shown = `${[...values.keys()].slice(0, 10).join(', ')}${values.size > 10 ? ', …' : ''}`;
  const says = `one of the ${values.size} values that the schemas of \`${keyword}\` take: ${shown}`;
  report.add({ node, keyword, code: 'discriminator_unmatched', says, expected }, instance[name] as ExactValue, below(at, name, keyword));
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

/** Lower is closer: refused as a whole, values refused that tell branches apart, members missing or too many, how many findings. */
function scoreOf(findings: readonly EventFinding[], pointer: string): readonly number[] {
  const own = findings.filter(({ instancePointer }) => instancePointer === pointer);
  const members = findings.filter(({ instancePointer }) => depthBelow(instancePointer, pointer) === 1);
  const isRefused = own.some(({ code }) => code === 'type_mismatch' || code === 'schema_false' || code === 'const_mismatch');
  const missing = own.filter(({ code }) => code === 'required_missing');
  const additional = members.filter(({ code }) => ADDITIONAL.has(code));
  const telling = findings.filter(({ code }) => !UNIONS.has(code));
  return [isRefused ? 1 : 0, members.filter(({ code }) => CONSTANTS.has(code)).length, missing.length + additional.length, telling.length];
}

const CONSTANTS: ReadonlySet<string> = new Set(['const_mismatch', 'enum_mismatch', 'discriminator_unmatched']);
const ADDITIONAL: ReadonlySet<string> = new Set(['additional_property', 'unevaluated_property', 'property_forbidden']);
/** Each stands before the findings of its closest branch. */
const UNIONS: ReadonlySet<string> = new Set(['any_of_unmatched', 'one_of_unmatched']);

function depthBelow(pointer: string, ancestor: string): number {
  return pointer.slice(ancestor.length).split('/').length - 1;
}

function compareScores(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((part, at) => part !== b[at]);
  return index === -1 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
