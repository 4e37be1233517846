import { PROFILES, type Check, type Profile } from './compatibility.ts';
import type { Verdict } from './verdict.ts';

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
