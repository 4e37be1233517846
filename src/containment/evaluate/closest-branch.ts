import type { ExactValue } from '../../core/json/value.ts';
import type { EventFinding } from '../../core/verdict.ts';
import type { Plan } from './check.ts';
import type { Place, Report } from './report.ts';

const MAX_BRANCHES = 100;
const MAX_FINDINGS_PER_BRANCH = 20;

/**
 * Add the findings of the branch of a union that the instance was most likely meant for: first one whose type and
 * constants fit, then the one with the fewest findings. Nothing for a union without a branch that stands out.
 */
export function closestBranch(plans: readonly Plan[], instance: ExactValue, report: Report, at: Place): void {
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
  return code === 'const_mismatch' || code === 'enum_mismatch';
}

function depthBelow(pointer: string, ancestor: string): number {
  return pointer.slice(ancestor.length).split('/').length - 1;
}

function compareScores(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((part, at) => part !== b[at]);
  return index === -1 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
