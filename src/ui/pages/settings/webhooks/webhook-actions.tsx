import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { CHANGE_TYPES } from '../../../../core/change.ts';
import { RegistryError } from '../../../../core/errors.ts';
import type { WebhookPatch, WebhookResource } from '../../../../core/resources.ts';
import type { WebhookAttempt } from '../../../../core/webhook.ts';
import { registry } from '../../../app/session.ts';
import { Notice, Problem } from '../../../kit/notice.tsx';
import { SecretOnce } from '../secret-once.tsx';
import { RemoveWebhook, RotateSecret } from './webhook-dialogs.tsx';
import { TestResult } from './test-result.tsx';
import { draftOf, WebhookForm, type WebhookDraft } from './webhook-form.tsx';

interface WebhookActionsProps {
  readonly webhook: WebhookResource;
  readonly onChanged: () => void;
  readonly onGone: () => void;
}

/** `edit` has the webhook as it was when its form was filled in: what others change meanwhile is not to be overwritten by that. */
type Open = { readonly kind: 'nothing' | 'rotate' | 'remove' } | { readonly kind: 'edit'; readonly begun: WebhookResource };

const NOTHING: Open = { kind: 'nothing' };

/** What can be done with a webhook, and what came of it. */
export function WebhookActions({ webhook, onChanged, onGone }: WebhookActionsProps): JSX.Element {
  const [open, setOpen] = useState<Open>(NOTHING);
  const [test, setTest] = useState<WebhookAttempt | 'sending'>();
  const [secret, setSecret] = useState<string>();
  const [problem, setProblem] = useState<unknown>();
  const { id, epoch, state } = webhook;
  const close = (): void => setOpen(NOTHING);
  const attempt = async (action: () => Promise<void>): Promise<void> => {
    setProblem(undefined);
    setTest(undefined);
    try {
      await action();
    } catch (thrown) {
      setProblem(thrown);
      setTest(undefined);
    }
    onChanged();
  };
  const sendTest = (): Promise<void> =>
    attempt(async () => {
      setTest('sending');
      setTest(await registry().testWebhook(id));
    });
  const setState = (next: 'active' | 'paused'): Promise<void> =>
    attempt(async () => void (await registry().updateWebhook(id, { state: next }, { ifMatch: epoch })));
  return (
    <div class="stack">
      <div class="row">
        <button type="button" class="button" disabled={test === 'sending'} onClick={() => void sendTest()}>
          Send a test
        </button>
        <button type="button" class="button" onClick={() => void setState(state === 'active' ? 'paused' : 'active')}>
          {state === 'active' ? 'Pause' : state === 'paused' ? 'Resume' : 'Make active again'}
        </button>
        <button
          type="button"
          class="button"
          aria-expanded={open.kind === 'edit'}
          onClick={() => setOpen(open.kind === 'edit' ? NOTHING : { kind: 'edit', begun: webhook })}
        >
          Change
        </button>
        <button type="button" class="button" onClick={() => setOpen({ kind: 'rotate' })}>
          New secret
        </button>
        <button type="button" class="button danger" onClick={() => setOpen({ kind: 'remove' })}>
          Remove
        </button>
      </div>
      {problem !== undefined && <WhyNot problem={problem} />}
      {test !== undefined && <TestResult test={test} />}
      {secret !== undefined && <SecretOnce title="The new secret" what="the secret" secret={secret} uses={[]} onDone={() => setSecret(undefined)} />}
      {open.kind === 'edit' && (
        <WebhookForm
          begin={draftOf(open.begun)}
          verb="Save"
          send={async (draft) => {
            await registry().updateWebhook(id, toPatch(draft), { ifMatch: open.begun.epoch });
            close();
            onChanged();
          }}
        />
      )}
      {open.kind === 'rotate' && (
        <RotateSecret
          onClose={close}
          onRotate={(overlapSeconds) => {
            close();
            void attempt(async () => setSecret((await registry().rotateWebhookSecret(id, { overlapSeconds })).secret));
          }}
        />
      )}
      {open.kind === 'remove' && (
        <RemoveWebhook
          onClose={close}
          onRemove={() => {
            close();
            void removed(
              () => registry().deleteWebhook(id, { ifMatch: epoch }),
              onGone,
              (thrown) => {
                setProblem(thrown);
                onChanged();
              },
            );
          }}
        />
      )}
    </div>
  );
}

function removed(remove: () => Promise<unknown>, onGone: () => void, onProblem: (thrown: unknown) => void): Promise<void> {
  return remove().then(onGone, onProblem);
}

function WhyNot({ problem }: { readonly problem: unknown }): JSX.Element {
  if (!(problem instanceof RegistryError && problem.code === 'epoch_mismatch')) return <Problem problem={problem} />;
  return (
    <Notice tone="unsure" title="Somebody changed this webhook meanwhile" announce>
      <p>Nothing of yours was written. What you see now is what they made of it; do it again if it is still what you want.</p>
    </Notice>
  );
}

function toPatch({ url, prefix, description, types }: WebhookDraft): WebhookPatch {
  return {
    url: url.trim(),
    prefix: prefix === '' ? null : prefix,
    description: description === '' ? null : description,
    types: types.length === CHANGE_TYPES.length ? null : types,
  };
}
