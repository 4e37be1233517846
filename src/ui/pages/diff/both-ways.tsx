import type { JSX } from 'preact';
import { changeKindOf, type Check, type Profile } from '../../../core/compatibility.ts';
import type { CompatResource } from '../../../core/resources.ts';
import { registry } from '../../app/session.ts';
import { CheckCard } from '../../checks/check-card.tsx';
import { useAnswer, type Answer } from '../../data/use-answer.ts';
import { Answered } from '../../kit/answered.tsx';
import { versionLabel, type Comparison } from './question.ts';

interface BothWaysProps {
  readonly comparison: Comparison;
  readonly profile: Profile;
}

/** Whether each reads what the other writes. */
export function BothWays({ comparison, profile }: BothWaysProps): JSX.Element {
  const answer = useVerdicts(comparison, profile);
  return (
    <section class="stack" aria-label="Verdict">
      <Answered answer={answer} what="the verdict">
        {({ checks: [backward, forward] }) => (
          <>
            {backward !== undefined && forward !== undefined && <h2>{meaning(backward, forward)}</h2>}
            <div class="both-ways">
              {backward !== undefined && <CheckCard check={backward} profile={profile} title="The older writes, the newer reads" />}
              {forward !== undefined && <CheckCard check={forward} profile={profile} title="The newer writes, the older reads" />}
            </div>
          </>
        )}
      </Answered>
    </section>
  );
}

/** The check in which the newer reads comes first. */
function useVerdicts({ from, to }: Comparison, profile: Profile): Answer<CompatResource> {
  return useAnswer(`verdict ${versionLabel(from)} ${versionLabel(to)} ${profile}`, () =>
    registry().compat({ subject: to.subject, version: to.version, against: { ...from }, level: 'FULL', profile }),
  );
}

function meaning(backward: Check, forward: Check): string {
  const kind = changeKindOf(backward.verdict.kind, forward.verdict.kind, false);
  switch (kind) {
    case 'equal':
    case 'full':
      return 'Each reads what the other writes';
    case 'backward':
      return 'The newer reads what the older writes, not the other way round';
    case 'forward':
      return 'The older reads what the newer writes, not the other way round';
    case 'breaking':
      return 'Neither reads all that the other writes';
    case 'undecided':
      return 'Not decided in both directions';
  }
}
