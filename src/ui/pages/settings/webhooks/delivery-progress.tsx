import type { JSX } from 'preact';
import type { WebhookResource } from '../../../../core/resources.ts';
import { Time } from '../../../kit/time.tsx';
import { visibleProse } from '../../../kit/visible-text.ts';

const MOST = 1_000;

/** How far the deliveries are: up to date, or how many changes wait, and what the first of them waits for. */
export function DeliveryProgress({ webhook: { behind, pending, position } }: { readonly webhook: WebhookResource }): JSX.Element {
  return (
    <>
      <div>{behind === 0 ? 'up to date' : `${behind >= MOST ? `${MOST} or more` : behind} waiting`}</div>
      <div class="small soft">change {position} was the last</div>
      {pending !== undefined && (
        <div class="small">
          {pending.attempts} {pending.attempts === 1 ? 'attempt' : 'attempts'} in vain: {visibleProse(pending.error)}; next{' '}
          <Time at={pending.nextAttemptAt} />
        </div>
      )}
    </>
  );
}
