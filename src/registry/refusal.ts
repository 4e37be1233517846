import type { Check, OnUndecided } from '../core/compatibility.ts';
import { RegistryError } from '../core/errors.ts';

export type Outcome = 'compatible' | 'incompatible' | 'undecided';

/** One refuted check makes the answer `incompatible`, whatever else is undecided; else a doubt counts unless it only warns. */
export function outcomeOf(checks: readonly Check[], onUndecided: OnUndecided): Outcome {
  if (checks.some((check) => check.verdict.kind === 'not_contained')) return 'incompatible';
  const doubtful = onUndecided === 'fail' && checks.some((check) => check.verdict.kind === 'undecided');
  return doubtful ? 'undecided' : 'compatible';
}

const ADVICE_ON_DOUBT = 'simplify the schema there, or register with overrideUndecided and a reason (on the command line --override-undecided)';
const ADVICE_ON_BREAK = 'mend the schema, or release it as breaking, with a reason (allowBreaking; on the command line --allow-breaking)';

/** The 409 in words: the first check that stands in the way, and what to do; by default what goes for a registration. */
export function describeRefusal(subject: string, outcome: Outcome, checks: readonly Check[], advice?: string): RegistryError {
  const data = { subject, checks };
  if (outcome === 'undecided') {
    const doubt = checks.find((check) => check.verdict.kind === 'undecided');
    return new RegistryError(
      'undecided',
      `it could not be decided whether every event of ${doubt?.writer.label} is valid under ${doubt?.reader.label}${reasonOf(doubt)}; ${advice ?? ADVICE_ON_DOUBT}`,
      { data },
    );
  }
  const broken = checks.find((check) => check.verdict.kind === 'not_contained');
  return new RegistryError(
    'incompatible',
    `an event that is valid under ${broken?.writer.label} is refused by ${broken?.reader.label}${findingOf(broken)}; ${advice ?? ADVICE_ON_BREAK}`,
    { data },
  );
}

function reasonOf(check: Check | undefined): string {
  const reason = check?.verdict.kind === 'undecided' ? check.verdict.reasons[0] : undefined;
  return reason === undefined ? '' : `: ${reason.message}`;
}

function findingOf(check: Check | undefined): string {
  const finding = check?.verdict.kind === 'not_contained' ? check.verdict.findings[0] : undefined;
  return finding === undefined ? '' : `: ${finding.message}`;
}
