import type { JSX } from 'preact';
import type { GatewayLine } from '../../../../core/gateway-resources.ts';
import type { JsonObject } from '../../../../core/json/value.ts';
import { Link } from '../../../app/link.tsx';
import { href } from '../../../app/address.ts';
import { Notice, Problem } from '../../../kit/notice.tsx';
import { visibleProse } from '../../../kit/visible-text.ts';
import { numberOf, objectsOf, textOf } from '../members.ts';
import { outcomeWords, summaryWords } from './deed-words.ts';
import type { Going } from './use-deed.ts';

interface GoingViewProps {
  readonly gateway: string;
  readonly going: Going;
  readonly total: number | undefined;
  readonly onEnd: () => void;
  readonly onClose: () => void;
}

/** A deed that goes on, or is over. */
export function GoingView({ gateway, going, total, onEnd, onClose }: GoingViewProps): JSX.Element {
  const { phase, looked, summary, left, problem } = going;
  const isGoing = phase === 'going';
  return (
    <div class="stack">
      {isGoing && (
        <>
          <progress class="progress" aria-label="Progress" {...(total === undefined ? {} : { max: Math.max(total, looked, 1), value: looked })} />
          <p class="small" role="status">
            {looked.toLocaleString('en')} {total === undefined ? '' : `of ${Math.max(total, looked).toLocaleString('en')} `}so far
          </p>
        </>
      )}
      {phase === 'ended' && <Notice tone="unsure" title={`Ended after ${looked.toLocaleString('en')}; what is done stays done`} announce />}
      {phase === 'failed' && <Problem problem={problem} />}
      {summary !== undefined && <Notice tone={toneOf(summary)} title={summaryWords(summary).join(' ')} announce />}
      {summary !== undefined && <Failures gateway={gateway} failures={objectsOf(summary, 'failures')} />}
      {left.length > 0 && <Left gateway={gateway} left={left} />}
      <div class="row">
        <button type="button" class="button" onClick={isGoing ? onEnd : onClose}>
          {isGoing ? 'Stop here' : 'Close'}
        </button>
      </div>
    </div>
  );
}

function toneOf({ wouldFail, counts }: GatewayLine): 'good' | 'unsure' {
  const others = Object.keys(Object(counts) as object).filter((outcome) => outcome !== 'replayed').length;
  return others > 0 || (typeof wouldFail === 'number' && wouldFail > 0) ? 'unsure' : 'good';
}

function Failures({ gateway, failures }: { readonly gateway: string; readonly failures: readonly JsonObject[] }): JSX.Element | null {
  if (failures.length === 0) return null;
  return (
    <ul class="plain-list">
      {failures.map((failure) => {
        const finding = failure['finding'] as { readonly instancePointer?: string; readonly message?: string } | undefined;
        const samples = Array.isArray(failure['samples']) ? (failure['samples'] as readonly number[]) : [];
        return (
          <li key={`${textOf(failure, 'code')} ${samples[0]}`} class="small">
            <strong>{(numberOf(failure, 'count') ?? 0).toLocaleString('en')}</strong>:{' '}
            {finding?.instancePointer !== undefined && <code>{visibleProse(finding.instancePointer)} </code>}
            {visibleProse(finding?.message ?? textOf(failure, 'detail') ?? '')} <span class="soft">such as</span>{' '}
            {samples.map((id, at) => (
              <>
                {at > 0 && ', '}
                <Link key={id} to={href(['gateways', gateway, 'events', id])}>
                  event {id}
                </Link>
              </>
            ))}
          </li>
        );
      })}
    </ul>
  );
}

function Left({ gateway, left }: { readonly gateway: string; readonly left: readonly GatewayLine[] }): JSX.Element {
  return (
    <ul class="plain-list">
      {left.map((line, at) => {
        const id = numberOf(line, 'id') ?? 0;
        return (
          <li key={at} class="small">
            <Link to={href(['gateways', gateway, 'events', id])}>event {id}</Link>: {outcomeWords(textOf(line, 'outcome') ?? '')}
            {textOf(line, 'detail') !== undefined && <span class="soft"> ({visibleProse(textOf(line, 'detail') ?? '')})</span>}
          </li>
        );
      })}
    </ul>
  );
}
