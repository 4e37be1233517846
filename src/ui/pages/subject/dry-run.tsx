import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { NarrowingResource } from '../../../core/resources.ts';
import type { VersionState } from '../../../core/version.ts';
import { registry } from '../../app/session.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { JsonCode } from '../../kit/json-code.tsx';
import { Notice } from '../../kit/notice.tsx';
import { visibleProse } from '../../kit/visible-text.ts';
import { Waiting } from '../../kit/waiting.tsx';
import { Refusal } from './refusal.tsx';

interface DryRunProps {
  readonly subject: string;
  /** Of the subject: after a write the answer may be another one. */
  readonly epoch: number;
  readonly version: number;
  readonly state: VersionState;
  /** Whether the registry would not do it. */
  readonly onRefused: (isRefused: boolean) => void;
}

/** What a change of state would do, asked of the registry and not done. */
export function DryRun({ subject, epoch, version, state, onRefused }: DryRunProps): JSX.Element {
  const { value, problem } = useAnswer(`dry run ${epoch} ${version} ${state} ${subject}`, () =>
    registry().setState(subject, version, { state }, { dryRun: true }),
  );
  useEffect(() => onRefused(problem !== undefined), [problem !== undefined]);
  if (problem !== undefined) return <Refusal problem={problem} />;
  if (value === undefined) return <Waiting what="what gates would refuse" />;
  return (
    <>
      {value.warnings?.map(({ code, message }) => (
        <Notice key={code} tone="unsure" title={visibleProse(message)} />
      ))}
      {value.narrows !== undefined && state === 'retired' && <Narrowing narrows={value.narrows} version={version} />}
    </>
  );
}

function Narrowing({
  narrows: { loses, event, live, lastLive },
  version,
}: {
  readonly narrows: NarrowingResource;
  readonly version: number;
}): JSX.Element {
  const rest = lastLive ? 'No version stays live: gates would refuse every event of this subject.' : `Live would stay: ${listOf(live)}.`;
  switch (loses) {
    case 'nothing':
      return (
        <Notice tone="good" title="Gates would refuse no event that they accept now">
          <p>It is proved that another version takes all that this one takes. {rest}</p>
          <p class="small soft">Events that name version {version} in dataschema are refused all the same.</p>
        </Notice>
      );
    case 'events':
      return (
        <Notice tone="bad" title="Gates would refuse events that they accept now">
          <p>{rest}</p>
          {event !== undefined && (
            <>
              <p>Such as this one:</p>
              <JsonCode value={event} label="An event that would be refused" />
            </>
          )}
        </Notice>
      );
    case 'unknown':
      return (
        <Notice tone="unsure" title="Gates may refuse events that they accept now">
          <p>There is neither a proof that another version takes all that this one takes, nor an event that none of them takes. {rest}</p>
        </Notice>
      );
  }
}

const MOST = 10;

function listOf(versions: readonly number[]): string {
  const shown = versions.slice(-MOST).join(', ');
  return `${versions.length === 1 ? 'version' : 'versions'} ${versions.length > MOST ? `… ${shown}` : shown}`;
}
