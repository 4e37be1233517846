import type { Profile } from '../../../core/compatibility.ts';
import type { DiffResource, FixResource } from '../../../core/resources.ts';
import { registry } from '../../app/session.ts';
import { useAnswer, type Answer } from '../../data/use-answer.ts';
import { versionLabel, type Comparison } from './question.ts';

/** The fix for a direction; `looking` while it is looked for, undefined where there is none. */
export type Fix = FixResource | 'looking' | undefined;

export interface Compared {
  readonly answer: Answer<DiffResource>;
  readonly fixes: { readonly backward: Fix; readonly forward: Fix };
}

/** What is different comes at once; fixes, which take the engine longer, when they are found. */
export function useDiff({ from, to }: Comparison, profile: Profile | undefined): Compared {
  const question = `diff ${versionLabel(from)} ${versionLabel(to)} ${profile ?? ''}`;
  const request = { from, to, ...(profile === undefined ? {} : { profile }) };
  const answer = useAnswer(question, () => registry().diff({ ...request, fixes: false }));
  const { value } = answer;
  const isBroken = value !== undefined && [value.backward, value.forward].some(({ verdict }) => verdict.kind === 'not_contained');
  const mended = useAnswer(isBroken ? `${question} fixes` : undefined, () => registry().diff(request));
  const fixOf = (direction: 'backward' | 'forward'): Fix => {
    if (value?.[direction].verdict.kind !== 'not_contained') return undefined;
    if (mended.value !== undefined) return mended.value[direction].fix;
    return mended.problem === undefined ? 'looking' : undefined;
  };
  return { answer, fixes: { backward: fixOf('backward'), forward: fixOf('forward') } };
}
