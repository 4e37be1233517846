import type { Check } from '../../src/core/compatibility.ts';
import type { Finding } from '../../src/core/verdict.ts';
import type { JudgedStep } from '../audit/judge-steps.ts';

/** Steps that came out alike for the same cause, in their order; there is one at least. */
export type StepGroup = readonly [JudgedStep, ...JudgedStep[]];

/**
 * Steps whose findings are the same, of whatever contract: each breaks the same rule at the same place with the same event, or is undecided for
 * the same reasons. The groups are in the order of their first steps.
 */
export function groupSteps(steps: readonly JudgedStep[]): readonly StepGroup[] {
  const groups = new Map<string, [JudgedStep, ...JudgedStep[]]>();
  for (const step of steps) {
    const key = JSON.stringify(step.checks.map(causeOf));
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [step]);
    else known.push(step);
  }
  return [...groups.values()];
}

/** What a report says of a check, but for the names of the two sides. */
function causeOf({ verdict }: Check): unknown {
  switch (verdict.kind) {
    case 'contained':
      return null;
    case 'not_contained':
      return [verdict.witness, ...verdict.findings.map(causeOfFinding)];
    case 'undecided':
      return verdict.reasons;
  }
}

function causeOfFinding({ code, message, keyword, instancePointer, readerLocation, remedy, witness }: Finding): unknown {
  return { code, message, keyword, instancePointer, readerLocation, remedy, witness };
}
