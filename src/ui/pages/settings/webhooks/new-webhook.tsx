import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { CHANGE_TYPES } from '../../../../core/change.ts';
import type { CreatedWebhookResource, WebhookRequest } from '../../../../core/resources.ts';
import { Link } from '../../../app/link.tsx';
import { href } from '../../../app/address.ts';
import { navigate } from '../../../app/router.ts';
import { registry } from '../../../app/session.ts';
import { SecretOnce } from '../secret-once.tsx';
import { draftOf, WebhookForm, type WebhookDraft } from './webhook-form.tsx';

/** A new webhook; its secret is shown once. */
export function NewWebhook(): JSX.Element {
  const [made, setMade] = useState<CreatedWebhookResource>();
  const [isFromStart, setIsFromStart] = useState(false);
  if (made !== undefined) {
    const done = (): void => navigate(href(['settings', 'webhooks', made.id]), { replace: true });
    return <SecretOnce title="The webhook is made" what="the secret" secret={made.secret} uses={[]} onDone={done} />;
  }
  return (
    <div class="stack">
      <p class="small">
        <Link to={href(['settings', 'webhooks'])}>All webhooks</Link>
      </p>
      <h2>New webhook</h2>
      <WebhookForm
        begin={draftOf({})}
        verb="Make the webhook"
        send={async (draft) => setMade(await registry().createWebhook(toRequest(draft, isFromStart)))}
      >
        <fieldset class="choices">
          <legend>Begins with</legend>
          <label>
            <input type="radio" name="from" checked={!isFromStart} onChange={() => setIsFromStart(false)} />
            what comes from now on
          </label>
          <label>
            <input type="radio" name="from" checked={isFromStart} onChange={() => setIsFromStart(true)} />
            the first change that the registry has kept
          </label>
        </fieldset>
      </WebhookForm>
    </div>
  );
}

function toRequest({ url, prefix, description, types }: WebhookDraft, isFromStart: boolean): WebhookRequest {
  return {
    url: url.trim(),
    ...(prefix === '' ? {} : { prefix }),
    ...(description === '' ? {} : { description }),
    ...(types.length === CHANGE_TYPES.length ? {} : { types }),
    ...(isFromStart ? { from: 0 } : {}),
  };
}
