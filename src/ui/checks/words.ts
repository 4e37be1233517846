import type { Check, Profile, Side } from '../../core/compatibility.ts';
import type { Stage } from '../../core/verdict.ts';
import { visibleName } from '../kit/visible-text.ts';

/** What a verdict is called, and how it is shown. */
export interface VerdictWords {
  readonly title: string;
  readonly tone: 'good' | 'bad' | 'unsure';
}

const VERDICTS: Readonly<Record<Check['verdict']['kind'], VerdictWords>> = {
  contained: { title: 'Holds', tone: 'good' },
  not_contained: { title: 'Breaks', tone: 'bad' },
  undecided: { title: 'Not decided', tone: 'unsure' },
};

export function verdictWords({ verdict }: Check): VerdictWords {
  return VERDICTS[verdict.kind];
}

const EVENTS: Readonly<Record<Profile, string>> = {
  strict: 'Every event that is valid under',
  declared: 'Every event with declared members only that is valid under',
  tolerant: 'For a reader who ignores members that they do not know: every event with declared members only that is valid under',
};

/** The verdict as one sentence about `writer` and `reader`, under the profile that was asked. */
export function checkSentence({ writer, reader, verdict }: Check, profile: Profile): string {
  const [from, to] = [sideName(writer), sideName(reader)];
  switch (verdict.kind) {
    case 'contained':
      return `${EVENTS[profile]} ${from} is valid under ${to}.`;
    case 'not_contained':
      return `An event that is valid under ${from} is refused by ${to}.`;
    case 'undecided':
      return `Neither a proof was found that ${to} takes all that ${from} may send, nor an event that it refuses.`;
  }
}

export function sideName({ label }: Side): string {
  return visibleName(label);
}

const STAGES: Readonly<Record<Stage, string>> = {
  prover: 'proved step by step from the two schemas',
  engine: 'decided by looking at all forms that an event can have',
  falsifier: 'found by trying events that are near the difference',
  resolver: 'decided while the references were followed',
  transitivity: 'follows from proofs that are known',
};

/** How the answer came about, for those who want to know. */
export function evidence({ verdict: { stats } }: Check): string {
  const judges = stats.judges.length === 0 ? '' : `, confirmed by ${stats.judges.join(' and ')}`;
  return `${capital(STAGES[stats.stage])}${judges}; ${stats.steps.toLocaleString('en')} ${stats.steps === 1 ? 'step' : 'steps'}, engine ${stats.engine}.`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** How far the verdict carries, beyond the profile that was asked; undefined: not known. */
export function strengthSentence({ strongest }: Check): string | undefined {
  if (strongest === undefined) return undefined;
  if (strongest === null) return 'It holds under no profile.';
  return `The strongest profile that holds is ${strongest}.`;
}
