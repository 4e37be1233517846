import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { WebhookResource } from '../../../../core/resources.ts';
import { nameOf } from '../../../app/describe-caller.ts';
import { Link } from '../../../app/link.tsx';
import { href } from '../../../app/address.ts';
import { registry } from '../../../app/session.ts';
import { useAnswer } from '../../../data/use-answer.ts';
import { Answered } from '../../../kit/answered.tsx';
import { Name } from '../../../kit/name.tsx';
import { Time } from '../../../kit/time.tsx';
import { Attempts } from './attempts.tsx';
import { DeadDeliveries } from './dead-deliveries.tsx';
import { DeliveryProgress } from './delivery-progress.tsx';
import { StateOfWebhook } from './state-of-webhook.tsx';
import { WebhookActions } from './webhook-actions.tsx';
import { describeFilter } from './webhook-words.ts';
import { isMoving, useProgress } from './use-progress.ts';

/** One webhook: what it is, how far it is, what became of its attempts, and what it gave up. */
export function WebhookDetail({ id }: { readonly id: string }): JSX.Element {
  const webhook = useAnswer(`webhook ${id}`, () => registry().getWebhook(id));
  const attempts = useAnswer(`webhook attempts ${id}`, async () => (await registry().listWebhookAttempts(id)).items);
  const dead = useAnswer(`webhook dead ${id}`, async () => (await registry().listDeadDeliveries(id)).items);
  const [isGone, setIsGone] = useState(false);
  const reload = (): void => {
    for (const answer of [webhook, attempts, dead]) answer.reload();
  };
  const isResending = dead.value?.some(({ resending }) => resending) === true;
  useProgress({ value: webhook.value, reload }, (value) => isMoving(value) || isResending);
  if (isGone) return <Gone />;
  return (
    <div class="stack">
      <p class="small">
        <Link to={href(['settings', 'webhooks'])}>All webhooks</Link>
      </p>
      <Answered answer={webhook} what="the webhook">
        {(value) => (
          <>
            <h2>
              <Name text={value.url} />
            </h2>
            <Facts webhook={value} />
            <WebhookActions webhook={value} onChanged={reload} onGone={() => setIsGone(true)} />
            <Answered answer={dead} what="what was given up">
              {(items) => <DeadDeliveries id={id} items={items} isActive={value.state === 'active'} onAsked={reload} />}
            </Answered>
            <Answered answer={attempts} what="the attempts">
              {(items) => <Attempts items={items} />}
            </Answered>
          </>
        )}
      </Answered>
    </div>
  );
}

function Gone(): JSX.Element {
  return (
    <div class="stack" role="status">
      <h2>The webhook is removed</h2>
      <p>
        <Link class="button" to={href(['settings', 'webhooks'])}>
          All webhooks
        </Link>
      </p>
    </div>
  );
}

function Facts({ webhook }: { readonly webhook: WebhookResource }): JSX.Element {
  const [newest, older] = webhook.secrets;
  return (
    <dl class="facts panel">
      <dt>State</dt>
      <dd>
        <StateOfWebhook webhook={webhook} />
      </dd>
      <dt>Deliveries</dt>
      <dd>
        <DeliveryProgress webhook={webhook} />
      </dd>
      <dt>Hears of</dt>
      <dd>
        <bdi>{describeFilter(webhook)}</bdi>
      </dd>
      {webhook.description !== undefined && (
        <>
          <dt>Description</dt>
          <dd>
            <Name text={webhook.description} />
          </dd>
        </>
      )}
      <dt>Secret</dt>
      <dd>
        {newest !== undefined && (
          <>
            made <Time at={newest.createdAt} />
          </>
        )}
        {older?.expiresAt !== undefined && (
          <>
            ; the one before is signed with as well, until <Time at={older.expiresAt} />
          </>
        )}
      </dd>
      <dt>Made</dt>
      <dd>
        <Time at={webhook.createdAt} /> by <Name text={nameOf(webhook.createdBy)} />
      </dd>
    </dl>
  );
}
