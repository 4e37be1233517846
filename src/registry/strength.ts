import type { Check, Profile } from '../core/compatibility.ts';
import { findStrongest, withStrength } from '../core/strongest-profile.ts';
import type { Verdict } from '../core/verdict.ts';
import type { Answer } from './frontier.ts';
import type { CompatibilityJudge } from './judge.ts';

/** Nobody reads more of them, and each may cost two questions. */
const MAX_ASKED = 20;

/**
 * Say of each check the strongest profile under which it holds. The engine is asked about the first 20 that `isAsked`
 * picks, of the others only what is in the verdict cache is said. What is concluded from other checks is looked up
 * nowhere: there may be very many of those.
 */
export async function addStrength(
  judge: CompatibilityJudge,
  answers: readonly Answer[],
  isAsked: (check: Check) => boolean = () => false,
): Promise<Check[]> {
  const asked = new Set(answers.filter(({ check }) => !isConcluded(check) && isAsked(check)).slice(0, MAX_ASKED));
  const checks: Check[] = [];
  for (const answer of answers) {
    const { pair, check } = answer;
    const find = async (profile: Profile): Promise<Verdict | undefined> => {
      if (asked.has(answer)) return judge.verdict(pair, { profile });
      return isConcluded(check) ? undefined : judge.known(pair, { profile });
    };
    checks.push(withStrength(check, await findStrongest(judge.profile, check.verdict, find)));
  }
  return checks;
}

function isConcluded({ verdict }: Check): boolean {
  return verdict.stats.stage === 'transitivity';
}

/** @internal What a refusal explains. */
export function isBroken({ verdict }: Check): boolean {
  return verdict.kind === 'not_contained';
}
