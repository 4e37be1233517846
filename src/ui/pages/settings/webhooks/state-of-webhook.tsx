import type { JSX } from 'preact';
import type { WebhookResource } from '../../../../core/resources.ts';
import { Badge } from '../../../kit/badge.tsx';
import { visibleProse } from '../../../kit/visible-text.ts';

/** `stopped` is what the registry did by itself: the receiver said 410, or too much was given up. */
export function StateOfWebhook({ webhook: { state, stateReason, pending } }: { readonly webhook: WebhookResource }): JSX.Element {
  return (
    <>
      {state === 'stopped' ? (
        <Badge tone="bad">given up</Badge>
      ) : state === 'paused' ? (
        <Badge tone="unsure">paused</Badge>
      ) : pending === undefined ? (
        <Badge tone="good">active</Badge>
      ) : (
        <Badge tone="unsure">active, tries again</Badge>
      )}
      {stateReason !== undefined && <div class="small">{visibleProse(stateReason)}</div>}
    </>
  );
}
