import { PROFILES, type Check, type Profile } from './compatibility.ts';
import type { Finding, Verdict } from './verdict.ts';

/** How far a verdict carries beyond the profile that it was asked under. */
export type Strength = Pick<Check, 'strongest' | 'stricter'>;

/**
 * The strongest profile under which a containment holds that was answered under `profile`.
 *
 * What holds under `strict` holds under `declared`, and what holds under `declared` holds under `tolerant`: the writer's
 * set shrinks and the reader's grows. So one proof or one counterexample settles everything on its side, and `ask` is
 * called for the next profile only, until the answer turns: at most twice. Nothing is said where `ask` has no answer,
 * or none that is decided.
 */
export async function findStrongest(profile: Profile, verdict: Verdict, ask: (profile: Profile) => Promise<Verdict | undefined>): Promise<Strength> {
  const place = PROFILES.indexOf(profile);
  switch (verdict.kind) {
    case 'contained':
      return climb(profile, PROFILES.slice(0, place).toReversed(), ask);
    case 'not_contained':
      return descend(PROFILES.slice(place + 1), ask);
    case 'undecided':
      return {};
  }
}

/**
 * Say of a check how far its verdict carries. Where it is broken and holds under a weaker profile, what refuses members that
 * it does not know advises that one: nowhere else would the advice be true.
 */
export function withStrength(check: Check, strength: Strength): Check {
  const { verdict } = check;
  const { strongest } = strength;
  if (verdict.kind !== 'not_contained' || typeof strongest !== 'string') return { ...check, ...strength };
  return { ...check, ...strength, verdict: { ...verdict, findings: verdict.findings.map((finding) => advise(finding, strongest)) } };
}

/** What a reader says of members that it does not know. */
const UNKNOWN_MEMBER: readonly string[] = ['additional_property', 'unevaluated_property'];

function advise(finding: Finding, profile: Profile): Finding {
  if (!UNKNOWN_MEMBER.includes(finding.code) || finding.remedy === undefined) return finding;
  return { ...finding, remedy: `${finding.remedy}; or compare under the profile ${profile}, under which it holds` };
}

async function climb(proved: Profile, stricter: readonly Profile[], ask: (profile: Profile) => Promise<Verdict | undefined>): Promise<Strength> {
  let strongest = proved;
  for (const profile of stricter) {
    const answer = await ask(profile);
    if (answer?.kind === 'not_contained') return { strongest, stricter: { profile, witness: answer.witness } };
    if (answer?.kind !== 'contained') return {};
    strongest = profile;
  }
  return { strongest };
}

async function descend(weaker: readonly Profile[], ask: (profile: Profile) => Promise<Verdict | undefined>): Promise<Strength> {
  for (const profile of weaker) {
    const answer = await ask(profile);
    if (answer?.kind === 'contained') return { strongest: profile };
    if (answer?.kind !== 'not_contained') return {};
  }
  return { strongest: null };
}
