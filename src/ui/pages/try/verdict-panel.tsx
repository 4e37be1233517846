import type { JSX } from 'preact';
import type { ExactValue, JsonValue } from '../../../core/json/value.ts';
import type { SubjectDetailResource } from '../../../core/resources.ts';
import { Link } from '../../app/link.tsx';
import { href } from '../../app/address.ts';
import type { Live } from '../../data/use-live.ts';
import { Badge } from '../../kit/badge.tsx';
import { Notice, Problem } from '../../kit/notice.tsx';
import { visibleName } from '../../kit/visible-text.ts';
import { CheckList } from '../../checks/check-list.tsx';
import { MendableCheck } from './mendable-check.tsx';
import type { Candidate } from './candidate.ts';
import { refusalMark } from './fault-marks.ts';
import type { Judged } from './judge.ts';
import type { Asked } from './question.ts';
import { summaryOf } from './summary.ts';

interface VerdictPanelProps {
  readonly live: Live<Judged>;
  /** The text is no JSON: nothing is asked. */
  readonly isFaulty: boolean;
  readonly asked: Asked;
  readonly detail: SubjectDetailResource | undefined;
  readonly candidate: Candidate;
  readonly schema: ExactValue | undefined;
  readonly onMend: (text: string) => void;
}

/** The last verdict; while a newer one is asked it stays, and says that it is old. */
export function VerdictPanel({ live, isFaulty, asked, detail, candidate, schema, onMend }: VerdictPanelProps): JSX.Element {
  const { value, problem } = live;
  const summary = summaryOf({ judged: value, problem, isFaulty, isThere: detail !== undefined });
  const isOld = live.isOld || isFaulty;
  return (
    <section class="stack verdict" aria-label="Verdict">
      <div class="row spread">
        <h2>Verdict</h2>
        <span class={isOld && value !== undefined ? '' : 'unseen'}>
          <Badge tone="unsure">{isFaulty ? 'of the text before' : 'checking …'}</Badge>
        </span>
      </div>
      <div aria-live="polite">
        <Notice tone={summary.tone} title={summary.title}>
          {summary.sentence !== undefined && <p>{visibleName(summary.sentence)}</p>}
          {value?.compat?.existing !== undefined && problem === undefined && !isFaulty && (
            <Link to={href(['subjects', asked.subject], { version: value.compat.existing.version })}>To version {value.compat.existing.version}</Link>
          )}
        </Notice>
      </div>
      {problem !== undefined && !isFaulty && refusalMark(problem) === undefined && <Problem problem={problem} retry={live.retry} />}
      {value?.hindrance !== undefined && problem === undefined && (
        <Notice tone="unsure" title={value.hindrance.title}>
          <p>{visibleName(value.hindrance.message)}</p>
        </Notice>
      )}
      {value?.compat !== undefined && problem === undefined && (
        <CheckList
          checks={value.compat.checks}
          card={(check) => (
            <MendableCheck
              check={check}
              profile={value.compat?.profile ?? 'declared'}
              candidate={candidate}
              schema={schema as JsonValue | undefined}
              onMend={onMend}
            />
          )}
        />
      )}
    </section>
  );
}
